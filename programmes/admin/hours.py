"""The ledger of attended hours, and what it comes to on the page of an enrolment."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.contrib import admin
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from unfold.decorators import display

from portal.core.admin_filters import PeriodFilter
from portal.core.amounts import amount_shown
from portal.privacy.constants import ReadingPurpose
from portal.users.decorators import AuthenticatedRequest
from programmes.access import may_administer
from programmes.admin.base import ReadOnlyAdmin, ScopedModelAdmin
from programmes.admin.filters import ScopedRelatedFilter
from programmes.models import Enrolment, Funding, Hours
from programmes.presentation.hours import HOURS_LABELS, ledger_lines, meter_words, source_words
from programmes.queries.hours import ledger_of, meter_of
from programmes.queries.programmes import RelationField
from programmes.querysets.programmes import EnrolmentQuerySet
from programmes.services.fundings import choose_funding
from programmes.workflows.hours import HoursStanding, in_hours


class HoursFilter(SimpleListFilter):
    """Those that the coordinator's week counts are the ones who take part."""

    title = _("standing by hours")
    parameter_name = "hours"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Model]) -> list[tuple[str, StrOrPromise]]:
        return [
            ("none", _("No hours yet")),
            ("short", _("Short contact")),
            ("near", _("Takes part, close to the threshold")),
            ("reached", _("Participant by hours")),
        ]

    def queryset(self, request: HttpRequest, queryset: EnrolmentQuerySet) -> EnrolmentQuerySet:
        match self.value():
            case "short":
                return queryset.short_contacts()
            case "near":
                return queryset.close_to_participation()
            case HoursStanding.NONE | HoursStanding.REACHED as standing:
                return queryset.filter(hours_standing=standing)
        return queryset


class HoursOfEnrolment(ScopedModelAdmin):
    """What the page and the list of enrolments say of hours, and the choice of a funding where there are several."""

    fieldset_of_hours = (_("Hours"), {"fields": ("funding", "standing_label", "hours_attended")})

    def fixed_fields_of_hours(self, request: HttpRequest, row: Enrolment) -> Sequence[str]:
        shown = ("standing_label", "hours_attended")
        return shown if self._may_choose(request, row) else ("funding", *shown)

    def _may_choose(self, request: HttpRequest, row: Enrolment) -> bool:
        offered = self._fundings(request, row)
        return may_administer(request.user, "change", row) and len(offered.exclude(pk=row.funding_id)[:1]) > 0

    def _fundings(self, request: HttpRequest, row: Enrolment) -> QuerySet[Funding]:
        return Funding.objects.visible_to(request.user).countable_in(row.programme)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model | None:
        row = super().get_object(request, object_id, from_field)
        if isinstance(row, Enrolment):
            row.__dict__["read_by"] = request.user  # whoever reads the row reads its hours
        return row

    def get_field_queryset(
        self, db: str | None, db_field: RelationField, request: HttpRequest
    ) -> QuerySet[Model]:
        row = getattr(request, "edited_row", None)
        if db_field.name == "funding" and row is not None:
            return self._fundings(request, row)
        return super().get_field_queryset(db, db_field, request)

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: object
    ) -> type[ModelForm[Model]]:
        form = super().get_form(request, obj, change, **kwargs)
        if isinstance(field := form.base_fields.get("funding"), forms.ModelChoiceField):
            field.required = obj is not None and obj.funding_id is not None
        return form

    def save_funding(self, request: AuthenticatedRequest, row: Enrolment, form: ModelForm[Enrolment]) -> None:
        funding = form.cleaned_data.get("funding")
        if "funding" in form.changed_data and funding is not None:
            choose_funding(enrolment=row, funding=funding, by=request.user)

    @display(description=_("Standing by hours"), ordering="hours_standing", label=HOURS_LABELS)
    def standing_label(self, row: Enrolment) -> tuple[str, str]:
        return row.hours_standing, row.get_hours_standing_display()

    @display(description=_("Attended hours"))
    def hours_attended(self, row: Enrolment) -> SafeString:
        """The meter, and what it is made of: read once, though the theme asks three times."""
        if "ledger_read" not in row.__dict__:
            row.__dict__["ledger_read"] = ledger_of(row, row.__dict__["read_by"])
        rows: list[Hours] = row.__dict__["ledger_read"]
        minutes = sum(each.minutes for each in rows)
        meter = meter_of(row, minutes)
        words = meter_words(meter, in_hours(minutes))
        context = {"meter": meter, "words": words, "lines": ledger_lines(rows)}
        return render_to_string("programmes/admin/hours_of_enrolment.html", context)


@admin.register(Hours)
class HoursAdmin(ReadOnlyAdmin):
    """What was attended, as its sources say: corrected where it was noted, and nowhere else."""

    purpose_of_reading = ReadingPurpose.PARTICIPANTS
    list_display = ("person", "funding", "date", "hours", "source_label")
    list_filter = (("funding__programme", ScopedRelatedFilter), ("date", PeriodFilter))
    list_select_related = ("person", "funding")
    search_fields = ("person__words",)
    search_help_text = _("Person or address")
    fields = ("person", "funding", "date", "hours", "source_label")
    readonly_fields = fields

    @display(description=_("Hours"), ordering="minutes")
    def hours(self, row: Hours) -> str:
        return amount_shown(row.hours)

    @display(description=_("Source"), ordering="source")
    def source_label(self, row: Hours) -> str:
        return source_words(row.source)
