"""Interviews of an application in the administration: that one stands, and when."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from matching.models import Interview
from portal.core.admin_lists import label_kinds
from portal.core.moments import moment_in_words
from programmes.admin.base import ReadOnlyInline
from programmes.workflows.appointments import APPOINTMENT


class InterviewInline(ReadOnlyInline):
    """Where people meet, who waits there, and what they have written is theirs alone, as on the application's page."""

    model = Interview
    fields = readonly_fields = ("state_label", "begins")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Interview]:
        return super().get_queryset(request).select_related("appointment")

    @display(description=_("State"), label=label_kinds(APPOINTMENT))
    def state_label(self, row: Interview) -> tuple[str, str]:
        return row.appointment.state, row.appointment.get_state_display()

    @display(description=_("begins"))
    def begins(self, row: Interview) -> str:
        appointment = row.appointment
        return moment_in_words(appointment.starts_at, appointment.time_zone) if appointment.starts_at else "–"
