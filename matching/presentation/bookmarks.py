"""Bookmarked offers as cards: those that have closed say so, and lead nowhere where nobody may read them any more."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from matching.presentation.placements import OfferCard, mark_of, offer_cards
from matching.queries.bookmarks import Marks
from matching.queries.offer_rows import rows_for_cards


def bookmark_cards(rows: Collection[Mapping[str, Any]]) -> list[OfferCard]:
    """A card for each row of `bookmarks_of`, in their order."""
    known = [row["placement"] for row in rows if row["is_seen"] or row["is_readable"]]
    marks = Marks(frozenset(row["placement"] for row in rows if row["removed_at"] is None))
    offers = rows_for_cards(known)
    cards = {offer.pk: card for offer, card in zip(offers, offer_cards(offers, None, marks), strict=True)}
    return [_card(row, cards.get(row["placement"]), marks) for row in rows]


def _card(row: Mapping[str, Any], card: OfferCard | None, marks: Marks) -> OfferCard:
    if card is None:
        mark = mark_of(row["placement"], marks)
        return OfferCard(
            url="", title=_("An offer that is not shown at the moment"), subtitle="", meta=[], mark=mark
        )
    if row["is_open"]:
        return card
    tags = [(_("No longer open"), "warn")]
    return replace(card, url=card.url if row["is_seen"] else "", meta=[], age="", tags=tags)
