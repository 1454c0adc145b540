"""Placements in words: what each fact reads like, on its own, on a card and on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, npgettext, pgettext

from matching.constants import FULL_TIME, KIND_LOOKS, Field, PlacementKind, SkillNeedKind
from matching.facts import PLACEMENT_FACTS
from matching.models import Placement, Talent
from matching.notices.search_words import place_in_words
from matching.presentation.fits import deciding_reason, sentence_list
from matching.presentation.levels import degree_name, language_at, skills_by_level
from matching.queries.bookmarks import Marks
from matching.queries.profiles import (
    language_rows,
    placement_profile,
    skill_rows,
    talent_profile,
)
from matching.queries.skills import skill_labels
from matching.scoring.rules import Supply, explain
from portal.core.amounts import amount_shown, money_shown, plural_number
from portal.core.dates import day
from portal.core.facts import Shown, shown_in
from portal.core.locales import country_name
from portal.core.markdown import render_markdown
from portal.core.presentation import (
    Item,
    Rendering,
    all_languages,
    each_language,
    fallback_language,
    items,
    phrases,
    renderings,
    spoken_note,
)
from portal.core.share_pictures import SharePicture
from programmes.models import Programme
from programmes.presentation.organisations import logo_address

NEWS_DAYS = 30
"""After so many days nobody minds for how many more an offer has been there."""


def pay_of(placement: Placement) -> str:
    """ "52,000–58,000 € a year", as far as it is known."""
    known = sorted({amount for amount in (placement.pay_min, placement.pay_max) if amount is not None})
    if not known:
        return ""
    words = {"amount": money_shown(*known), "period": placement.get_pay_period_display()}
    if placement.pay_min is None:
        return _("up to %(amount)s € %(period)s") % words
    if placement.pay_max is None:
        return _("from %(amount)s € %(period)s") % words
    return _("%(amount)s € %(period)s") % words


def hours_of(placement: Placement) -> str:
    """ "Full time", or how many hours a week it is."""
    if placement.hours and placement.hours >= FULL_TIME:
        return _("Full time")
    return exact_hours_of(placement)


def exact_hours_of(placement: Placement) -> str:
    """How many hours a week it is, such as "38.5 hours a week"."""
    if not placement.hours:
        return ""
    return ngettext("%(hours)s hour a week", "%(hours)s hours a week", plural_number(placement.hours)) % {
        "hours": amount_shown(placement.hours)
    }


def working_time_of(placement: Placement) -> str:
    """ "Full time, 38.5 hours a week": what it is called, and how much it is."""
    return ", ".join(dict.fromkeys(filter(None, (hours_of(placement), exact_hours_of(placement)))))


def period_of(placement: Placement) -> str:
    """When it takes place: "from 1 March 2027", "1 March 2027 to 31 August 2027" or nothing."""
    start, end = placement.starts_on, placement.ends_on
    if start and end:
        return _("%(start)s to %(end)s") % {"start": day(start), "end": day(end)}
    if start:
        return _("from %(start)s") % {"start": day(start)}
    return pgettext("an offer's end", "until %(end)s") % {"end": day(end)} if end else ""


def place_of(placement: Placement) -> str:
    """Town and region, or that it can be done from anywhere."""
    return place_in_words(placement.city, placement.region, is_remote=placement.is_remote)


def seats_of(placement: Placement) -> str:
    """How many places, where there is more than the one that every offer has."""
    return _exact_seats(placement) if placement.seats > 1 else ""


def open_until(placement: Placement) -> str:
    return _("open until %(date)s") % {"date": day(placement.expires_at)}


# --- Facts ---------------------------------------------------------------------------------------------------------


def _exact_seats(placement: Placement) -> str:
    return npgettext("places an offer has", "%(count)d place", "%(count)d places", placement.seats) % {
        "count": placement.seats
    }


def _town(placement: Placement) -> str:
    return place_in_words(placement.city, placement.region, is_remote=False)


def _remote(placement: Placement) -> str:
    return pgettext("remote work", "possible") if placement.is_remote else ""


def _languages(placement: Placement) -> str:
    return sentence_list(language_at(row["language"], row["level"]) for row in language_rows(placement))


def _degree(placement: Placement) -> str:
    if placement.degree is None:
        return ""
    return _("%(degree)s at least") % {"degree": degree_name(placement.degree)}


def _skills(need: SkillNeedKind) -> Callable[[Placement], str]:
    def skills(placement: Placement) -> str:
        rows = [row for row in skill_rows(placement) if row["need"] == need]
        names = skill_labels([row["skill"] for row in rows])
        return skills_by_level((names[row["skill"]], row["level"]) for row in rows)

    return skills


def _named_elsewhere(_placement: Placement) -> str:
    """Which programmes a reader may know of, the page asks for itself."""
    return ""


def _fields(placement: Placement) -> str:
    return sentence_list(str(Field(field).label) for field in placement.fields)


PLACEMENT_WORDS = renderings(
    Placement,
    PLACEMENT_FACTS,
    {
        "organisation": Rendering(
            label=gettext_lazy("Organisation"), value=lambda row: row.organisation.name
        ),
        "title": Rendering(
            label=gettext_lazy("Title"),
            value=lambda row: all_languages(row.title),
            review=lambda row: each_language(row.title),
        ),
        "description": Rendering(
            label=gettext_lazy("What you would do"),
            value=lambda row: all_languages(row.description),
            review=lambda row: each_language(row.description, render_markdown),
        ),
        "place": Rendering(label=gettext_lazy("Place"), value=_town),
        "country": Rendering(label=gettext_lazy("Country"), value=lambda row: country_name(row.country)),
        "is_remote": Rendering(
            label=gettext_lazy("Remote work"),
            value=_remote,
            phrase=lambda row: _("remote possible") if row.is_remote else "",
        ),
        "hours": Rendering(label=gettext_lazy("Working time"), value=working_time_of, phrase=hours_of),
        "period": Rendering(label=gettext_lazy("Period"), value=period_of),
        "pay": Rendering(label=gettext_lazy("Pay"), value=pay_of),
        "seats": Rendering(label=gettext_lazy("Places"), value=_exact_seats, phrase=seats_of),
        "languages": Rendering(label=gettext_lazy("Languages"), value=_languages),
        "degree": Rendering(label=gettext_lazy("Degree"), value=_degree),
        "skills_required": Rendering(
            label=gettext_lazy("Skills needed"), value=_skills(SkillNeedKind.REQUIRED)
        ),
        "skills_welcome": Rendering(
            label=gettext_lazy("Skills that would help"), value=_skills(SkillNeedKind.WELCOME)
        ),
        "fields": Rendering(label=gettext_lazy("Fields of study"), value=_fields),
        "shown_until": Rendering(
            label=gettext_lazy("Shown until"), value=lambda row: day(row.expires_at), phrase=open_until
        ),
        "published": Rendering(
            label=gettext_lazy("Published"),
            value=lambda row: day(row.published_at) if row.published_at else "",
        ),
        "programmes": Rendering(label=gettext_lazy("Programmes"), value=_named_elsewhere),
    },
)
"""How each fact of a placement reads. What is not named here reads as its field does."""

ON_THEIR_OWN = ("kind", "pay")
"""What a card says in a place of its own; the rest of its facts stand in a row."""
CARD_FACTS = [fact for fact in shown_in(PLACEMENT_FACTS, Shown.CARD) if fact.name not in ON_THEIR_OWN]


def offer_tags(placement: Placement) -> list[str]:
    """The short facts below an offer's title."""
    return phrases(placement, shown_in(PLACEMENT_FACTS, Shown.TAGS), PLACEMENT_WORDS)


def offer_facts(placement: Placement) -> list[Item]:
    """What an offer is, "at a glance": items of components/facts.html."""
    return items(placement, shown_in(PLACEMENT_FACTS, Shown.GLANCE), PLACEMENT_WORDS)


def asked_facts(placement: Placement) -> list[Item]:
    """What an offer asks for: items of components/facts.html, empty where it asks for nothing."""
    return [
        item for item in items(placement, shown_in(PLACEMENT_FACTS, Shown.ASKED), PLACEMENT_WORDS) if item[1]
    ]


def offer_summary(placement: Placement) -> str:
    """The offer in one line, for feed readers; its title and who offers it stand above."""
    return ", ".join(phrases(placement, shown_in(PLACEMENT_FACTS, Shown.FEED), PLACEMENT_WORDS))


def offer_share_picture(placement: Placement, programmes: Sequence[Programme]) -> SharePicture:
    """What is shown of the offer where its address is shared: in the first programme's colour, with all their names."""
    return SharePicture(
        kind=placement.get_kind_display(),
        title=str(placement.title),
        by=placement.organisation.name,
        place=place_of(placement),
        name=", ".join(programme.acronym for programme in programmes),
        colour=programmes[0].colour,
    )


# --- Cards ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mark:
    """The button that bookmarks an offer, or no longer."""

    url: str
    anchor: str
    is_kept: bool | None
    """None where it is a link, for visitors."""


def mark_of(placement: int, marks: Marks | None) -> Mark | None:
    if marks is None:
        return None
    url = reverse("matching:offer_bookmark", args=[placement])
    return Mark(url, f"bookmark-{placement}", marks.of(placement))


@dataclass(frozen=True)
class OfferCard:
    """The parameters of components/offer_card.html."""

    url: str
    title: str
    subtitle: str
    meta: list[str]
    language: str = ""
    """Of the title, where it is not the reader's."""
    kind: str = ""
    look: str = ""
    place: str = ""
    pay: str = ""
    age: str = ""
    initial: str = ""
    logo: str = ""
    colour: str = ""
    score: int | None = None
    reason: str = ""
    reason_kind: str = ""
    tags: list[tuple[str, str]] = field(default_factory=list)
    mark: Mark | None = None


def offer_cards(
    placements: Iterable[Placement], talent: Talent | None, marks: Marks | None = None
) -> list[OfferCard]:
    """Cards of what `rows_for_cards` reads; of what `rows_to_fit` does, with how it fits where there is a talent."""
    profile = talent_profile(talent) if talent is not None else None
    return [_card(placement, profile, marks) for placement in placements]


def _card(placement: Placement, profile: Supply | None, marks: Marks | None) -> OfferCard:
    card = OfferCard(
        url=placement.get_absolute_url(),
        title=str(placement.title),
        subtitle=placement.organisation.name,
        meta=_meta(placement),
        language=fallback_language(placement.title),
        kind=placement.get_kind_display(),
        look=KIND_LOOKS.get(PlacementKind(placement.kind), ""),
        place=place_of(placement),
        pay=pay_of(placement),
        age=age_of(placement),
        initial=initial_of(placement.organisation.name),
        logo=logo_address(placement.organisation),
        colour=getattr(placement, "colour", None) or "",
        mark=mark_of(placement.pk, marks),
    )
    if profile is None:
        return card
    fit = explain(profile, placement_profile(placement))
    reason, kind = deciding_reason(fit)
    return replace(card, score=fit.score, reason=reason, reason_kind=kind)


def _meta(placement: Placement) -> list[str]:
    """Short facts; first in which language the title stands, if it is not the reader's."""
    said = spoken_note(placement.title)
    return [*([said] if said else []), *phrases(placement, CARD_FACTS, PLACEMENT_WORDS)]


def initial_of(name: str) -> str:
    """The letter on the tile of whoever has no logo: the first one of the name."""
    return next((letter.upper() for letter in name if letter.isalnum()), "")


def age_of(placement: Placement) -> str:
    """For how long an offer has been there, by the days of whoever reads it."""
    if placement.published_at is None:
        return ""
    days = (timezone.localdate() - timezone.localdate(placement.published_at)).days
    if days < 1:
        return _("new today")
    if days > NEWS_DAYS:
        return _("posted more than %(count)d days ago") % {"count": NEWS_DAYS}
    return ngettext("posted yesterday", "posted %(count)d days ago", days) % {"count": days}
