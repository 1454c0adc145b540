"""Rows of another model on the page of the row they belong to."""

from __future__ import annotations

from unfold.admin import TabularInline

from portal.core.formsets import LimitedInlineFormSet

MOST_ROWS = 200
"""Where a row has more, further ones are added in their own list."""


class PortalInline(TabularInline):
    """Base of every inline, so that none reads more lines than a page can have sent."""

    formset = LimitedInlineFormSet
    extra = 0
    max_num = MOST_ROWS
