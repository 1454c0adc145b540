"""Placements and their review, applications, talents, and the vocabulary of skills."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import admin
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_stubs_ext import StrOrPromise
from unfold.decorators import display

from matching.admin.applications import StepFilter, UnansweredFilter
from matching.admin.interviews import InterviewInline
from matching.facts import PLACEMENT_FACTS
from matching.models import (
    Application,
    ApplicationEvent,
    Placement,
    PlacementLanguage,
    PlacementSkill,
    Posting,
    Skill,
    SkillLabel,
    Talent,
    TalentLanguage,
    TalentSkill,
)
from matching.presentation.placements import PLACEMENT_WORDS
from matching.queries.steps import posting_steps
from matching.querysets.applications import ApplicationQuerySet
from matching.querysets.placements import PlacementQuerySet, PostingQuerySet
from matching.services.placements.review import publish_posting, reject_posting
from matching.workflows.applications import APPLICATION
from matching.workflows.placements import PLACEMENT, POSTING
from portal.core.admin_filters import PeriodFilter
from portal.core.admin_forms import PortalFields
from portal.core.admin_inlines import PortalInline
from portal.core.admin_lists import PortalAdmin, label_kinds
from portal.core.dates import day
from portal.core.facts import Fact, Shown, shown_in
from portal.core.presentation import reviewed
from portal.privacy.constants import ReadingPurpose
from portal.users.models import User
from programmes.access import access_of, may_administer
from programmes.admin.actions import ask_reason
from programmes.admin.base import ReadOnlyAdmin, ReadOnlyInline
from programmes.admin.filters import ScopedRelatedFilter

Row = TypeVar("Row", bound=Model)


def fact_columns(placement_of: Callable[[Row], Placement]) -> tuple[Callable[[Row], str], ...]:
    """Read-only fields with all that a coordinator reads of a placement to vouch for it, in words."""
    return tuple(_fact_column(fact, placement_of) for fact in shown_in(PLACEMENT_FACTS, Shown.REVIEW))


def _fact_column(fact: Fact, placement_of: Callable[[Row], Placement]) -> Callable[[Row], str]:
    words = PLACEMENT_WORDS[fact.name]

    @display(description=words.label)
    def column(row: Row) -> str:
        """Said once: the theme asks three times."""
        placement = placement_of(row)
        prefetch_related_objects([placement], "skills", "languages")
        said: dict[str, str] = row.__dict__.setdefault("_said", {})
        if fact.name not in said:
            said[fact.name] = reviewed(placement, words) or "–"
        return said[fact.name]

    column.__name__ = f"fact_{fact.name}"
    return column


class PostingInline(ReadOnlyInline):
    model = Posting
    fields = ("programme", "state", "note", "reviewed_at", "reviewed_by")
    readonly_fields = fields
    show_change_link = True


class PlacementSkillInline(ReadOnlyInline):
    model = PlacementSkill
    fields = readonly_fields = ("skill", "need", "level")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlacementSkill]:
        return super().get_queryset(request).prefetch_related("skill__labels")


class PlacementLanguageInline(ReadOnlyInline):
    model = PlacementLanguage
    fields = readonly_fields = ("language", "level")


@admin.register(Placement)
class PlacementAdmin(ReadOnlyAdmin):
    """Placements are looked at here; they are written on the organisation's pages, which staff may open too."""

    list_display = (
        "title",
        "organisation",
        "kind",
        "state_label",
        "seats",
        "application_count",
        "expires_at",
    )
    list_filter = (
        "state",
        "kind",
        ("programmes", ScopedRelatedFilter),
        ("organisation", ScopedRelatedFilter),
        ("published_at", PeriodFilter),
    )
    list_select_related = ("organisation",)
    search_fields = ("words", "organisation__words")
    search_help_text = _("Title, organisation or town")
    inlines = (PostingInline, PlacementSkillInline, PlacementLanguageInline)
    readonly_fields = fact_columns(lambda row: row)
    fieldsets = (
        (
            _("Offer"),
            {"classes": ["tab"], "fields": (("state", "published_at"), *readonly_fields)},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> PlacementQuerySet:
        return super().get_queryset(request).defer("search")

    def get_changelist_rows(self, rows: PlacementQuerySet) -> PlacementQuerySet:
        """With the number of applications, for the rows of one page."""
        mine = Application.objects.filter(placement=OuterRef("pk")).order_by().values("placement")
        number = Subquery(mine.annotate(number=Count("pk")).values("number"))
        return rows.defer(None).annotate(application_count=Coalesce(number, 0))

    @display(description=_("State"), ordering="state", label=label_kinds(PLACEMENT))
    def state_label(self, row: Placement) -> tuple[str, str]:
        return row.state, row.get_state_display()

    @display(description=_("Applications"))
    def application_count(self, row: Placement) -> int:
        number: int = row.application_count
        return number

    def view_on_site(self, row: Placement) -> str | None:
        return row.get_absolute_url() if row.is_open else None

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        links = []
        if row and self.has_staff_permission(request, "change", row):
            links = [
                (reverse("matching:placement_detail", args=[row.pk]), _("Applicants and steps")),
                (reverse("matching:placement_edit", args=[row.pk]), _("Change the offer")),
            ]
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "row_links": links}
        )


class ReviewFilter(SimpleListFilter):
    """What can be reviewed now; a posting of a placement that is not submitted any more only looks as if it waited."""

    title = _("Review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Model]) -> list[tuple[str, StrOrPromise]]:
        return [("waiting", _("Waiting for review"))]

    def queryset(self, request: HttpRequest, queryset: PostingQuerySet) -> PostingQuerySet:
        return queryset.waiting() if self.value() == "waiting" else queryset


@admin.register(Posting)
class PostingAdmin(ReadOnlyAdmin):
    """The review: what a programme publishes, or sends back with a note."""

    list_display = ("placement", "organisation", "programme", "state_label", "expires_on", "reviewed_at")
    list_filter = (
        ReviewFilter,
        "state",
        "placement__kind",
        ("programme", ScopedRelatedFilter),
        ("reviewed_at", PeriodFilter),
    )
    list_select_related = ("placement__organisation", "programme")
    search_fields = ("placement__words", "placement__organisation__words")
    search_help_text = _("Title or organisation")
    ordering = ("placement__expires_at", "pk")
    actions = ("publish", "send_back")
    workflow = POSTING
    offered = fact_columns(lambda row: row.placement)
    readonly_fields = ("verification", *offered)
    fields = (
        ("programme", "state"),
        "verification",
        *offered,
        "note",
        ("reviewed_at", "reviewed_by"),
    )

    @display(description=_("Review"), ordering="state", label=label_kinds(POSTING))
    def state_label(self, row: Posting) -> tuple[str, str]:
        return row.state, row.get_state_display()

    @display(description=_("Organisation"), ordering="placement__organisation__name")
    def organisation(self, row: Posting) -> str:
        return row.placement.organisation.name

    @display(description=_("Verification of the organisation"))
    def verification(self, row: Posting) -> str:
        return row.placement.organisation.get_verification_display()

    @display(description=_("Shown until"), ordering="placement__expires_at")
    def expires_on(self, row: Posting) -> str:
        return day(row.placement.expires_at)

    def row_steps(self, request: HttpRequest, row: Posting) -> list[str]:
        return [step.name for step in posting_steps(row)]

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user, "publish", Posting)

    @admin.action(description=_("Publish the chosen placements"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: PostingQuerySet) -> None:
        self.run_on_each(
            request,
            self.rows_for(request, "publish", queryset),
            lambda row: publish_posting(posting=row, by=request.user),
            ngettext_lazy(
                "%(number)d placement is published, and its organisation is told so.",
                "%(number)d placements are published, and their organisations are told so.",
                "number",
            ),
        )

    @admin.action(description=_("Send the chosen placements back, with a note"), permissions=["publish"])
    def send_back(self, request: HttpRequest, queryset: PostingQuerySet) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            self.rows_for(request, "publish", queryset),
            action="send_back",
            title=_("Send placements back"),
            hint=POSTING.step("send_back").hint,
            service=lambda row, note: reject_posting(posting=row, note=note, by=request.user),
            done=ngettext_lazy(
                "%(number)d placement is sent back with your note.",
                "%(number)d placements are sent back with your note.",
                "number",
            ),
        )


class ApplicationEventInline(ReadOnlyInline):
    model = ApplicationEvent
    fields = readonly_fields = ("state", "actor", "at", "reason", "message", "is_automatic")


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """How applications move. The steps are the company's and the applicant's. Each look at one is logged."""

    purpose_of_reading = ReadingPurpose.PARTICIPANTS
    list_display = ("talent", "placement", "organisation", "state_label", "created_at", "updated_at")
    list_filter = (
        UnansweredFilter,
        StepFilter,
        "state",
        "placement__kind",
        ("placement__organisation", ScopedRelatedFilter),
        ("created_at", PeriodFilter),
    )
    list_select_related = ("talent__user", "placement__organisation")
    search_fields = ("talent__user__words", "placement__words", "placement__organisation__words")
    search_help_text = _("Person, title or organisation")
    readonly_fields = (
        *("created_at", "waits_since", "answered_at", "last_step_at", "profile_until", "words_until"),
    )
    fields = (
        ("talent", "placement"),
        ("state", "message"),
        ("created_at", "waits_since"),
        ("answered_at", "last_step_at"),
        ("profile_until", "words_until"),
    )
    inlines = (ApplicationEventInline, InterviewInline)

    def get_changelist_rows(self, rows: ApplicationQuerySet) -> ApplicationQuerySet:
        """What a line shows: of the person and the offer what they are called, and nothing that was written."""
        person = (f"talent__user__{column}" for column in User.named_by())
        return rows.only(
            *("state", "created_at", "updated_at", "talent__user", *person),
            *("placement__title", "placement__organisation__name"),
        )

    @display(description=_("Organisation"), ordering="placement__organisation__name")
    def organisation(self, row: Application) -> str:
        return row.placement.organisation.name

    @display(description=_("State"), ordering="state", label=label_kinds(APPLICATION))
    def state_label(self, row: Application) -> tuple[str, str]:
        return row.state, row.get_state_display()


class TalentSkillInline(ReadOnlyInline):
    model = TalentSkill
    fields = readonly_fields = ("skill", "level")

    def get_queryset(self, request: HttpRequest) -> QuerySet[TalentSkill]:
        return super().get_queryset(request).prefetch_related("skill__labels")


class TalentLanguageInline(ReadOnlyInline):
    model = TalentLanguage
    fields = readonly_fields = ("language", "level")


@admin.register(Talent)
class TalentAdmin(ReadOnlyAdmin):
    """Profiles of people who take part. Each look at one is logged; lists say no more than what one searches by."""

    purpose_of_reading = ReadingPurpose.PARTICIPANTS
    list_display = ("user", "headline", "degree", "field", "available_from")
    list_filter = ("degree", "field", ("user__enrolments__programme", ScopedRelatedFilter))
    list_select_related = ("user",)
    search_fields = ("user__words", "words")
    search_help_text = _("Person, address or headline")
    fields = (
        "user",
        "headline",
        "degree",
        "field",
        "graduation_on",
        ("available_from", "hours"),
        "kinds",
        ("regions", "is_mobile"),
    )
    inlines = (TalentSkillInline, TalentLanguageInline)


class SkillLabelInline(PortalInline):
    model = SkillLabel


@admin.register(Skill)
class SkillAdmin(PortalFields, PortalAdmin):
    """The vocabulary is the operator's; everybody who works here may look things up in it."""

    list_display = ("label", "type", "key")
    list_filter = ("type",)
    search_fields = ("labels__text", "key", "uri")
    autocomplete_fields = ("broader",)
    inlines = (SkillLabelInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Skill]:
        return super().get_queryset(request).prefetch_related("labels")

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return access_of(request.user).works_in_admin
