"""Classes at events: what a class should know, and which ones come."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from unfold.decorators import display

from events.models import ClassBooking, ClassOffer
from events.querysets.classes import ClassBookingQuerySet
from events.services.classes import cancel_class, confirm_class, decline_class
from events.workflows.classes import CLASS_BOOKING
from portal.core.admin_filters import PeriodFilter
from portal.core.admin_lists import label_kinds
from programmes.access import may_administer
from programmes.admin.actions import ask_reason
from programmes.admin.base import ReadOnlyAdmin, ScopedInline
from programmes.admin.filters import ScopedRelatedFilter


class ClassOfferInline(ScopedInline):
    """Without it, no class books."""

    model = ClassOffer
    verbose_name_plural = _("For school classes")
    fields = (
        ("most_classes", "takes_photos"),
        ("fewest_pupils", "most_pupils"),
        ("lowest_grade", "highest_grade"),
        ("hours_a_day", "hours_a_week"),
        "clothing",
        "transport",
        "insurance",
    )
    max_num = 1


@admin.register(ClassBooking)
class ClassBookingAdmin(ReadOnlyAdmin):
    """Teachers book; coordinators answer on behalf of who receives the class. Nobody in it is named."""

    list_display = ("event", "school", "class_name", "pupils", "state_label", "missing_shown", "created_at")
    list_filter = (
        "state",
        ("event", ScopedRelatedFilter),
        ("created_at", PeriodFilter),
    )
    list_select_related = ("event", "school")
    search_fields = ("event__words", "school__name", "class_name")
    workflow = CLASS_BOOKING
    actions = ("confirm", "decline", "cancel")
    fields = readonly_fields = (
        "event",
        "school",
        "class_name",
        "grade",
        "pupils",
        "missing_shown",
        "state",
        "note",
        "teacher",
        "supervisor_name",
        "supervisor_phone",
        "is_school_event",
        "travel",
        "needs",
        "created_at",
    )

    def get_queryset(self, request: HttpRequest) -> ClassBookingQuerySet:
        rows: Any = super().get_queryset(request)
        found: ClassBookingQuerySet = rows.with_missing()
        return found

    @display(description=_("State"), ordering="state", label=label_kinds(CLASS_BOOKING))
    def state_label(self, row: ClassBooking) -> tuple[str, str]:
        return row.state, row.get_state_display()

    @display(description=_("Consents missing"))
    def missing_shown(self, row: ClassBooking) -> int | str:
        missing = getattr(row, "missing", None)
        return "–" if missing is None or not row.comes else missing

    def has_answer_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user, "answer", ClassBooking)

    @admin.action(description=_("Confirm the chosen classes"), permissions=["answer"])
    def confirm(self, request: HttpRequest, queryset: ClassBookingQuerySet) -> None:
        self.run_on_each(
            request,
            self.rows_for(request, "answer", queryset),
            lambda row: confirm_class(booking=row, by=request.user),
            ngettext_lazy("%(number)d class is confirmed.", "%(number)d classes are confirmed.", "number"),
        )

    @admin.action(description=_("Decline the chosen classes, with a reason"), permissions=["answer"])
    def decline(self, request: HttpRequest, queryset: ClassBookingQuerySet) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            self.rows_for(request, "answer", queryset.select_related("event", "school")),
            action="decline",
            title=_("Decline classes"),
            hint=CLASS_BOOKING.step("decline").hint,
            service=lambda row, note: decline_class(booking=row, note=note, by=request.user),
            done=ngettext_lazy("%(number)d class is declined.", "%(number)d classes are declined.", "number"),
        )

    @admin.action(description=_("Cancel the chosen classes, with a reason"), permissions=["answer"])
    def cancel(self, request: HttpRequest, queryset: ClassBookingQuerySet) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            self.rows_for(request, "answer", queryset.select_related("event", "school")),
            action="cancel",
            title=_("Cancel classes"),
            hint=CLASS_BOOKING.step("cancel").hint,
            service=lambda row, note: cancel_class(booking=row, note=note, by=request.user),
            done=ngettext_lazy(
                "%(number)d class does not come.", "%(number)d classes do not come.", "number"
            ),
        )
