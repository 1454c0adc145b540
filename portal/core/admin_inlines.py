"""Rows of another model on the page of the row they belong to."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from unfold.admin import TabularInline

from portal.core.admin_forms import show_what_is_read
from portal.core.concurrent_edits import concurrent
from portal.core.formsets import LimitedInlineFormSet

MOST_ROWS = 200
"""Where a row has more, the first ones are shown, and further ones are added in their own list."""


class Lines(LimitedInlineFormSet):
    """Lines that ask for no row that has been read: whose lines they are, and what their suggesting fields lead to."""

    are_more = False
    """Does the row have more of them than its page shows?"""
    _first: list[Any] | None = None

    def get_queryset(self) -> Any:
        """The first lines; of what was sent, each line that it names."""
        if self.is_bound:
            return super().get_queryset()
        if self._first is None:
            first = list(super().get_queryset()[: MOST_ROWS + 1])
            self._first, self.are_more = first[:MOST_ROWS], len(first) > MOST_ROWS
        return self._first

    def add_fields(self, form: Any, index: int | None) -> None:
        """A line's fields stand in columns: each says by itself which one it is."""
        super().add_fields(form, index)
        for field in form.fields.values():
            if field.label and not field.widget.is_hidden:
                field.widget.attrs.setdefault("aria-label", capfirst(field.label))

    def _construct_form(self, number: int, **kwargs: Any) -> Any:
        form = super()._construct_form(number, **kwargs)  # type: ignore[misc]
        if not self.is_bound and form.instance.pk is not None:
            setattr(form.instance, self.fk.name, self.instance)
        show_what_is_read(form)
        return form


class PortalInline(TabularInline):
    """Base of every inline, so that none reads more lines than a page can have sent."""

    formset = Lines
    extra = 0
    max_num = MOST_ROWS

    def __init__(self, parent_model: type[Model], admin_site: AdminSite) -> None:
        super().__init__(parent_model, admin_site)
        self.form = concurrent(self.form)  # type: ignore[has-type]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """The lines, with the rows that their suggesting fields lead to."""
        return super().get_queryset(request).select_related(*self.get_autocomplete_fields(request))
