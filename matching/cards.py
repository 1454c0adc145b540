"""Offers as lists show them. Everything a card says comes with the rows, so a page of cards costs one query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from matching.models import Placement, Talent
from matching.scoring.rules import TalentProfile, explain
from matching.services.profiles import placement_profile, talent_profile, with_placement_profile
from matching.wording import deciding_reason, hours_of, open_until, pay_of, period_of, place_of, seats_of


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


def with_card(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    """What `offer_cards` needs beside the rows."""
    return with_placement_profile(placements.select_related("organisation").defer("search", "description"))


def offer_cards(placements: Iterable[Placement], talent: Talent | None) -> list[OfferCard]:
    """Cards for rows read `with_card`; with the fit when there is a talent to fit them to."""
    profile = talent_profile(talent) if talent is not None else None
    return [_card(placement, profile) for placement in placements]


def _card(placement: Placement, profile: TalentProfile | None) -> OfferCard:
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
