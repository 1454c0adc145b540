"""The rows behind a page of offers, by their ids, with no more than it shows: asked on every page, so compiled once."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from django.db.models import BooleanField, F, Func
from numpy.typing import NDArray

from matching.facts import PLACEMENT_FACTS
from matching.models import Placement
from matching.queries.profiles import with_placement_profile
from matching.querysets import PlacementQuerySet
from portal.core.compiled import CompiledQuery, Parameter
from portal.core.facts import Shown, fields_of, shown_in

Ids = Iterable[int] | NDArray[np.int64]


def rows_for_cards(ids: Ids) -> list[Placement]:
    """What a card shows of these offers, in their order; those that are gone meanwhile are left out."""
    return _in_order(_FOR_CARDS, ids)


def rows_to_fit(ids: Ids) -> list[Placement]:
    """The same, with all that fitting them to somebody needs."""
    return _in_order(_TO_FIT, ids)


def rows_for_feed(ids: Ids) -> list[Placement]:
    return _in_order(_FOR_FEED, ids)


def _in_order(query: CompiledQuery[Placement], ids: Ids) -> list[Placement]:
    wanted = [int(pk) for pk in ids]
    found = {placement.pk: placement for placement in query(ids=wanted)} if wanted else {}
    return [found[pk] for pk in wanted if pk in found]


def _with_ids() -> PlacementQuerySet:
    ids = Func(Parameter("ids"), function="ANY")
    is_one = Func(F("pk"), ids, template="%(expressions)s", arg_joiner=" = ", output_field=BooleanField())
    return Placement.objects.select_related("organisation").filter(is_one).order_by()


def _shown(place: Shown, *also: str) -> PlacementQuerySet:
    facts = set(fields_of(shown_in(PLACEMENT_FACTS, place)))
    columns = facts & {field.name for field in Placement._meta.concrete_fields}
    about = ("title", "city", "region", "is_remote", "organisation__name", *also)
    return _with_ids().only(*columns, *about)


_FOR_CARDS = CompiledQuery(lambda: _shown(Shown.CARD, "published_at").with_colour())
_FOR_FEED = CompiledQuery(lambda: _shown(Shown.FEED, "published_at", "updated_at"))
_TO_FIT = CompiledQuery(
    lambda: with_placement_profile(_with_ids().with_colour().defer("search", "description"))
)
