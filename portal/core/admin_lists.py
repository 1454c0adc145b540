"""Lists of the admin, of whatever length and whatever an address asks them for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR
from django.db.models import DateField, Field, Model, QuerySet, TextChoices
from django.dispatch import Signal
from django.forms import Media, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise
from unfold.admin import ModelAdmin
from unfold.contrib.filters.forms import AutocompleteDropdownForm
from unfold.views import ChangeList

from portal.core.admin_lookups import declared_lookups
from portal.core.admin_row_list import RowList, bounded
from portal.core.admin_search import searches_words, with_words
from portal.core.admin_sentences import AdminSentences, say_how_many_are_deleted
from portal.core.admin_totals import bounded_count
from portal.core.concurrent_edits import concurrent, is_in_transaction, lock
from portal.core.day_rules import questions
from portal.core.http import sent, typed
from portal.core.page_messages import worded
from portal.core.presence import check_presence
from portal.core.workflow import Badge, Workflow

list_narrowed = Signal()
"""Sent by an admin with `request`, `asked` (what of) and `rows` (how many were found), when its list was searched or
filtered: who stands in it then is an answer about whom it is about."""

LABEL_KINDS = {
    Badge.NEUTRAL: "info",
    Badge.UNDER_WAY: "info",
    Badge.GOOD: "success",
    Badge.NEEDS_SOMEBODY: "warning",
    Badge.BAD: "danger",
}
"""What the admin's theme calls them."""


def label_kinds(workflow: Workflow[TextChoices]) -> dict[str, str]:
    """How a list shows each state, for the theme's `display(label=…)`."""
    return {state.value: LABEL_KINDS[workflow.staff_badge(state.value)] for state in workflow.states}


Fieldsets = Sequence[tuple[StrOrPromise | None, Mapping[str, object]]]
"""Groups of a form in the admin: heading, and `fields` with whatever else Django takes there."""


MOST_AT_ONCE = 1_000
"""So many rows an action changes while somebody waits for the page."""


class PortalAdmin(AdminSentences, ModelAdmin):
    """Base of every admin: its lists answer any day that an address names, and nobody overwrites another unawares.

    Actions on chosen rows, deletion among them, ask who it is once more. An address filters by what is declared alone.
    """

    boundless_actions: tuple[str, ...] = ()
    """Names of actions that can be asked for of any number of rows, because a worker does them."""

    harmless_actions: tuple[str, ...] = ()
    """Names of actions that ask nothing: whoever finds somebody's browser open may well take them."""

    change_form_before_template = "components/made_from_admin.html"
    list_sections = ()
    """None; the theme asks for them twice a row, and what isn't there is looked for among everything that is."""

    list_reads: tuple[str, ...] = ()
    """Columns of related rows, beside their names, that the list shows, such as "placement__title"."""

    def __init__(self, model: type[Model], admin_site: AdminSite) -> None:
        super().__init__(model, admin_site)
        self.form = concurrent(self.form)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model | None:
        """The row; while a form is being saved, as it is now, and nobody else's until that is done."""
        row: Model | None = super().get_object(request, object_id, from_field)
        if row is not None and request.method == "POST" and is_in_transaction(row):
            try:
                lock(row)
            except type(row).DoesNotExist:  # type: ignore[attr-defined]
                return None
        return row

    def get_form(
        self,
        request: HttpRequest,
        obj: Model | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> type[ModelForm[Any]]:
        """The form; after a session has ended, filled in as it was sent in vain."""
        form = super().get_form(request, obj, change, **kwargs)
        unsent = typed(request)
        return form if request.method == "POST" or unsent is None else _filled_in(form, unsent)

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Model, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """What the lines below the form are made of; the same."""
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if request.method != "POST" and (unsent := typed(request)) is not None:
            kwargs["data"] = unsent
        return kwargs

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Model], search_term: str
    ) -> tuple[QuerySet[Model], bool]:
        """What a list or suggestions find by so many words as the database can look for in no time.

        Words are looked for where a column holds them. Other columns, of short tables, are read as Django does.
        """
        typed, fields = bounded(search_term), self.get_search_fields(request)
        if typed and searches_words(self.model, fields):
            return with_words(queryset, fields, typed), False
        found: tuple[QuerySet[Model], bool] = super().get_search_results(request, queryset, typed)
        return found

    def get_changelist_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of one page, with what only such a page shows: it is worked out for them and for no others."""
        return rows

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return RowList

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup in declared_lookups(self.model, self.get_list_filter(request), self.date_hierarchy)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        answer = super().changelist_view(request, extra_context)
        listed = getattr(answer, "context_data", None) or {}
        asked = {name: value for name, value in request.GET.items() if name not in (ORDER_VAR, PAGE_VAR)}
        if "cl" in listed and any(getattr(spec, "is_long", False) for spec in listed["cl"].filter_specs):
            listed["media"] += Media(AutocompleteDropdownForm.Media)
        if asked and "cl" in listed:
            list_narrowed.send(sender=self, request=request, asked=asked, rows=listed["cl"].result_count)
        return answer

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The row's page; where it can't show all lines that belong to the row, it says so."""
        for lines in context.get("inline_admin_formsets") or ():
            if getattr(lines.formset, "are_more", False):
                _say_that_there_are_more(request, lines)
        return super().render_change_form(request, context, *args, **kwargs)

    def response_action(  # type: ignore[override]
        self, request: HttpRequest, queryset: QuerySet[Model]
    ) -> HttpResponse | None:
        for name in request.POST.getlist("action"):  # Django takes whichever of them `index` says
            self.check_action(name)
        if self._are_too_many(request, queryset):
            messages.warning(
                request,
                worded(
                    lambda: (
                        _("At most %(number)d rows can be changed at once. Narrow the list down first.")
                        % {"number": MOST_AT_ONCE}
                    )
                ),
            )
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset)

    def _are_too_many(self, request: HttpRequest, rows: QuerySet[Model]) -> bool:
        """Would an action on all rows of the list take longer than anybody waits for a page?"""
        names = {*request.POST.getlist("action")} - {"", *self.boundless_actions}
        is_all = sent(request, "select_across") == "1"
        return bool(names) and is_all and bounded_count(rows, MOST_AT_ONCE) > MOST_AT_ONCE

    def check_action(self, name: str) -> None:
        """Deletion shows first what would go, and asks when it goes."""
        if name not in ("", "delete_selected", *self.harmless_actions):
            check_presence()

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """One row takes with it what belongs to it, so that asks, too; `delete_row` does it."""
        check_presence()
        self.delete_row(request, obj)

    def delete_row(self, request: HttpRequest, obj: Model) -> None:
        super().delete_model(request, obj)

    def save_formset(
        self,
        request: HttpRequest,
        form: ModelForm[Model],
        formset: Any,
        change: bool,
    ) -> None:
        """Lines below a form are deleted by who has proven lately that it's them, like rows chosen in a list."""
        if formset.deleted_forms:
            check_presence()
        super().save_formset(request, form, formset, change)
        for row in (*formset.new_objects, *(row for row, _names in formset.changed_objects)):
            ask_about_days(request, row)

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm[Model],
        formsets: Any,
        change: bool,
    ) -> None:
        super().save_related(request, form, formsets, change)
        if set(form.changed_data) & {field.name for field in dates_of(type(form.instance))}:
            ask_about_days(request, form.instance)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> None:
        """Chosen rows are deleted by who has proven lately that it's them; `delete_rows` does it."""
        check_presence()
        say_how_many_are_deleted(request, len(queryset))
        self.delete_rows(request, queryset)

    def delete_rows(self, request: HttpRequest, queryset: QuerySet[Model]) -> None:
        super().delete_queryset(request, queryset)


def dates_of(model: type[Model]) -> list[Field[Any, Any]]:
    return [field for field in model._meta.fields if isinstance(field, DateField)]


def _say_that_there_are_more(request: HttpRequest, lines: Any) -> None:
    said = {"rows": lines.opts.verbose_name_plural, "number": len(lines.formset.get_queryset())}
    messages.info(
        request,
        worded(
            lambda: (
                _("There are more %(rows)s than this page can show. These are the first %(number)d.") % said
            )
        ),
    )


def ask_about_days(request: HttpRequest, row: Model) -> None:
    """What is saved may still be a slip: say which days lie outside the period of what the row belongs to."""
    for question in questions(row):
        messages.warning(request, question)


def _filled_in(form: type[ModelForm[Any]], unsent: QueryDict) -> type[ModelForm[Any]]:
    """The same form that, when nothing else is handed to it, shows what was sent in vain."""

    def fill(self: ModelForm[Any], data: Any = None, *args: Any, **kwargs: Any) -> None:
        form.__init__(self, unsent if data is None else data, *args, **kwargs)

    return type(form.__name__, (form,), {"__init__": fill, "__module__": form.__module__})
