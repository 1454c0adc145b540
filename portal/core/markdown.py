"""Markdown that people wrote, as HTML that can be shown to others: no raw HTML, no pictures, no odd links."""

from collections.abc import Sequence

import nh3
from django.utils.safestring import SafeString, mark_safe
from i18nfield.fields import I18nTextField
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto", "tel"}
LOWEST_HEADING = 6


class MarkdownField(I18nTextField):
    """A text in several languages whose writers may use Markdown. To the database it is any other text."""

    def deconstruct(self) -> tuple[str, str, Sequence[object], dict[str, object]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "i18nfield.fields.I18nTextField", args, kwargs


_PARSER = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])


def render_markdown(text: str, *, top_heading: int = 3) -> SafeString:
    """`text` as sanitised HTML. Its highest heading becomes `top_heading`, so that the page's outline holds.

    Two guards, each enough alone: the parser passes no HTML through, and nh3 keeps listed tags only.
    """
    tokens = _PARSER.parse(text)
    _lower_headings(tokens, top_heading)
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return mark_safe(clean_html(html))  # noqa: S308 - cleaned right here


def clean_html(html: str) -> str:
    """Only the tags that Markdown makes, only links that lead to pages, mail or a telephone."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="nofollow noopener noreferrer",
    )


def _lower_headings(tokens: Sequence[Token], top_heading: int) -> None:
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        level = int(token.tag[1]) - highest + top_heading
        token.tag = f"h{min(level, LOWEST_HEADING)}"
