"""What people ask for once the list is closed: agreed to, or declined, in the list of people or on one of its pages."""

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

from events.admin.fees import FeeSteps
from events.models import Registration
from events.presentation.registrations import change_in_words
from events.querysets.registrations import RegistrationQuerySet
from events.services.changes import accept_change, decline_change
from programmes.admin.actions import ask_reason


class ChangeFilter(admin.SimpleListFilter):
    title = _("change asked for")
    parameter_name = "change"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, StrOrPromise]]:
        return [("asked", _("Waits for an answer"))]

    def queryset(self, request: HttpRequest, queryset: RegistrationQuerySet) -> RegistrationQuerySet:
        return queryset.asking() if self.value() == "asked" else queryset


class ChangeSteps(FeeSteps):
    """What staff answers to whoever wants to come otherwise than the list says."""

    step_labels: ClassVar = {
        **FeeSteps.step_labels,
        "accept_change": _("Agree to the change"),
        "decline_change": _("Decline the change"),
    }

    @display(description=_("Change asked for"))
    def change_shown(self, row: Registration) -> str:
        return change_in_words(row) or "–"

    def row_steps(self, request: HttpRequest, row: Model) -> list[str]:
        asks = isinstance(row, Registration) and row.change_asked_at is not None
        return [*(("accept_change", "decline_change") if asks else ()), *super().row_steps(request, row)]

    @admin.action(description=_("Agree to the changes asked for"), permissions=["cancel"])
    def accept_change(self, request: HttpRequest, queryset: RegistrationQuerySet) -> None:
        self.run_on_each(
            request,
            self._asking(request, queryset),
            lambda row: accept_change(registration=row, by=request.user),
            ngettext_lazy(
                "%(number)d registration is changed. Whoever a message reaches is told.",
                "%(number)d registrations are changed. Whoever a message reaches is told.",
                "number",
            ),
        )

    @admin.action(description=_("Decline the changes asked for"), permissions=["cancel"])
    def decline_change(self, request: HttpRequest, queryset: RegistrationQuerySet) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            self._asking(request, queryset),
            action="decline_change",
            title=_("Decline changes"),
            hint=_("Why is it not possible? Whoever asked reads it."),
            service=lambda row, reason: decline_change(registration=row, reason=reason, by=request.user),
            done=ngettext_lazy(
                "%(number)d registration stays as it was. Whoever a message reaches is told.",
                "%(number)d registrations stay as they were. Whoever a message reaches is told.",
                "number",
            ),
            is_needed=False,
        )

    def _asking(self, request: HttpRequest, queryset: RegistrationQuerySet) -> Iterable[Registration]:
        return self.rows_for(request, "change", queryset.select_related("person", "event"))
