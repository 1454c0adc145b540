"""The rows behind a page of offers, by their ids, with no more than it shows: asked on every page, so compiled once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, Exists, F, Func, OuterRef
from numpy.typing import NDArray

from matching.facts import PLACEMENT_FACTS
from matching.models import Bookmark, Placement
from matching.queries.profiles import with_placement_profile
from matching.querysets.placements import PlacementQuerySet
from portal.core.compiled import CompiledQuery, Parameter
from portal.core.facts import Shown, fields_of, shown_in
from portal.users.models import User

Ids = Iterable[int] | NDArray[np.int64]


def rows_for_cards(ids: Ids, reader: User | AnonymousUser | None = None) -> list[Placement]:
    """What a card shows of these offers, in their order; those that are gone meanwhile are left out.

    `is_kept`: whether the reader has bookmarked it; visitors bookmark nothing, so nothing is asked for them.
    """
    return _FOR_CARDS.of(ids, reader)


def rows_to_fit(ids: Ids, reader: User | AnonymousUser | None = None) -> list[Placement]:
    """The same, with all that fitting them to somebody needs."""
    return _TO_FIT.of(ids, reader)


def rows_for_feed(ids: Ids) -> list[Placement]:
    return _in_order(_FOR_FEED, ids)


def _in_order(query: CompiledQuery[Placement], ids: Ids, **values: Any) -> list[Placement]:
    wanted = [int(pk) for pk in ids]
    found = {placement.pk: placement for placement in query(ids=wanted, **values)} if wanted else {}
    return [found[pk] for pk in wanted if pk in found]


def _with_ids() -> PlacementQuerySet:
    ids = Func(Parameter("ids"), function="ANY")
    is_one = Func(F("pk"), ids, template="%(expressions)s", arg_joiner=" = ", output_field=BooleanField())
    return Placement.objects.select_related("organisation").filter(is_one).order_by()


def _shown(place: Shown, *also: str) -> PlacementQuerySet:
    facts = set(fields_of(shown_in(PLACEMENT_FACTS, place)))
    columns = facts & {field.name for field in Placement._meta.concrete_fields}
    about = ("title", "city", "region", "is_remote", "organisation__name", "organisation__logo", *also)
    return _with_ids().only(*columns, *about)


def _with_mark(offers: PlacementQuerySet) -> PlacementQuerySet:
    kept = Bookmark.objects.kept().filter(person=Parameter("keeper"), placement=OuterRef("pk"))
    return offers.annotate(is_kept=Exists(kept))


class _Marked:
    """The same rows for visitors, whose pages are kept as long as what they show is, and for who may have bookmarks."""

    def __init__(self, rows: Callable[[], PlacementQuerySet]) -> None:
        self.for_visitors = CompiledQuery(rows)
        self.for_people = CompiledQuery(lambda: _with_mark(rows()))

    def of(self, ids: Ids, reader: User | AnonymousUser | None) -> list[Placement]:
        if reader is None or not reader.is_authenticated:
            return _in_order(self.for_visitors, ids)
        return _in_order(self.for_people, ids, keeper=reader.pk)


_FOR_CARDS = _Marked(lambda: _shown(Shown.CARD, "published_at").with_colour())
_FOR_FEED = CompiledQuery(lambda: _shown(Shown.FEED, "published_at", "updated_at"))
_TO_FIT = _Marked(lambda: with_placement_profile(_with_ids().with_colour().defer("search", "description")))
