"""How lists of the admin are filtered: by a period, by values that occur, by countries and languages.

Each is one a table of any length answers by an index, and none offers all that there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.admin import AllValuesFieldListFilter, ChoicesFieldListFilter, FieldListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import connection
from django.db.models import DateTimeField, Field, Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date

from portal.core.collation import in_order
from portal.core.fields import CodeField, InterfaceLanguageField


class PeriodFilter(FieldListFilter):
    """From one day to another, both included; either may be left open. `("entered_on", PeriodFilter)`."""

    template = "components/period_filter.html"

    def __init__(
        self,
        field: Field[Any, Any],
        request: HttpRequest,
        params: dict[str, list[str]],
        model: type[Model],
        model_admin: Any,
        field_path: str,
    ) -> None:
        super().__init__(field, request, params, model, model_admin, field_path)
        self.days = {name: _day(self.used_parameters.get(name)) for name in self._names()}

    def _names(self) -> list[str]:
        return [f"{self.field_path}_from", f"{self.field_path}_to"]

    def expected_parameters(self) -> list[str | None]:
        return [*self._names()]

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        first, last = self.days.values()
        if first is not None:
            queryset = queryset.filter(**{f"{self.field_path}__gte": self._begins(first)})
        if last is not None and last < date.max:
            queryset = queryset.filter(**{f"{self.field_path}__lt": self._begins(last + timedelta(days=1))})
        return queryset

    def _begins(self, day: date) -> date | datetime:
        if not isinstance(self.field, DateTimeField):
            return day
        try:
            return timezone.make_aware(datetime.combine(day, time.min))
        except OverflowError as error:
            raise IncorrectLookupParameters(error) from error

    def choices(self, changelist: Any) -> Iterator[Any]:
        """What the form is made of: its two days, and all else that the address asks, which stays."""
        yield {
            "days": [(name, day.isoformat() if day else "") for name, day in self.days.items()],
            "others": others_asked(changelist, self._names()),
            "selected": any(self.days.values()),
        }


def others_asked(changelist: Any, names: Iterable[str | None]) -> list[tuple[str, str]]:
    """What a list's address asks beside these names, for a form that changes them alone. Its page begins anew."""
    params = {name: values for name, values in changelist.filter_params.items() if name not in {*names, "e"}}
    return [(name, value) for name, values in params.items() for value in values]


def _day(values: Any) -> date | None:
    """What an address says; a day that is none is refused."""
    text = str(values[-1]) if values else ""
    try:
        day = parse_date(text) if text else None
    except ValueError as error:
        raise IncorrectLookupParameters(error) from error
    if text and day is None:
        raise IncorrectLookupParameters(text)
    return day


class CodesInUse(AllValuesFieldListFilter):
    """Countries or languages that occur in the list, by their names, instead of all that there are."""

    def choices(self, changelist: Any) -> Any:
        names = dict(self.field.flatchoices)
        everything, *codes = super().choices(changelist)
        yield everything
        named = [choice | {"display": names.get(choice["display"], choice["display"])} for choice in codes]
        yield from sorted(named, key=lambda choice: in_order(choice["display"]))


def _is_long_list_of_codes(field: Any) -> bool:
    return isinstance(field, CodeField) and not isinstance(field, InterfaceLanguageField)


FieldListFilter.register(_is_long_list_of_codes, CodesInUse, take_priority=True)
FieldListFilter.register(
    lambda field: isinstance(field, InterfaceLanguageField), ChoicesFieldListFilter, take_priority=True
)


class KnownValues(AllValuesFieldListFilter):
    """Values that occur in a column with an index, for lists that only the operator has.

    Each is looked up as the first one after the one before it, so that a million rows with ten values cost ten looks.
    They read as the admin's `filter_words` says; those that read alike are one choice.
    """

    def __init__(
        self,
        field: Field[Any, Any],
        request: HttpRequest,
        params: dict[str, list[str]],
        model: type[Model],
        model_admin: Any,
        field_path: str,
    ) -> None:
        super().__init__(field, request, params, model, model_admin, field_path)
        self.lookup_choices: Any = _values_in_index(model._meta.db_table, str(field.column))
        self.words: Callable[[str], str] = getattr(model_admin, "filter_words", {}).get(field_path, str)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        alike = self._alike()
        found: Any = super().queryset(request, queryset)
        return queryset.filter(**{f"{self.field_path}__in": alike}) if alike else found

    def _alike(self) -> list[str]:
        """Values that read as the one that is chosen, where there are several."""
        chosen = self.words(self.lookup_val[-1]) if self.lookup_val else None
        alike = [value for value in self.lookup_choices if self.words(value) == chosen]
        return alike if len(alike) > 1 else []

    def choices(self, changelist: Any) -> Any:
        everything, *values = super().choices(changelist)
        yield everything
        named: dict[str, dict[str, Any]] = {}
        for choice in values:
            words = self.words(str(choice["display"]))
            first = named.setdefault(words, {**choice, "display": words})
            first["selected"] = first["selected"] or choice["selected"]
        yield from sorted(named.values(), key=lambda choice: in_order(choice["display"]))


def _values_in_index(table: str, column: str) -> list[str]:
    quote = connection.ops.quote_name
    rows, name = quote(table), quote(column)
    first = f"SELECT min({name}) AS value FROM {rows}"  # noqa: S608  names of our own tables
    following = f"SELECT min({name}) FROM {rows} WHERE {name} > value"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE known AS ({first} UNION ALL SELECT ({following}) FROM known WHERE value IS NOT NULL) "  # noqa: S608
            "SELECT value FROM known WHERE value IS NOT NULL"
        )
        return [value for (value,) in cursor.fetchall()]
