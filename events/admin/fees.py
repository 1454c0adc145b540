"""Who has paid for their place, and who need not: noted in the list of people, or on the page of one registration."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_stubs_ext import StrOrPromise
from unfold.decorators import display

from events.constants import FeeState
from events.models import Registration
from events.querysets.registrations import RegistrationQuerySet
from events.services.fees import claim_fee, note_fee_paid, waive_fee
from portal.core.amounts import money_shown
from programmes.admin.actions import ask_reason
from programmes.admin.base import ReadOnlyAdmin


class FeeFilter(admin.SimpleListFilter):
    title = _("fee")
    parameter_name = "fee"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, StrOrPromise]]:
        return list(FeeState.choices)

    def queryset(self, request: HttpRequest, queryset: RegistrationQuerySet) -> RegistrationQuerySet:
        match self.value():
            case FeeState.DUE:
                return queryset.owing()
            case FeeState.PAID | FeeState.WAIVED:
                return queryset.filter(fee_state=self.value())
        return queryset


class FeeSteps(ReadOnlyAdmin):
    """What staff notes of the fee of a registration."""

    step_labels: ClassVar = {
        "fee_paid": _("The fee is paid"),
        "fee_waived": _("Waive the fee"),
        "fee_claimed": _("The fee is due again"),
    }

    @display(description=_("Fee"), ordering="fee_state")
    def fee_shown(self, row: Registration) -> str:
        if due := row.fee_due:
            return _("%(amount)s € due") % {"amount": money_shown(due)}
        return row.get_fee_state_display() if row.fee_places else "–"

    @display(description=_("Paid in euro"))
    def fee_paid_shown(self, row: Registration) -> str:
        return "–" if row.fee_paid is None else money_shown(row.fee_paid)

    def fee_steps(self, row: Registration) -> Iterable[str]:
        if row.fee_due:
            yield from ("fee_paid", "fee_waived")
        if row.fee_places:
            yield "fee_claimed"

    def row_steps(self, request: HttpRequest, row: Model) -> list[str]:
        steps = [*super().row_steps(request, row)]
        return [*steps, *(self.fee_steps(row) if isinstance(row, Registration) else ())]

    @admin.action(description=_("Note the fees as paid"), permissions=["cancel"])
    def fee_paid(self, request: HttpRequest, queryset: RegistrationQuerySet) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            self.rows_for(request, "change", queryset.select_related("person", "event")),
            action="fee_paid",
            title=_("Note fees as paid"),
            hint=_("A number of the receipt, for instance."),
            service=lambda row, note: note_fee_paid(registration=row, note=note, by=request.user),
            done=ngettext_lazy("%(number)d fee is paid.", "%(number)d fees are paid.", "number"),
            is_needed=False,
        )

    @admin.action(description=_("Waive the fees, with a reason"), permissions=["cancel"])
    def fee_waived(self, request: HttpRequest, queryset: RegistrationQuerySet) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            self.rows_for(request, "change", queryset.select_related("person", "event")),
            action="fee_waived",
            title=_("Waive fees"),
            hint=_("Why do these people not have to pay? The reason is kept."),
            service=lambda row, reason: waive_fee(registration=row, reason=reason, by=request.user),
            done=ngettext_lazy("%(number)d fee is waived.", "%(number)d fees are waived.", "number"),
        )

    @admin.action(description=_("Set the fees as due again"), permissions=["cancel"])
    def fee_claimed(self, request: HttpRequest, queryset: RegistrationQuerySet) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            self.rows_for(request, "change", queryset.select_related("person", "event")),
            action="fee_claimed",
            title=_("Set fees as due again"),
            hint=_("It was noted by mistake, for instance, or the money was given back."),
            service=lambda row, note: claim_fee(registration=row, note=note, by=request.user),
            done=ngettext_lazy("%(number)d fee is due again.", "%(number)d fees are due again.", "number"),
            is_needed=False,
        )
