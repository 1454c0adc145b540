"""How many rows a list has, and which of them stand on a page: at a price that does not grow with the table.

Up to `MOST_COUNTED` rows a list is counted and its pages have numbers. A longer one says about how many rows it has, as
the database reckons, and is turned from both its ends; what lies in its middle is found by a filter or a search.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import Count, QuerySet, Value
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

MOST_COUNTED = 100_000
MOST_SUGGESTED = 200


class About(int):
    """A number of rows that was reckoned and not counted: it reads "about 1,000,000" wherever it is shown."""

    def __str__(self) -> str:
        return _("about %(number)s") % {"number": number_format(_rounded(self), force_grouping=True)}


def _rounded(number: int) -> int:
    """To two digits: more of them would look like knowledge."""
    return int(round(int(number), 2 - len(str(int(number)))))


def bounded_count(rows: QuerySet[Any], most: int) -> int:
    """How many rows there are, or `most` + 1 where there are more; no more of them are read."""
    return rows.order_by().values("pk")[: most + 1].count()


def counted_together(many: Sequence[QuerySet[Any]]) -> list[int]:
    """How many rows each of them has, by one statement."""
    parts = [
        rows.order_by().annotate(_place=Value(place)).values_list("_place").annotate(_number=Count("*"))
        for place, rows in enumerate(many)
    ]
    numbers = dict(parts[0].union(*parts[1:], all=True)) if parts else {}
    return [numbers.get(place, 0) for place in range(len(parts))]


def reckoned(rows: QuerySet[Any]) -> int:
    """How many rows the database's planner expects by its statistics; none is read."""
    plan = rows.order_by().values("pk").explain(format="json")
    return int(json.loads(plan)[0]["Plan"]["Plan Rows"]) if plan else 0  # Django asks for no plan of nothing


def total(rows: QuerySet[Any], *, is_whole: bool) -> int:
    """How many rows a list has: counted, or `About` so many.

    A whole list, which nothing narrows, is reckoned at once where the planner is sure that it is long: its statistics
    know each programme. About conditions that go together it can be wrong by far, so what is narrowed is counted first.
    """
    expected = reckoned(rows) if is_whole else None
    if expected is not None and expected > 3 * MOST_COUNTED:
        return About(expected)
    counted = bounded_count(rows, MOST_COUNTED)
    if counted <= MOST_COUNTED:
        return counted
    return About(max(counted, reckoned(rows) if expected is None else expected))


class Suggestions(Paginator[Any]):
    """Pages of suggestions while somebody types; who wants the two-hundredth types another letter."""

    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        return min(bounded_count(self.object_list, MOST_SUGGESTED), MOST_SUGGESTED)


class RowPaginator(Paginator[Any]):
    """Pages of a list: keys first, then the rows of one page by their keys, so that a deep page costs as the first.

    Page -1 is the last, -2 the one before it, and so on: in a list that was not counted there is no other name for
    them.
    """

    is_whole = False
    complete: Callable[[QuerySet[Any]], QuerySet[Any]] = staticmethod(lambda rows: rows)
    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        return total(self.object_list, is_whole=self.is_whole)

    @property
    def is_long(self) -> bool:
        return isinstance(self.count, About)

    @property
    def template_name(self) -> str:
        """For the theme: what stands below a list; nothing where its own will do."""
        return "components/long_list_pages.html" if self.is_long else ""

    @cached_property
    def num_pages(self) -> int:
        """Those that can be turned to from the list's beginning."""
        return MOST_COUNTED // self.per_page if self.is_long else super().num_pages

    def validate_number(self, number: Any) -> int:
        if self.is_long and isinstance(number, int) and -self.num_pages <= number < 0:
            return number
        return super().validate_number(number)

    def page(self, number: Any) -> Page[Any]:
        number = self.validate_number(number)
        from_start = self.object_list if number > 0 else self.object_list.reverse()
        first = (abs(number) - 1) * self.per_page
        keys = list(from_start.values_list("pk", flat=True)[first : first + self.per_page])
        if self.is_long and not keys:
            raise EmptyPage
        return Page(self._rows(keys if number > 0 else keys[::-1]), number, self)

    def _rows(self, keys: list[Any]) -> list[Any]:
        """The rows with these keys, as the list shows them. That they belong to it was asked for the keys."""
        rows = self.object_list.order_by()
        rows.query.clear_where()
        rows = self.complete(rows.filter(pk__in=keys))
        found = {row.pk: row for row in rows}
        return [found[key] for key in keys if key in found]
