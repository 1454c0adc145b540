"""Which offers somebody has bookmarked, and what they may still read of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet

from matching.models import Bookmark, Placement
from matching.querysets.placements import PlacementQuerySet
from portal.users.models import User
from programmes.access import access_of, may
from programmes.scoping import CompiledForReader


@dataclass(frozen=True)
class Marks:
    """What the button for bookmarking says of each offer of a page."""

    kept: frozenset[int] | None
    """None for visitors, who are led to sign in."""

    def of(self, placement: int) -> bool | None:
        return None if self.kept is None else placement in self.kept


def marks_on(offers: Iterable[Placement], reader: User | AnonymousUser) -> Marks | None:
    """On what `rows_for_cards` or `rows_to_fit` has read for the reader; None for whoever can't bookmark offers."""
    if not reader.is_authenticated:
        return Marks(None)
    if not may(reader, "add", Bookmark):
        return None
    return Marks(frozenset(offer.pk for offer in offers if offer.is_kept))  # type: ignore[attr-defined]


def mark_for(placement: Placement, reader: User | AnonymousUser) -> Marks | None:
    """The same on an offer's own page."""
    if not reader.is_authenticated:
        return Marks(None)
    return Marks(frozenset(_KEPT(reader, placement=placement.pk))) if may(reader, "add", Bookmark) else None


def _kept(reader: User, placement: int) -> QuerySet[Bookmark, int]:
    rows = Bookmark.objects.visible_to(reader).filter(person=reader.pk, placement=placement).kept()
    return rows.order_by().values_list("placement", flat=True)


_KEPT = CompiledForReader(_kept)


def bookmarks_of(reader: User) -> QuerySet[Bookmark, Any]:
    """The newest first, also those that were removed a moment ago, with what the reader may know of each offer.

    `is_open`: everybody can read it. `is_seen`: they reach its page. `is_readable`: it was shown, and says what it did
    then.
    """
    seen, last_shown = Placement.objects.visible_to(reader), Placement.objects.as_last_shown()
    if access_of(reader).is_pupil:
        last_shown = last_shown.meant_for_pupils()
    rows = Bookmark.objects.visible_to(reader).filter(person=reader.pk)
    return rows.values(
        "placement",
        "removed_at",
        is_open=_is_among(seen.open()),
        is_seen=_is_among(seen),
        is_readable=_is_among(last_shown),
    )


def _is_among(placements: PlacementQuerySet) -> Exists:
    return Exists(placements.filter(pk=OuterRef("placement")))
