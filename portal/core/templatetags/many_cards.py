"""Cards and tags, of which a page may have dozens: written in one go, for what a template takes to write a small part.

They are what components/tag.html, offer_card.html and link_card.html say; a list of cards asks for all of them at once:

    {% load many_cards %}<ul role="list" class="grid">{% offer_cards cards %}</ul>
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.core.direction import dir_attribute, isolated

register = template.Library()

NOTHING = SafeString("")
BOOKMARK = SafeString(
    '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
    '<path d="M6 3.5h12v17l-6-4.5-6 4.5z"/></svg>'
)


@register.simple_tag
def tag(label: object, kind: str = "", url: str = "") -> SafeString:
    """components/tag.html."""
    looks = f"tag {kind}" if kind else "tag"
    if url:
        return format_html('<a class="{}" href="{}">{}</a>', looks, url, isolated(label))
    return format_html('<span class="{}">{}</span>', looks, isolated(label))


@register.simple_tag
def tile(initial: object, logo: str = "") -> SafeString:
    """Whose it is, for the eye alone: the name stands beside it. The logo, or else the first letter."""
    if logo:
        return format_html('<img class="tile" src="{}" alt="" width="44" height="44">', logo)
    return format_html('<span class="tile" aria-hidden="true">{}</span>', initial) if initial else NOTHING


@register.simple_tag
def offer_card(
    url: str,
    title: object,
    subtitle: object = "",
    meta: Iterable[object] = (),
    kind: object = "",
    look: str = "",
    place: object = "",
    pay: object = "",
    age: object = "",
    initial: object = "",
    logo: str = "",
    colour: str = "",
    score: int | str | None = None,
    reason: object = "",
    reason_kind: str = "",
    tags: Iterable[tuple[object, str]] = (),
    level: int | str = 3,
    language: str = "",
    mark: Any = None,
) -> SafeString:
    """components/offer_card.html."""
    fits = [] if score is None or score == "" else [_meter(score)]
    if reason:
        fits.append(tag(reason, reason_kind))
    fits += [tag(label, kind) for label, kind in tags or ()]
    return format_html(
        '<article class="card offer"{}>{}{}{}{}{}{}</article>',
        format_html(' data-colour="{}"', colour) if colour else NOTHING,
        tile(initial, logo),
        format_html(
            '<div class="stack-s">{}{}</div>', _heading(url, title, level or 3, language), _line(subtitle)
        ),
        bookmark_button(mark, title, language) if mark else NOTHING,
        _key_facts(kind, look, place, pay),
        _meta([*(meta or ()), age] if age else meta),
        format_html('<div class="fit">{}</div>', format_html_join("", "{}", zip(fits))) if fits else NOTHING,
    )


@register.simple_tag
def offer_cards(cards: Iterable[Any], level: int = 3) -> SafeString:
    """The lines of a list of `matching.presentation.placements.OfferCard`s."""
    return format_html_join("", "<li>{}</li>", ((offer_card(**vars(card), level=level),) for card in cards))


@register.simple_tag
def bookmark_button(mark: Any, title: object, language: str = "", looks: str = "bookmark") -> SafeString:
    """Sends the page's form "bookmarks" to say that an offer is kept, or no longer; for visitors a link.

    On a card it is an icon, with `looks` of a button its label beside it.
    """
    spoken = format_html(' lang="{}"', language) if language else NOTHING
    hidden = format_html(": <span{}{}>{}</span>", spoken, dir_attribute(title), title)
    if looks == "bookmark":
        label = format_html('<span class="visually-hidden">{}{}</span>', _("Bookmark"), hidden)
    else:
        label = format_html('{}<span class="visually-hidden">{}</span>', _("Bookmark"), hidden)
    if mark.is_kept is None:
        return format_html(
            '<a class="{}" href="{}" rel="nofollow">{}{}</a>', looks, mark.url, BOOKMARK, label
        )
    keep, pressed = ("no", "true") if mark.is_kept else ("yes", "false")
    return format_html(
        '<button class="{}" id="{}" form="bookmarks" formaction="{}" name="keep" value="{}" aria-pressed="{}">'
        "{}{}</button>",
        *(looks, mark.anchor, mark.url, keep, pressed, BOOKMARK, label),
    )


@register.simple_tag
def link_card(
    url: str,
    title: object,
    text: object = "",
    meta: Iterable[object] = (),
    tag_label: object = "",
    tag_kind: str = "",
    level: int | str = 3,
    *,
    accented: bool = False,
) -> SafeString:
    """components/link_card.html."""
    return format_html(
        '<article class="card link-card{}">{}{}{}{}</article>',
        " accented" if accented else "",
        _heading(url, title, level or 3),
        _line(text),
        _meta(meta),
        format_html("<p>{}</p>", tag(tag_label, tag_kind)) if tag_label else NOTHING,
    )


@register.simple_tag
def coloured_cards(cards: Iterable[Mapping[str, Any]], level: int | str = 3) -> SafeString:
    """The lines of a list of programmes or events, in their colours, for which the page loads programmes:colours."""
    return format_html_join(
        "",
        '<li data-colour="{}">{}</li>',
        (
            (
                card["slug"],
                link_card(
                    card["url"],
                    card["title"],
                    card["text"],
                    card["meta"],
                    card["tag"],
                    card["tag_kind"],
                    level,
                    accented=True,
                ),
            )
            for card in cards
        ),
    )


def _heading(url: str, title: object, level: int | str, language: str = "") -> SafeString:
    spoken = format_html(' lang="{}"', language) if language else NOTHING
    turn = dir_attribute(title)
    if not url:
        return format_html("<h{}{}{}>{}</h{}>", level, spoken, turn, title, level)
    link = format_html('<a class="whole" href="{}"{}>{}</a>', url, spoken, title)
    return format_html("<h{}{}>{}</h{}>", level, turn, link, level)


def _key_facts(kind: object, look: str, place: object, pay: object) -> SafeString:
    """What decides whether somebody reads on."""
    parts = [tag(kind, look)] if kind else []
    parts += [format_html("<b>{}</b>", isolated(fact)) for fact in (place, pay) if fact]
    return format_html('<p class="key">{}</p>', format_html_join(" ", "{}", zip(parts))) if parts else NOTHING


def _line(text: object) -> SafeString:
    return format_html('<p class="soft"{}>{}</p>', dir_attribute(text), text) if text else NOTHING


def _meta(facts: Iterable[object]) -> SafeString:
    lines = format_html_join("", "<li>{}</li>", ((isolated(fact),) for fact in facts or ()))
    return format_html('<ul class="meta">{}</ul>', lines) if lines else NOTHING


def _meter(score: int | str) -> SafeString:
    return format_html(
        '<meter min="0" max="100" low="50" optimum="100" value="{}" aria-hidden="true"></meter>'
        '<span class="nowrap">{}</span>',
        score,
        format_html(_("<b>%(percent)s %%</b> fit") % {"percent": "{}"}, score),
    )
