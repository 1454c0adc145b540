"""Markdown that people wrote, as HTML that can be shown to others: no raw HTML, no pictures, no odd links."""

import re
from collections.abc import Sequence

import nh3
from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from i18nfield.fields import I18nTextField
from linkify_it import LinkifyIt
from linkify_it.main import Match
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from portal.core.direction import may_turn
from portal.core.parsers import UnreadableInput, foreign_parser

TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong", "ul",
}  # fmt: skip
BLOCKS = {"blockquote", "h2", "h3", "h4", "h5", "h6", "ol", "p", "ul"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
DIRECTION = {block: {"dir": {"auto"}} for block in BLOCKS}
"""Each block of a text has its own, as languages stand one below the other."""
SCHEMES = {"http", "https", "mailto", "tel"}
LOWEST_HEADING = 6


class MarkdownField(I18nTextField):
    """A text in several languages whose writers may use Markdown. To the database it is any other text."""

    def deconstruct(self) -> tuple[str, str, Sequence[object], dict[str, object]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "i18nfield.fields.I18nTextField", args, kwargs


LONGEST = 100_000
"""Characters; what is longer, which no form takes, is shown as it is."""
_BULLET = re.compile(r"^([ ]*)[•◦▪▫‣⁃·●○■□◆◇♦❖►▶▸➢➤✓✔–—][ ]+(?=\S)", re.MULTILINE)
"""What people and their programs put before the lines of a list; to Markdown they are letters."""
_AFTER_LIST = re.compile(r"^([ ]*[-*+][ ].*\n)(?=[^\s*+-])", re.MULTILINE)
_ENDINGS = ("com", "org", "net", "info", "edu", "eu", "de", "at", "ch", "si")
"""Of bare domains that are taken for addresses; with anything else in front of it or behind, they are."""
_HOST = re.compile(r"[a-z0-9.-]+")
_SCHEME = re.compile(r"(?:^|[^a-z0-9.+-])(https?)$", re.IGNORECASE)
_LONGEST_SCHEME = 6
_LONGEST_ADDRESS = 2000


class Addresses(LinkifyIt):
    """Finds the addresses that people mean. Nobody means one who forgets the blank behind a full stop: "Ende.Es"."""

    def match(self, text: str) -> list[Match] | None:
        return [found for found in super().match(text) or () if _is_meant(found)] or None


_ADDRESSES = Addresses()


def _is_meant(found: Match) -> bool:
    if found.schema:
        return found.schema.lower() in ("http:", "https:", "mailto:")
    if found.raw.lower().startswith("www."):
        return True
    host = _HOST.match(found.raw)
    return host is not None and ("/" in found.raw or host[0].rsplit(".", 1)[-1] in _ENDINGS)


def _bare_address(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """The library's rule looks at all text before each "://", which takes minutes over many; this at six letters."""
    if state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.pending[-_LONGEST_SCHEME:])
    if not scheme:
        return False
    begin = state.pos - len(scheme[1])
    found = _ADDRESSES.match_at_start(state.src[begin : begin + _LONGEST_ADDRESS])
    url = found.url.rstrip("*") if found else ""
    if not (url and state.md.validateLink(target := state.md.normalizeLink(url))):
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme[1])]
        state.push("link_open", "a", 1).attrs = {"href": target}
        state.push("text", "", 0).content = state.md.normalizeLinkText(url)
        state.push("link_close", "a", -1)
    state.pos = begin + len(url)
    return True


def _star_in_word(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """A single star between letters or figures is one: Schüler*innen, 3*4. Twice in a line, Markdown would eat them."""
    before, after = state.src[state.pos - 1 : state.pos], state.src[state.pos + 1 : state.pos + 2]
    if state.src[state.pos] != "*" or not (before.isalnum() and after.isalnum()):
        return False
    if not silent:
        state.pending += "*"
    state.pos += 1
    return True


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": True})
    parser.disable(["image", "html_block", "html_inline", "code"]).enable("linkify")
    parser.linkify = _ADDRESSES
    parser.inline.ruler.at("linkify", _bare_address)
    parser.inline.ruler.before("emphasis", "star_in_word", _star_in_word)
    return parser


_PARSER = _make_parser()


def render_markdown(text: str, *, top_heading: int = 3) -> SafeString:
    """`text` as sanitised HTML. Its highest heading becomes `top_heading`, so that the page's outline holds.

    What was pasted as plain text looks as it did: lines stay lines, also indented ones, bullets become lists, addresses
    links. Two guards, each enough alone: the parser passes no HTML through, and nh3 keeps listed tags only.
    """
    if len(text) > LONGEST:
        return _as_it_is(text)
    try:
        with foreign_parser("markdown-it", UnreadableInput()):
            return mark_safe(clean_html(_html(text, top_heading)))  # noqa: S308 - cleaned right here
    except UnreadableInput:
        return _as_it_is(text)


def with_links(text: str) -> SafeString:
    """`text` as it was typed, escaped, with the addresses in it as links; nothing else of it means anything."""
    try:
        with foreign_parser("linkify-it", UnreadableInput()):
            found = (_ADDRESSES.match(text) or []) if len(text) <= LONGEST else []
            return _linked(text, found)
    except UnreadableInput:
        return _linked(text, [])


def _linked(text: str, found: Sequence[Match]) -> SafeString:
    parts, end = [], 0
    for match in found:
        parts.append(escape(text[end : match.index]))
        parts.append(
            format_html('<a href="{}" rel="nofollow noopener noreferrer">{}</a>', match.url, match.text)
            if match.url.split(":", 1)[0].lower() in SCHEMES
            else escape(match.text)
        )
        end = match.last_index
    return SafeString("".join([*parts, escape(text[end:])]))


def _as_it_is(text: str) -> SafeString:
    return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 - escaped right here


def _html(text: str, top_heading: int) -> str:
    tokens = _PARSER.parse(_AFTER_LIST.sub(r"\1\n", _BULLET.sub(r"\1- ", text)))
    _lower_headings(tokens, top_heading)
    if may_turn(text):
        _let_blocks_turn(tokens)
    return _PARSER.renderer.render(tokens, _PARSER.options, {})


def clean_html(html: str) -> str:
    """Only the tags that Markdown makes, only links that lead to pages, mail or a telephone."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        tag_attribute_values=DIRECTION,
        url_schemes=SCHEMES,
        link_rel="nofollow noopener noreferrer",
    )


def _let_blocks_turn(tokens: Sequence[Token]) -> None:
    """The outermost: an element takes no direction from one within it that has its own."""
    for token in tokens:
        if token.level == 0 and token.nesting == 1 and token.tag in BLOCKS:
            token.attrSet("dir", "auto")


def _lower_headings(tokens: Sequence[Token], top_heading: int) -> None:
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        level = int(token.tag[1]) - highest + top_heading
        token.tag = f"h{min(level, LOWEST_HEADING)}"
