"""Rows of another model on the page of the row they belong to."""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.db.models import Model
from unfold.admin import TabularInline

from portal.core.concurrent_edits import concurrent
from portal.core.formsets import LimitedInlineFormSet

MOST_ROWS = 200
"""Where a row has more, further ones are added in their own list."""


class PortalInline(TabularInline):
    """Base of every inline, so that none reads more lines than a page can have sent."""

    formset = LimitedInlineFormSet
    extra = 0
    max_num = MOST_ROWS

    def __init__(self, parent_model: type[Model], admin_site: AdminSite) -> None:
        super().__init__(parent_model, admin_site)
        self.form = concurrent(self.form)  # type: ignore[has-type]
