"""Devices that organisations lend, and what is reserved: asked for on an event's own page, followed here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from unfold.decorators import display

from events.facts import EQUIPMENT_WRITABLE
from events.models import Equipment, Reservation, ReservationStep
from events.presentation.equipment import needed_when
from events.querysets.equipment import ReservationQuerySet
from events.services.equipment import change_equipment, register_equipment
from events.services.reservations import (
    cancel_reservation,
    confirm_reservation,
    decline_reservation,
    hand_over_equipment,
    take_equipment_back,
)
from events.workflows.reservations import RESERVATION
from portal.core.admin_filters import PeriodFilter
from portal.core.admin_lists import label_kinds
from portal.users.decorators import AuthenticatedRequest
from programmes.access import may_administer
from programmes.admin.actions import ask_reason
from programmes.admin.base import ReadOnlyAdmin, ReadOnlyInline, ScopedModelAdmin
from programmes.admin.filters import ScopedRelatedFilter


class ReservationInline(ReadOnlyInline):
    """What an event borrows, or when a device is out."""

    model = Reservation
    verbose_name_plural = _("Equipment")
    fields = readonly_fields = ("equipment", "state", "starts_at", "ends_at")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> ReservationQuerySet:
        return super().get_queryset(request).select_related("equipment", "event")


class ReservationsOfDevice(ReservationInline):
    verbose_name_plural = _("Reservations")
    fields = readonly_fields = ("event", "state", "starts_at", "ends_at")


class ReservationStepInline(ReadOnlyInline):
    """What was done, by whom, and in what condition the device was."""

    model = ReservationStep
    verbose_name_plural = _("History")
    fields = readonly_fields = ("created_at", "act", "note", "by", "is_on_behalf")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("by")


@admin.register(Equipment)
class EquipmentAdmin(ScopedModelAdmin):
    list_display = ("name", "organisation", "place", "handover", "people", "is_lent")
    list_filter = (
        "is_lent",
        "handover",
        ("programmes", ScopedRelatedFilter),
        ("organisation", ScopedRelatedFilter),
    )
    list_select_related = ("organisation",)
    search_fields = ("words", "organisation__words")
    search_help_text = _("Name, place or organisation")
    autocomplete_fields = ("organisation",)
    inlines = (ReservationsOfDevice,)
    view_on_site = False  # its own page is the organisation's
    fields = (
        "organisation",
        "name",
        "description",
        ("people", "languages"),
        "place",
        "handover",
        "programmes",
        "is_lent",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """A device stays with whom it belongs to."""
        return ("organisation",) if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Model | None) -> Any:
        return self.inlines if obj else ()

    def save_model(
        self, request: AuthenticatedRequest, obj: Equipment, form: ModelForm[Equipment], change: bool
    ) -> None:
        by, programmes = request.user, list(form.cleaned_data["programmes"])
        fields: Any = {name: form.cleaned_data[name] for name in EQUIPMENT_WRITABLE}
        if change:
            change_equipment(equipment=obj, programmes=programmes, by=by, **fields)
            return
        saved = register_equipment(organisation=obj.organisation, programmes=programmes, by=by, **fields)
        obj.pk = saved.pk
        obj.__dict__.update(saved.__dict__)


@admin.register(Reservation)
class ReservationAdmin(ReadOnlyAdmin):
    list_display = ("equipment", "organisation", "event", "programme", "state_label", "starts_at", "ends_at")
    list_filter = (
        "state",
        ("event__programme", ScopedRelatedFilter),
        ("equipment__organisation", ScopedRelatedFilter),
        ("starts_at", PeriodFilter),
    )
    list_select_related = ("equipment__organisation", "event__programme")
    search_fields = ("equipment__words", "event__words")
    search_help_text = _("Device or event")
    workflow = RESERVATION
    view_on_site = False  # its own page is the organisation's
    actions = ("confirm", "decline", "hand_over", "take_back", "cancel")
    inlines = (ReservationStepInline,)
    fields = readonly_fields = (
        "equipment",
        "organisation",
        "event",
        "programme",
        "needed",
        "state",
        "requested_by",
    )

    @display(description=_("State"), ordering="state", label=label_kinds(RESERVATION))
    def state_label(self, row: Reservation) -> tuple[str, str]:
        return row.state, row.get_state_display()

    @display(description=_("Organisation"), ordering="equipment__organisation")
    def organisation(self, row: Reservation) -> str:
        return row.equipment.organisation.name

    @display(description=_("Programme"), ordering="event__programme")
    def programme(self, row: Reservation) -> str:
        return row.event.programme.acronym

    @display(description=_("When it is needed"))
    def needed(self, row: Reservation) -> str:
        return needed_when(row)

    def has_answer_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user, "answer", Reservation)

    def has_lend_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user, "change", Reservation)

    # --- Steps ---

    @admin.action(description=_("Confirm on the organisation’s behalf"), permissions=["answer"])
    def confirm(self, request: HttpRequest, queryset: ReservationQuerySet) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            self.rows_for(request, "answer", queryset),
            action="confirm",
            title=_("Confirm on the organisation’s behalf"),
            hint=_("Who has said so, and what is agreed? The organisation and whoever asked read this."),
            service=lambda row, note: confirm_reservation(reservation=row, note=note, by=request.user),
            done=ngettext_lazy(
                "%(number)d reservation is confirmed.", "%(number)d reservations are confirmed.", "number"
            ),
            is_needed=False,
        )

    @admin.action(
        description=_("Decline on the organisation’s behalf, with a reason"), permissions=["answer"]
    )
    def decline(self, request: HttpRequest, queryset: ReservationQuerySet) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            self.rows_for(request, "answer", queryset),
            action="decline",
            title=_("Decline on the organisation’s behalf"),
            hint=_("Who has said so, and why? The organisation and whoever asked read this."),
            service=lambda row, note: decline_reservation(reservation=row, note=note, by=request.user),
            done=ngettext_lazy(
                "%(number)d reservation is declined.", "%(number)d reservations are declined.", "number"
            ),
        )

    @admin.action(description=_("Note that it was handed over"), permissions=["lend"])
    def hand_over(self, request: HttpRequest, queryset: ReservationQuerySet) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            self.rows_for(request, "change", queryset),
            action="hand_over",
            title=_("Note that it was handed over"),
            hint=RESERVATION.step("hand_over").hint,
            service=lambda row, note: hand_over_equipment(reservation=row, note=note, by=request.user),
            done=ngettext_lazy(
                "%(number)d device is handed over.", "%(number)d devices are handed over.", "number"
            ),
            is_needed=False,
        )

    @admin.action(description=_("Note that it is back"), permissions=["lend"])
    def take_back(self, request: HttpRequest, queryset: ReservationQuerySet) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            self.rows_for(request, "change", queryset),
            action="take_back",
            title=_("Note that it is back"),
            hint=RESERVATION.step("take_back").hint,
            service=lambda row, note: take_equipment_back(reservation=row, note=note, by=request.user),
            done=ngettext_lazy("%(number)d device is back.", "%(number)d devices are back.", "number"),
            is_needed=False,
        )

    @admin.action(description=_("Cancel the chosen reservations, with a reason"), permissions=["lend"])
    def cancel(self, request: HttpRequest, queryset: ReservationQuerySet) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            self.rows_for(request, "change", queryset),
            action="cancel",
            title=_("Cancel reservations"),
            hint=RESERVATION.step("cancel").hint,
            service=lambda row, note: cancel_reservation(reservation=row, note=note, by=request.user),
            done=ngettext_lazy(
                "%(number)d reservation is cancelled.", "%(number)d reservations are cancelled.", "number"
            ),
        )
