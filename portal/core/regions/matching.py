"""Text that stands in rows from before there was the list of regions, given its code where the list knows it.

What it doesn't know stays as it is, is shown so, and is mended when somebody next saves the row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models

from portal.core.regions.finding import Place, as_listed, find_region
from portal.core.regions.tree import is_region, regions

AT_A_TIME = 500
"""Rows."""


def match_places(
    model: type[models.Model], *, city: str = "city", region: str = "region", keeps_wider: bool = False
) -> int:
    """Rows with a town, a region and a country get the region's code, the town's where that is known."""
    rows = model._base_manager.order_by()
    changed = 0
    for town, text, country in rows.values_list(city, region, "country").distinct():
        code = _code(town, text, country, keeps_wider=keeps_wider)
        if code and code != text:
            named = {city: town, region: text, "country": country}
            for keys in _portions(rows.filter(**named)):
                changed += rows.filter(pk__in=keys, **named).update(**{region: code})
    return changed


def unmatch_places(model: type[models.Model], *, region: str = "region") -> None:
    """Names instead of codes: what rows held before."""
    rows = model._base_manager.order_by()
    for code in rows.values_list(region, flat=True).distinct():
        if is_region(code):
            for keys in _portions(rows.filter(**{region: code})):
                rows.filter(pk__in=keys, **{region: code}).update(**{region: regions()[code].name})


def match_lists(model: type[models.Model], field: str) -> None:
    """The same for rows that hold several, each by itself."""
    for text in _texts(model, field):
        if (code := find_region(text)) and code != text:
            _replace(model, field, text, code)


def unmatch_lists(model: type[models.Model], field: str) -> None:
    for text in _texts(model, field):
        if is_region(text):
            _replace(model, field, text, regions()[text].name)


def _code(town: str, text: str, country: str, *, keeps_wider: bool) -> str:
    if is_region(text):
        return text
    try:
        place = as_listed(town, text, country=country, keeps_wider=keeps_wider)
    except ValidationError:
        place = Place(town, find_region(text) if text else "")
    return place.region


def _texts(model: type[models.Model], field: str) -> list[str]:
    each = models.Func(models.F(field), function="unnest", output_field=models.TextField())
    rows: Any = model._base_manager.order_by().annotate(each=each)
    return sorted(set(rows.values_list("each", flat=True)))


def _replace(model: type[models.Model], field: str, before: str, after: str) -> None:
    table, column = (connection.ops.quote_name(name) for name in (model._meta.db_table, field))
    rows = model._base_manager.order_by().filter(**{f"{field}__contains": [before]})
    with connection.cursor() as cursor:
        for keys in _portions(rows):
            cursor.execute(
                f"UPDATE {table} SET {column} = array_replace({column}, %s, %s) "  # noqa: S608  names of the model's own
                f"WHERE {column} @> ARRAY[%s]::varchar[] AND id = ANY(%s)",
                [before, after, before, keys],
            )


def _portions(rows: models.QuerySet[Any]) -> Iterator[list[int]]:
    """Keys, so many at once that nobody who saves one of the rows waits for long."""
    keys = sorted(rows.values_list("pk", flat=True))
    for first in range(0, len(keys), AT_A_TIME):
        yield keys[first : first + AT_A_TIME]
