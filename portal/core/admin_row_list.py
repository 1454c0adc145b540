"""A list of the admin as one asks for it: narrowed, sorted and turned page by page, whatever its length."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import FieldListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR
from django.core.paginator import InvalidPage
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from unfold.views import ChangeList

from portal.core.admin_columns import with_shown_columns
from portal.core.admin_places import Place, is_placed, place_in
from portal.core.admin_totals import RowPaginator, bounded_count
from portal.core.collation import alphabetical
from portal.core.http import asked
from portal.core.ordered_indexes import has_ordered_index
from portal.core.page_messages import worded

SEARCH_LENGTH, SEARCH_WORDS = 200, 12
"""Of what is looked for in a list: each word is looked for in each column that is searched."""


MOST_SORTED = 10_000
"""So many rows are sorted by any column; more of them by one that has an index."""


def bounded(words: str) -> str:
    return " ".join(words[:SEARCH_LENGTH].split()[:SEARCH_WORDS])


class RowList(ChangeList):
    _address: tuple[str, str] | None = None
    page_num: int
    place: Place | None = None
    """Where a page stands that has no number."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Model]:
        """As Django's; who looks for a whole page of words is told which of them count."""
        if exclude_parameters is None and len(" ".join(self.query.split())) > len(bounded(self.query)):
            messages.warning(
                request, worded(lambda: _("Those were too many words; only the first ones were looked for."))
            )
        found: QuerySet[Model] = super().get_queryset(request, exclude_parameters)
        return found

    def get_results(self, request: HttpRequest) -> None:
        """As Django's, with a total that is bounded, and rows that are fetched by the keys of one page."""
        self.place = place_in(asked(request, PAGE_VAR))
        pages = self.paginator = RowPaginator(self.queryset, self.list_per_page)
        pages.is_search = bool(self.query)
        pages.is_reckonable = not self.query and self._is_reckonable()
        pages.complete = self._complete
        self.result_count = pages.count
        self.full_result_count, self.show_full_result_count, self.show_admin_actions = None, False, True
        self.can_show_all = self.result_count <= self.list_max_show_all
        self.multi_page = self.result_count > self.list_per_page
        self.result_list: Any
        if (self.show_all and self.can_show_all) or not self.multi_page:
            self.result_list = self._complete(self.queryset._clone())
        else:
            self.result_list = self._rows_of_page(pages)
        if self.result_count > MOST_SORTED:
            self.sortable_by = self._sorted_by_index()

    def _is_reckonable(self) -> bool:
        """Does the planner know how many rows there are? It does of all, and of those with one value in a column.

        What a condition of our own finds, or several together, it can only guess.
        """
        asked_for = self.get_filters_params().keys()
        active = [spec for spec in self.filter_specs if asked_for & {*spec.expected_parameters()}]
        return not asked_for or (len(active) == 1 and isinstance(active[0], FieldListFilter))

    def _complete(self, rows: QuerySet[Model]) -> QuerySet[Model]:
        admin = self.model_admin
        completed: QuerySet[Model] = admin.get_changelist_rows(rows)
        return with_shown_columns(completed, getattr(admin, "list_reads", ()))

    def _rows_of_page(self, pages: RowPaginator) -> list[Model]:
        try:
            page = pages.page_at(self.place) if self.place else pages.page(self.page_num)
        except InvalidPage as error:
            raise IncorrectLookupParameters from error
        if page.number:  # else it has none
            self.page_num, self.place = int(page.number), None
        return list(page)

    def url_for_result(self, result: Model) -> str:
        """As Django's; where a row has a number for its key, the address of its page is worked out once a list."""
        key = result.serializable_value(self.pk_attname)
        if not isinstance(key, int):
            return super().url_for_result(result)
        before, after = self._around_key(result)
        return f"{before}{key}{after}"

    def _around_key(self, result: Model) -> tuple[str, str]:
        """What stands before and behind a row's key in the address of its page."""
        if self._address is None:
            key = str(result.serializable_value(self.pk_attname))
            before, _key, after = super().url_for_result(result).rpartition(f"/{key}/")
            self._address = (f"{before}/", f"/{after}")
        return self._address

    def turns(self) -> list[tuple[str, str]]:
        """Of a long list: where its pages can be turned to from here, in words and as addresses; first where one is."""
        here = _("In the middle of the list") if self.place else self._numbered_place()
        to = [
            (_("First"), 1 if self.place or self.page_num != 1 else None),
            (_("Previous"), self._turned_back()),
            (_("Next"), self._turned_on()),
            (_("Last"), -1 if self.place or self.page_num != -1 else None),
        ]
        links = [(words, self.get_query_string({PAGE_VAR: page})) for words, page in to if page is not None]
        return [(here, ""), *links]

    def _numbered_place(self) -> str:
        where = _("Page %(number)d") if self.page_num > 0 else _("Page %(number)d from the end")
        return where % {"number": abs(self.page_num)}

    def _turned_on(self) -> int | Place | None:
        """The next page by its number; by the last row of this one, where pages have none."""
        here, last = self.page_num, self.paginator.num_pages
        if not self.place and (0 < here < last or here < -1):
            return here + 1
        return self._beside(-1, follows=True) if self.place or here == last else None

    def _turned_back(self) -> int | Place | None:
        here, last = self.page_num, self.paginator.num_pages
        if not self.place and (here > 1 or -last < here < 0):
            return here - 1
        return self._beside(0, follows=False) if self.place or here == -last else None

    def _beside(self, number: int, *, follows: bool) -> Place | None:
        key = self.result_list[number].pk if self.result_list else None
        return Place(key, follows) if isinstance(key, int) and is_placed(self.queryset) else None

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Model]) -> list[Any]:
        """As Django's; a long list is sorted by what has an index, or as it always is."""
        if ORDER_VAR in self.params and not self._may_sort(request, queryset):
            messages.warning(
                request, worded(lambda: _("So long a list can't be sorted by this. Narrow it down first."))
            )
            del self.params[ORDER_VAR]
        return super().get_ordering(request, queryset)

    def _may_sort(self, request: HttpRequest, queryset: QuerySet[Model]) -> bool:
        columns = {
            self.list_display[number]
            for number in self.get_ordering_field_columns()
            if number < len(self.list_display)
        }
        if columns <= self._sorted_by_index():
            return True
        found, _may_repeat = self.model_admin.get_search_results(request, queryset, self.query)
        return bounded_count(found, MOST_SORTED) <= MOST_SORTED

    def _sorted_by_index(self) -> set[str]:
        """Columns by which a list of any length can be sorted."""
        return {
            name
            for name in self.list_display
            if isinstance(path := super(RowList, self).get_ordering_field(name), str)
            and has_ordered_index(self.model, path.removeprefix("-"))
        }

    def _get_deterministic_ordering(self, ordering: list[Any]) -> list[Any]:
        """As Django's; what decides between equals runs the way of what stands before it, as an index does."""
        whole = super()._get_deterministic_ordering(ordering)
        if len(whole) > len(ordering) >= 1 and not _descends(ordering[-1]):
            whole[-1] = "pk"
        return whole

    def get_ordering_field(self, field_name: str) -> Any:
        """As Django's; a column of names is sorted as the reader's alphabet has it."""
        field = super().get_ordering_field(field_name)
        return (alphabetical(self.model, field) if isinstance(field, str) else None) or field

    def get_filters(self, request: HttpRequest) -> Any:
        """As Django's, which knows no day after the last of the year 9999."""
        try:
            return super().get_filters(request)
        except (OverflowError, ValueError) as error:
            raise IncorrectLookupParameters(error) from error


def _descends(part: Any) -> bool:
    return part.startswith("-") if isinstance(part, str) else bool(getattr(part, "descending", False))
