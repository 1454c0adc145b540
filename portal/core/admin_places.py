"""A page in the middle of a long list, named by a row: "what follows this one", in whatever order the list stands.

To find the 10,000th page by its number, the database reads and throws away 9,999. Behind a row it goes on by the index
that gives the order. The row must stand in the list itself: else its place among others would tell what is in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import EmptyPage
from django.db.models import F, Model, OrderBy, Q, QuerySet
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, IsNull, LessThan, LessThanOrEqual

_NAME = re.compile(r"(after|before)-([0-9]{1,18})")
NONE, ALL = Q(pk__in=[]), Q()


@dataclass(frozen=True)
class Place:
    """Behind a row of the list, or before it."""

    key: int
    follows: bool

    def __str__(self) -> str:
        return f"{'after' if self.follows else 'before'}-{self.key}"


def place_in(text: str) -> Place | None:
    """What an address says, as in "after-17"."""
    found = _NAME.fullmatch(text)
    return Place(int(found[2]), found[1] == "after") if found else None


class _Part(NamedTuple):
    """One thing that rows are sorted by."""

    by: Any
    descends: bool
    may_be_empty: bool


def is_placed(rows: QuerySet[Any]) -> bool:
    """Can a row's place be told? It can, where rows are sorted by columns and expressions, and not by related rows."""
    return all(_part(rows.model, each) is not None for each in rows.query.order_by)


def rows_beyond(rows: QuerySet[Any], key: int) -> QuerySet[Any]:
    """What stands behind the row with this key, in the order of `rows`."""
    order = rows.query.order_by
    parts = [part for each in order if (part := _part(rows.model, each)) is not None]
    if not rows.query.standard_ordering:
        parts = [part._replace(descends=not part.descends) for part in parts]
    names = {f"_place_{number}": part.by for number, part in enumerate(parts)}
    values = rows.order_by().filter(pk=key).annotate(**names).values_list(*names).first()
    if values is None or len(parts) < len(order):
        raise EmptyPage
    return rows.filter(_not_before(parts[0], values[0]), _beyond(parts, list(values)))


def _part(model: type[Model], sorted_by: Any) -> _Part | None:
    """Nothing where rows stand in the order of those they lead to, or where empty values stand elsewhere than usual."""
    if isinstance(sorted_by, str):
        sorted_by = OrderBy(F(sorted_by.lstrip("-")), descending=sorted_by.startswith("-"))
    if not isinstance(sorted_by, OrderBy):
        sorted_by = OrderBy(sorted_by)
    by = sorted_by.expression
    # A name's place in an alphabet is kept of each row, so it is never empty.
    fields = list(_fields(model, str(getattr(by, "name", "")))) if isinstance(by, F) else []
    if sorted_by.nulls_first or sorted_by.nulls_last or (fields and fields[-1].is_relation):
        return None
    return _Part(by, bool(sorted_by.descending), any(field.null for field in fields))


def _fields(model: type[Model], path: str) -> Iterator[Any]:
    """Those that a path of names leads by; none, where it leads to what is worked out."""
    for name in path.split("__"):
        try:
            field: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except FieldDoesNotExist:
            return
        yield field
        model = field.related_model or model


def _beyond(parts: list[_Part], values: list[Any]) -> Q:
    """Rows that stand behind these values: by the first part, or, where that is equal, by the others."""
    if not parts:
        return NONE
    part, value = parts[0], values[0]
    equal = Q(IsNull(part.by, True)) if value is None else Q(Exact(part.by, value))
    return _behind(part, value) | (equal & _beyond(parts[1:], values[1:]))


def _behind(part: _Part, value: Any) -> Q:
    """PostgreSQL has empty values last, and first where the order descends."""
    if value is None:
        return Q(IsNull(part.by, False)) if part.descends else NONE
    if part.descends:
        return Q(LessThan(part.by, value))
    return Q(GreaterThan(part.by, value)) | (Q(IsNull(part.by, True)) if part.may_be_empty else NONE)


def _not_before(part: _Part, value: Any) -> Q:
    """Says no more than `_beyond`, but so that an index is read from there on."""
    if value is None:
        return ALL if part.descends else Q(IsNull(part.by, True))
    if part.descends:
        return Q(LessThanOrEqual(part.by, value))
    return ALL if part.may_be_empty else Q(GreaterThanOrEqual(part.by, value))
