"""Events of the programmes."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from events.constants import EventState
from events.models import Event
from programmes.admin.base import ScopedModelAdmin, ScopedRelatedFilter

STATE_KINDS = {
    EventState.DRAFT: "info",
    EventState.PUBLISHED: "success",
    EventState.DONE: "info",
    EventState.CANCELLED: "danger",
}


@admin.register(Event)
class EventAdmin(ScopedModelAdmin):
    list_display = ("title", "programme", "format", "state_label", "starts_at", "place")
    list_filter = ("state", "format", ("programme", ScopedRelatedFilter), ("host", ScopedRelatedFilter))
    list_select_related = ("programme",)
    search_fields = ("title", "place")
    date_hierarchy = "starts_at"
    autocomplete_fields = ("host",)
    fields = (
        ("programme", "host"),
        "title",
        "description",
        ("format", "state"),
        "starts_at",
        "ends_at",
        "place",
        "link",
    )

    @display(description=_("State"), ordering="state", label=dict(STATE_KINDS))
    def state_label(self, row: Event) -> tuple[str, str]:
        return row.state, row.get_state_display()

    def view_on_site(self, row: Any) -> str | None:
        return row.get_absolute_url() if row.state == EventState.PUBLISHED else None
