"""What the address of a list in the admin may ask: what the list declares as a filter, in the way that the filter asks.

Django answers questions about any column of a list's own table, so that birth dates could be found out by halving, and
messages by guessing words. Here whatever isn't declared is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.utils import get_fields_from_path
from django.db.models import Field, Model

from portal.core.admin_filters import PeriodFilter

ENDINGS = ("exact", "isnull")
DAYS = ("year", "month", "day")


def declared_lookups(
    model: type[Model], filters: Iterable[object], date_hierarchy: str | None
) -> frozenset[str]:
    """Names that may stand in the address of a list with these filters, beside search, order and page."""
    names = {f"{date_hierarchy}__{part}" for part in DAYS} if date_hierarchy else set()
    for each in filters:
        if isinstance(each, type) and issubclass(each, SimpleListFilter):
            names.add(str(each.parameter_name))
        else:
            path = str(each[0] if isinstance(each, tuple | list) else each)
            if isinstance(each, tuple | list) and issubclass(each[1], PeriodFilter):
                names |= {f"{path}_from", f"{path}_to"}
                continue
            names |= set(_lookups_of(path, get_fields_from_path(model, path)[-1]))
    return frozenset(names)


def _lookups_of(path: str, field: Field[object, object]) -> Iterator[str]:
    """A related row is asked for by its key, as the filter's links do; any other value as it stands."""
    if field.is_relation:
        yield from (f"{path}__id__exact", f"{path}__isnull")
    else:
        yield from (path, *(f"{path}__{ending}" for ending in ENDINGS))
