"""Placements as pages and lists show them: their facts in words, their card, their history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from matching.constants import (
    FULL_TIME,
    PlacementState,
)
from matching.models import Placement, Talent
from matching.presentation.fits import deciding_reason
from matching.queries.profiles import (
    AnyPlacementQuerySet,
    placement_profile,
    talent_profile,
    with_placement_profile,
)
from matching.scoring.rules import Supply, explain
from portal.core.amounts import amount_shown, money_shown, plural_number
from portal.core.dates import day


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
    names = list(dict.fromkeys(name for name in (placement.city, placement.region) if name))
    if placement.is_remote:
        names.append(_("remote possible"))
    return ", ".join(names)


def seats_of(placement: Placement) -> str:
    if placement.seats < 2:
        return ""
    return npgettext("places an offer has", "%(count)d place", "%(count)d places", placement.seats) % {
        "count": placement.seats
    }


def open_until(placement: Placement) -> str:
    return _("open until %(date)s") % {"date": day(placement.expires_at)}


@dataclass(frozen=True)
class OfferCard:
    """The parameters of components/offer_card.html."""

    url: str
    title: str
    subtitle: str
    meta: list[str]
    score: int | None = None
    reason: str = ""
    reason_kind: str = ""
    tags: list[tuple[str, str]] = field(default_factory=list)


def with_card(placements: AnyPlacementQuerySet) -> AnyPlacementQuerySet:
    """What `offer_cards` needs beside the rows."""
    return with_placement_profile(placements.select_related("organisation").defer("search", "description"))


def offer_cards(placements: Iterable[Placement], talent: Talent | None) -> list[OfferCard]:
    """Cards for rows read `with_card`; with the fit when there is a talent to fit them to."""
    profile = talent_profile(talent) if talent is not None else None
    return [_card(placement, profile) for placement in placements]


def _card(placement: Placement, profile: Supply | None) -> OfferCard:
    card = OfferCard(
        url=placement.get_absolute_url(),
        title=str(placement.title),
        subtitle=", ".join(part for part in (placement.organisation.name, place_of(placement)) if part),
        meta=_facts(placement),
    )
    if profile is None:
        return card
    fit = explain(profile, placement_profile(placement))
    reason, kind = deciding_reason(fit)
    return OfferCard(
        card.url, card.title, card.subtitle, card.meta, score=fit.score, reason=reason, reason_kind=kind
    )


def _facts(placement: Placement) -> list[str]:
    facts = [
        placement.get_kind_display(),
        hours_of(placement),
        period_of(placement),
        pay_of(placement),
        seats_of(placement),
        open_until(placement),
    ]
    return [str(fact) for fact in facts if fact]


LONGEST_HISTORY = 60


CONTENT = (
    "title",
    "description",
    "kind",
    "fields",
    "degree",
    "city",
    "country",
    "hours",
    "pay_min",
    "pay_max",
)


def placement_timeline(placement: Placement) -> list[dict[str, Any]]:
    """When it was written, reviewed, shown and changed, from the history that the database keeps; newest first."""
    versions_of: Any = placement.history  # type: ignore[attr-defined]
    rows = versions_of.order_by("-pgh_id").values("pgh_created_at", "state", "expires_at", *CONTENT)
    entries = []
    versions = list(rows[:LONGEST_HISTORY])[::-1]
    for before, now in zip([None, *versions], versions, strict=False):
        if title := _what_changed(before, now):
            entries.append({"title": title, "when": now["pgh_created_at"], "kind": ""})
    if entries:
        entries[-1]["kind"] = "current"
    return entries[::-1]


def _what_changed(before: dict[str, Any] | None, now: dict[str, Any]) -> str:
    if before is None or before["state"] != now["state"]:
        return str(PlacementState(now["state"]).label)
    if any(before[name] != now[name] for name in CONTENT):
        return _("Changed")
    if before["expires_at"] != now["expires_at"]:
        return _("Shown until %(day)s") % {"day": day(now["expires_at"])}
    return ""
