"""How many rows a list has, and which of them stand on a page: at a price that does not grow with the table.

Up to `MOST_COUNTED` rows a list is counted and its pages have numbers. A longer one says about how many rows it has, as
the database reckons; of a search, that it found more than so many, because what words find nobody can reckon. Its pages
have numbers near both its ends, and in between each is found by the row it follows (`portal/core/admin_places.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import EmptyPage, Page, Paginator
from django.db import connection
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from portal.core.admin_places import Place, rows_beyond
from portal.core.together import InParts, counts_together

MOST_COUNTED, MOST_FOUND = 10_000, 1_000
MOST_SUGGESTED = 200
MOST_TOLD = 1000
"""Of what waits it is said exactly how many there are up to so many: nobody plans their day by more."""


class About(int):
    """A number of rows that was reckoned and not counted: it reads "about 1,000,000" wherever it is shown."""

    def __str__(self) -> str:
        return _("about %(number)s") % {"number": number_format(_rounded(self), force_grouping=True)}


class MoreThan(About):
    """So many rows were found, and then no more were looked for: it reads "more than 1,000"."""

    def __str__(self) -> str:
        return _("more than %(number)s") % {"number": number_format(int(self), force_grouping=True)}


def _rounded(number: int) -> int:
    """To two digits: more of them would look like knowledge."""
    return int(round(int(number), 2 - len(str(int(number)))))


def bounded_count(rows: QuerySet[Any], most: int) -> int:
    """How many rows there are, or `most` + 1 where there are more; no more of them are read."""
    return rows.order_by().values("pk")[: most + 1].count()


def counted_together(many: Sequence[QuerySet[Any] | InParts], most: int = MOST_TOLD) -> list[int]:
    """How many rows each of them has, or `MoreThan` so many, of which no more are read; by one statement.

    What is told in parts is cut already: how many rows there are, and how many of each part.
    """
    cut = [each if isinstance(each, InParts) else each.order_by()[: most + 1] for each in many]
    return [MoreThan(most) if number > most else number for number in counts_together(cut)]


def total(rows: QuerySet[Any], *, is_reckonable: bool) -> int:
    """How many rows a list has: counted, or `About` so many, as the planner expects by its statistics; one statement.

    A list that nothing narrows, or one value in a column, is reckoned at once where the planner is sure that it is
    long: its statistics know each programme, and each state. About conditions that go together it can be wrong by
    far, so what they narrow is counted first.
    """
    keys = rows.order_by().values("pk")
    try:
        all_of_them = connection.ops.compose_sql(*keys.query.sql_with_params())  # type: ignore[attr-defined]
        first, values = keys[: MOST_COUNTED + 1].query.sql_with_params()
    except EmptyResultSet:  # its conditions contradict each other
        return 0
    with connection.cursor() as cursor:
        if is_reckonable:
            cursor.execute(_RECKONED_FIRST.format(first=first), [3 * MOST_COUNTED, *values, all_of_them])
        else:
            cursor.execute(_COUNTED_FIRST.format(first=first), [MOST_COUNTED, all_of_them, *values])
        counted, expected = cursor.fetchone()
    if counted is not None and counted <= MOST_COUNTED:
        return int(counted)
    return About(max(counted or 0, expected))


_RECKONED_FIRST = """
    SELECT CASE WHEN expected <= %s THEN (SELECT count(*) FROM ({first}) AS rows) END, expected
    FROM (SELECT core_reckoned(%s) AS expected) AS plan
"""
_COUNTED_FIRST = """
    SELECT counted, CASE WHEN counted > %s THEN core_reckoned(%s) END
    FROM (SELECT count(*) AS counted FROM ({first}) AS rows) AS found
"""


class Suggestions(Paginator[Any]):
    """Pages of suggestions while somebody types; who wants the two-hundredth types another letter."""

    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        return min(bounded_count(self.object_list, MOST_SUGGESTED), MOST_SUGGESTED)


class RowPaginator(Paginator[Any]):
    """Pages of a list: keys first, then the rows of one page by their keys, so that a deep page costs as the first.

    Page -1 is the last, -2 the one before it, and so on. Of a list that was not counted, pages further from its ends
    are named by the row that stands before or behind them: `Place`.
    """

    is_reckonable = is_search = False
    complete: Callable[[QuerySet[Any]], QuerySet[Any]] = staticmethod(lambda rows: rows)
    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        if self.is_search:
            return MoreThan(MOST_FOUND) if self.found is None else len(self.found)
        return total(self.object_list, is_reckonable=self.is_reckonable)

    @cached_property
    def found(self) -> list[Any] | None:
        """The keys of what a search has found, unless there are too many: looked for once, to be counted and shown."""
        keys = list(self.object_list.order_by().values_list("pk", flat=True)[: MOST_FOUND + 1])
        return keys if len(keys) <= MOST_FOUND else None

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
        return self.most // self.per_page if self.is_long else super().num_pages

    @property
    def most(self) -> int:
        return MOST_FOUND if self.is_search else MOST_COUNTED

    def validate_number(self, number: Any) -> int:
        if self.is_long and isinstance(number, int) and -self.num_pages <= number < 0:
            return number
        return super().validate_number(number)

    def page(self, number: Any) -> Page[Any]:
        number = self.validate_number(number)
        rows = self.object_list.all()
        if self.is_search and self.found is not None:
            rows = self._having(self.found)
        from_start = rows if number > 0 else rows.reverse()
        first = (abs(number) - 1) * self.per_page
        page = Page(self._rows(from_start[first : first + self.per_page]), number, self)
        if self.is_long and not page.object_list:
            raise EmptyPage
        return page

    def page_at(self, place: Place) -> Page[Any]:
        """The page that follows, or precedes, a row of the list; where none does, the last or the first one."""
        rows = self.object_list if place.follows else self.object_list.reverse()
        found = self._rows(rows_beyond(rows, place.key)[: self.per_page])
        return Page(found, 0, self) if found else self.page(-1 if place.follows else 1)

    def _rows(self, found: QuerySet[Any]) -> list[Any]:
        """These rows, in the list's order, as it shows them. That they belong to it was asked when they were found."""
        return list(self.complete(self._having(found.values("pk"))))

    def _having(self, keys: Any) -> QuerySet[Any]:
        rows = self.object_list.all()
        rows.query.clear_where()
        return rows.filter(pk__in=keys)
