"""Participants' answers, targets, reports, and the funders' indicators."""

from __future__ import annotations

from datetime import date

from django.contrib import admin
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from django_stubs_ext import StrOrPromise
from unfold.decorators import display

from evaluation.constants import Stage
from evaluation.facts import fields_at
from evaluation.models import Framework, Indicator, ParticipantRecord, Report, Target
from evaluation.querysets import ParticipantRecordQuerySet
from evaluation.services.records import answer_entry, answer_exit
from evaluation.workflows import REPORT
from portal.core.admin_filters import PeriodFilter
from portal.core.admin_forms import FIELD_WIDGETS
from portal.core.admin_inlines import PortalInline
from portal.core.admin_lists import Fieldsets, PortalAdmin, label_kinds
from portal.privacy.constants import ReadingPurpose
from portal.users.decorators import AuthenticatedRequest
from programmes.access import access_of
from programmes.admin.base import ReadOnlyAdmin, ScopedModelAdmin
from programmes.admin.filters import ScopedRelatedFilter
from programmes.admin.search import FindsPseudonyms


class CompleteFilter(SimpleListFilter):
    title = _("answers")
    parameter_name = "answers"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Model]) -> list[tuple[str, StrOrPromise]]:
        return [
            ("unanswered", _("Not asked yet, or not answered")),
            ("hours", _("Participant by hours, not answered")),
            ("missing", _("Not reportable")),
            ("complete", pgettext("record", "Complete")),
            ("exit", _("Left lately, without exit answers")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: ParticipantRecordQuerySet
    ) -> ParticipantRecordQuerySet:
        match self.value():
            case "unanswered":
                return queryset.to_ask().unanswered()
            case "hours":
                return queryset.to_ask().unanswered().by_hours()
            case "missing":
                return queryset.not_reportable()
            case "complete":
                return queryset.complete()
            case "exit":
                return queryset.to_ask().without_exit_answers()
        return queryset


@admin.register(ParticipantRecord)
class ParticipantRecordAdmin(FindsPseudonyms, ScopedModelAdmin):
    """What the funder asks, entered by staff for whoever answered on paper. Each look at one record is logged."""

    purpose_of_reading = ReadingPurpose.FUNDER
    list_display = ("person", "programme", "is_complete", "entry_answered_at", "exit_answered_at")
    list_filter = (CompleteFilter, "enrolment__status", ("enrolment__programme", ScopedRelatedFilter))
    list_select_related = ("enrolment__person", "enrolment__programme")
    search_fields = ("enrolment__person__words",)
    pseudonym_path = "enrolment__pseudonym"
    search_help_text = _("Person, address or pseudonym")
    readonly_fields = (
        "person",
        "programme",
        "entered_on",
        "left_on",
        "entry_answered_at",
        "exit_answered_at",
    )

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Fieldsets:
        entry = (_("On joining"), {"fields": (*fields_at(Stage.ENTRY), "entry_answered_at")})
        leaving = (_("On leaving"), {"fields": (*fields_at(Stage.EXIT), "exit_answered_at")})
        who = (None, {"fields": (("person", "programme"), ("entered_on", "left_on"))})
        has_left = obj is not None and obj.enrolment.left_on is not None
        return [who, entry, leaving] if has_left else [who, entry]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a record comes with the enrolment

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @display(description=_("Person"), ordering="enrolment__person__name")
    def person(self, row: ParticipantRecord) -> str:
        return str(row.enrolment.person)

    @display(description=_("Programme"), ordering="enrolment__programme__acronym")
    def programme(self, row: ParticipantRecord) -> str:
        return str(row.enrolment.programme)

    @display(description=_("Entry"))
    def entered_on(self, row: ParticipantRecord) -> date | None:
        return row.enrolment.entered_on

    @display(description=_("Exit"))
    def left_on(self, row: ParticipantRecord) -> date | None:
        return row.enrolment.left_on

    @display(description=pgettext_lazy("record", "Complete"), boolean=True)
    def is_complete(self, row: ParticipantRecord) -> bool:
        return row.is_complete

    def save_model(
        self,
        request: AuthenticatedRequest,
        obj: ParticipantRecord,
        form: ModelForm[ParticipantRecord],
        change: bool,
    ) -> None:
        by = request.user
        for stage, service in ((Stage.ENTRY, answer_entry), (Stage.EXIT, answer_exit)):
            changed = {
                name: form.cleaned_data[name] for name in fields_at(stage) if name in form.changed_data
            }
            if changed:
                service(enrolment=obj.enrolment, answers=changed, by=by)


@admin.register(Target)
class TargetAdmin(ScopedModelAdmin):
    list_display = ("indicator", "programme", "baseline", "milestone", "value", "due_on")
    list_filter = (("programme", ScopedRelatedFilter), ("indicator", ScopedRelatedFilter))
    list_select_related = ("programme", "indicator")
    search_fields = ("indicator__code", "programme__acronym")
    fields = (("programme", "indicator"), "baseline", ("milestone", "milestone_on"), ("value", "due_on"))


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    """Reports that were built; they are asked for, and downloaded, on the evaluation's pages."""

    list_display = ("programme", "starts_on", "ends_on", "state_label", "requested_by", "created_at", "page")
    list_filter = ("state", ("programme", ScopedRelatedFilter), ("created_at", PeriodFilter))
    list_select_related = ("programme", "requested_by")
    fields = (
        "programme",
        ("starts_on", "ends_on", "language"),
        ("state", "failure"),
        "checksum",
        ("requested_by", "started_at", "finished_at"),
    )

    @display(description=_("State"), ordering="state", label=label_kinds(REPORT))
    def state_label(self, row: Report) -> tuple[str, str]:
        return row.state, row.get_state_display()

    @display(description=_("Files"))
    def page(self, row: Report) -> str:
        return format_html('<a href="{}">{}</a>', row.get_absolute_url(), pgettext("button", "Open"))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        links = []
        if object_id.isascii() and object_id.isdecimal():
            links = [(reverse("evaluation:report_detail", args=[object_id]), _("Figures and files"))]
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "row_links": links}
        )


class IndicatorInline(PortalInline):
    model = Indicator
    fields = ("code", "title", "kind", "position")
    show_change_link = True
    formfield_overrides = FIELD_WIDGETS


@admin.register(Framework)
class FrameworkAdmin(PortalAdmin):
    list_display = ("key", "title", "source")
    search_fields = ("key", "title")
    formfield_overrides = FIELD_WIDGETS
    inlines = (IndicatorInline,)


@admin.register(Indicator)
class IndicatorAdmin(PortalAdmin):
    """The funders' lists are the operator's; whoever sets targets may look things up in them."""

    list_display = ("code", "title", "framework", "kind")
    list_filter = ("framework", "kind")
    list_select_related = ("framework",)
    search_fields = ("code", "title")
    formfield_overrides = FIELD_WIDGETS

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return access_of(request.user).works_in_admin
