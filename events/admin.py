"""Events of the programmes."""

from __future__ import annotations

from django.contrib import admin, messages
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from events.constants import EventState
from events.models import Event
from events.workflows import EVENT
from portal.core.admin_filters import PeriodFilter
from portal.core.admin_forms import WorkflowForm
from portal.core.admin_lists import label_kinds
from portal.core.page_messages import worded
from portal.users.decorators import AuthenticatedRequest
from programmes.admin.base import ScopedModelAdmin
from programmes.admin.filters import ScopedRelatedFilter
from programmes.constants import Module


class EventForm(WorkflowForm):
    workflow = EVENT


@admin.register(Event)
class EventAdmin(ScopedModelAdmin):
    form = EventForm
    list_display = ("title", "programme", "format", "state_label", "starts_at", "place")
    list_filter = (
        "state",
        "format",
        ("programme", ScopedRelatedFilter),
        ("host", ScopedRelatedFilter),
        ("starts_at", PeriodFilter),
    )
    list_select_related = ("programme",)
    search_fields = ("words",)
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

    @display(description=_("State"), ordering="state", label=label_kinds(EVENT))
    def state_label(self, row: Event) -> tuple[str, str]:
        return row.state, row.get_state_display()

    def save_model(
        self, request: AuthenticatedRequest, obj: Event, form: ModelForm[Event], change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        if obj.state == EventState.PUBLISHED and not obj.programme.shows(Module.EVENTS):
            messages.warning(
                request,
                worded(
                    lambda: _(
                        "Nobody finds this event yet: its programme is not public, or doesn't show events."
                    )
                ),
            )

    def view_on_site(self, row: Event) -> str | None:
        return row.get_absolute_url() if row.state == EventState.PUBLISHED else None
