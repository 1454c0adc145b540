"""The dates of events: each is added, moved and cancelled by itself; reached from its event's page."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from unfold.decorators import display

from events.constants import SessionState
from events.models import Event, Session
from events.presentation.conflicts import conflicts_of
from events.querysets.events import SessionQuerySet
from events.services.sessions import add_sessions, cancel_session, change_session, remove_session
from events.workflows.events import EVENT
from events.workflows.sessions import SESSION
from portal.core.admin_filters import PeriodFilter
from portal.core.admin_lists import label_kinds
from portal.core.http import asked
from portal.users.decorators import AuthenticatedRequest
from programmes.access import may_administer
from programmes.admin.actions import ask_reason
from programmes.admin.base import ScopedModelAdmin
from programmes.admin.filters import ScopedRelatedFilter

MOST_DIGITS = 19
"""Of a key."""


@admin.register(Session)
class SessionAdmin(ScopedModelAdmin):
    list_display = ("starts_at", "ends_at", "event", "title", "state_label", "whereabouts")
    list_filter = (
        "state",
        ("event", ScopedRelatedFilter),
        ("event__programme", ScopedRelatedFilter),
        ("starts_at", PeriodFilter),
    )
    list_select_related = ("event__room", "room")
    search_fields = ("event__words",)
    autocomplete_fields = ("event", "room")
    workflow = SESSION
    list_before_template = "events/admin/conflicts.html"
    actions = ("cancel",)
    fields = (
        "event",
        ("starts_at", "ends_at"),
        "title",
        "room",
        "place",
        "link",
        "break_minutes",
        "state",
        "cancel_reason",
    )
    readonly_fields = ("state", "cancel_reason")

    @display(description=_("State"), ordering="state", label=label_kinds(SESSION))
    def state_label(self, row: Session) -> tuple[str, str]:
        return row.state, row.get_state_display()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Of one event: with what stands against its dates."""
        key = asked(request, "event__id__exact")
        rows = Event.objects.administered_by(request.user).select_related("programme", "host", "room")
        event = rows.filter(pk=key).first() if key.isdecimal() and len(key) < MOST_DIGITS else None
        conflicts = conflicts_of(request.user, event) if event else []
        return super().changelist_view(request, (extra_context or {}) | {"conflicts": conflicts})

    @display(description=_("Place"))
    def whereabouts(self, row: Session) -> str:
        return row.whereabouts

    def get_fields(self, request: HttpRequest, obj: Session | None = None) -> list[str | tuple[str, ...]]:
        """How it stands once it is there, and why it is cancelled where it is."""
        left_out = set() if obj else {"state"}
        if obj is None or not obj.cancel_reason:
            left_out.add("cancel_reason")
        return [each for each in self.fields if each not in left_out]

    def get_readonly_fields(self, request: HttpRequest, obj: Session | None = None) -> list[str]:
        return [*self.readonly_fields, *(["event"] if obj else [])]

    def has_change_permission(self, request: HttpRequest, obj: Model | str | int | None = None) -> bool:
        """What everybody reads, only those change who could publish it; nobody, what is cancelled."""
        row = self.get_object(request, str(obj)) if isinstance(obj, str | int) else obj
        if isinstance(row, Session) and row.state == SessionState.CANCELLED:
            return False
        return super().has_change_permission(request, row) and self._reaches(request, row)

    def _reaches(self, request: HttpRequest, row: Model | None) -> bool:
        is_public = isinstance(row, Session) and row.pk and EVENT.state(row.event.state).is_public
        return not is_public or may_administer(request.user, "publish", row.event)

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user, "change", Session)

    def save_model(
        self, request: AuthenticatedRequest, obj: Session, form: ModelForm[Session], change: bool
    ) -> None:
        if change:
            change_session(session=obj, by=request.user)
        else:
            add_sessions(event=obj.event, sessions=[obj], by=request.user)

    def delete_model(self, request: AuthenticatedRequest, obj: Session) -> None:
        remove_session(session=obj, by=request.user)

    def delete_rows(self, request: AuthenticatedRequest, queryset: SessionQuerySet) -> None:
        for row in queryset:
            remove_session(session=row, by=request.user)

    def view_on_site(self, row: Session) -> str | None:
        return row.event.get_absolute_url() if EVENT.state(row.event.state).is_public else None

    @admin.action(description=_("Cancel the chosen dates, with a reason"), permissions=["cancel"])
    def cancel(self, request: HttpRequest, queryset: SessionQuerySet) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            self.rows_for(request, "change", queryset.select_related("event")),
            action="cancel",
            title=_("Cancel dates of events"),
            hint=SESSION.step("cancel").hint,
            service=lambda row, reason: cancel_session(session=row, reason=reason, by=request.user),
            done=ngettext_lazy(
                "%(number)d date is cancelled. The event’s page says so, and why.",
                "%(number)d dates are cancelled. The event’s page says so, and why.",
                "number",
            ),
        )
