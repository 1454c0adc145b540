"""Events of the programmes: drafted by whoever works for one, published by its coordinators."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_stubs_ext import StrOrPromise
from unfold.decorators import action, display

from events.admin.certificates import assessments_of_event, certificates_of_event
from events.admin.classes import ClassOfferInline
from events.admin.embedding import other_sites
from events.admin.equipment import ReservationInline
from events.admin.links import links_of
from events.admin.matchmaking import (
    matchmaking_of_event,
    slots_of_event,
    table_of_event,
    tables_of_event,
)
from events.admin.planning import copy_of_event, dates_of_event
from events.admin.registrations import AdmissionInline, people_of_event
from events.admin.rooms import EventTrainerInline, save_trainers
from events.constants import EventState
from events.models import ClassOffer, Event, EventReview, EventTrainer
from events.presentation.conflicts import conflicts_of
from events.presentation.events import joint_in_words
from events.querysets.events import EventQuerySet
from events.services.admissions import remove_admission, save_admission
from events.services.states import (
    cancel_event,
    hide_event,
    hold_event_after_all,
    publish_event,
    save_event,
    send_back_event,
    submit_event,
)
from events.workflows.events import EVENT
from portal.core.admin_filters import PeriodFilter
from portal.core.admin_lists import label_kinds
from portal.core.page_messages import worded
from portal.users.decorators import AuthenticatedRequest
from programmes.access import may_administer
from programmes.admin.actions import ask_reason
from programmes.admin.base import ReadOnlyInline, ScopedModelAdmin, is_list
from programmes.admin.filters import ScopedRelatedFilter
from programmes.admin.imports import ImportPages
from programmes.constants import Module
from programmes.queries.programmes import RelationField
from programmes.querysets.questionnaires import QuestionnaireQuerySet


class JointFilter(admin.SimpleListFilter):
    title = _("joint event")
    parameter_name = "joint"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, StrOrPromise]]:
        return [("yes", _("From two countries or more"))]

    def queryset(self, request: HttpRequest, queryset: EventQuerySet) -> EventQuerySet:
        return queryset.joint() if self.value() == "yes" else queryset


class EventReviewInline(ReadOnlyInline):
    """What was said and done, in the order in which it was."""

    model = EventReview
    verbose_name_plural = _("Review")
    fields = readonly_fields = ("created_at", "step", "note", "by")


@admin.register(Event)
class EventAdmin(ImportPages, ScopedModelAdmin):
    list_display = ("title", "programme", "format", "state_label", "starts_at", "whereabouts")
    list_filter = (
        "state",
        "format",
        ("programme", ScopedRelatedFilter),
        ("host", ScopedRelatedFilter),
        JointFilter,
        ("starts_at", PeriodFilter),
    )
    list_select_related = ("programme", "room")
    search_fields = ("words",)
    autocomplete_fields = ("host", "room", "partners", "activity")
    workflow = EVENT
    actions_list = ("other_sites",)
    change_form_outer_before_template = "events/admin/event_before.html"
    actions = ("publish", "submit", "send_back", "hide", "cancel", "hold_after_all")
    inlines = (AdmissionInline, ClassOfferInline, EventTrainerInline, ReservationInline, EventReviewInline)
    readonly_fields = ("state", "cancel_reason", "joint_with")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("programme", "host"),
                    ("access", "most_companions"),
                    "joins_later",
                    ("asks_ages", "asks_needs"),
                    ("questionnaire", "funding"),
                    "title",
                    "description",
                    ("format", "state"),
                    "cancel_reason",
                    "starts_at",
                    "ends_at",
                    "room",
                    "place",
                    "link",
                )
            },
        ),
        (
            _("Whom it is for, and what it costs them"),
            {"fields": ("target_groups", "languages", "fee", "fee_note")},
        ),
        (_("Picture"), {"fields": ("picture", "picture_text")}),
        (_("Afterwards"), {"fields": ("results",)}),
        (
            _("Certificates"),
            {
                "fields": (
                    ("certificate_kind", "certificate_share", "certificate_hours"),
                    "certificate_text",
                    "signatory",
                    "signatory_function",
                )
            },
        ),
        (
            _("For the proof of use"),
            {
                "fields": (
                    ("partners", "joint_with"),
                    ("activity", "principles"),
                    ("costs_planned", "costs_spent"),
                )
            },
        ),
    )

    @display(description=_("State"), ordering="state", label=label_kinds(EVENT))
    def state_label(self, row: Event) -> tuple[str, str]:
        return row.state, row.get_state_display()

    @display(description=_("Joint event"))
    def joint_with(self, row: Event) -> str:
        return (joint_in_words(row) if row.pk else "") or "–"

    @display(description=_("Place"))
    def whereabouts(self, row: Event) -> str:
        return row.whereabouts

    def get_fieldsets(self, request: HttpRequest, obj: Event | None = None) -> Any:
        """Why it is cancelled, only where it is."""
        left_out = () if obj and obj.cancel_reason else ("cancel_reason",)
        return [
            (name, options | {"fields": [each for each in options["fields"] if each not in left_out]})
            for name, options in self.fieldsets
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """With what its page says of it, several times, and of what stands against its dates."""
        rows = cast("EventQuerySet", super().get_queryset(request))
        if is_list(request):
            return rows
        return rows.select_related("programme", "host", "room").prefetch_related("partners").with_dates()

    def get_readonly_fields(self, request: HttpRequest, obj: Event | None = None) -> Any:
        """Where there are several dates, they say when it is."""
        times = ("starts_at", "ends_at") if obj and obj.has_many_sessions else ()
        return (*self.readonly_fields, *times)

    def get_inlines(self, request: HttpRequest, obj: Event | None) -> Any:
        return self.inlines if obj else (AdmissionInline, ClassOfferInline)

    def has_change_permission(self, request: HttpRequest, obj: Model | str | int | None = None) -> bool:
        """What everybody reads, only those change who could publish it. The theme passes a row's key."""
        row = self.get_object(request, str(obj)) if isinstance(obj, str | int) else obj
        is_public = isinstance(row, Event) and EVENT.state(row.state).is_public
        return self.has_staff_permission(request, "change", row) and (
            not is_public or self.has_staff_permission(request, "publish", row)
        )

    def get_field_queryset(
        self, db: str | None, db_field: RelationField, request: HttpRequest
    ) -> QuerySet[Model]:
        """Of questionnaires, those that can be asked."""
        rows = super().get_field_queryset(db, db_field, request)
        return rows.published() if isinstance(rows, QuestionnaireQuerySet) else rows

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user, "publish", Event)

    def has_submit_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user, "change", Event)

    def row_steps(self, request: HttpRequest, row: Model) -> list[str]:
        """Whoever may publish has nobody to ask, though from the list they can ask another coordinator."""
        left_out = {"submit"} if self.has_staff_permission(request, "publish", row) else set()
        return [name for name in super().row_steps(request, row) if name not in left_out]

    def save_model(
        self, request: AuthenticatedRequest, obj: Event, form: ModelForm[Event], change: bool
    ) -> None:
        save_event(event=obj, by=request.user)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """With the ways to who comes, to whom one asks, and to what one borrows, and what stands against its dates."""
        row = self.get_object(request, object_id)
        more: dict[str, object] = {}
        if isinstance(row, Event):
            more["row_links"] = list(links_of(self, request, row))
            more["conflicts"] = (
                conflicts_of(request.user, row) if request.method == "GET" and not row.is_over else []
            )
        return super().change_view(request, object_id, form_url, (extra_context or {}) | more)

    def save_formset(
        self, request: AuthenticatedRequest, form: ModelForm[Event], formset: Any, change: bool
    ) -> None:
        """Through the services: whoever waits is asked where places are more now, and who leads it is told."""
        rows = formset.save(commit=False)
        if formset.model is EventTrainer:
            save_trainers(form.instance, rows, formset.deleted_objects, request.user)
            return
        if formset.model is ClassOffer:
            formset.save()
            return
        for row in formset.deleted_objects:
            remove_admission(admission=row, by=request.user)
        for row in rows:
            save_admission(admission=row, by=request.user)

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "people": people_of_event,
            "dates": dates_of_event,
            "copy": copy_of_event,
            "certificates": certificates_of_event,
            "assessments": assessments_of_event,
            "matchmaking": matchmaking_of_event,
            "slots": slots_of_event,
            "tables": tables_of_event,
        }
        table = path(
            "<int:object_id>/tables/<int:table_id>/",
            self.admin_site.admin_view(partial(table_of_event, model_admin=self)),
            name="events_event_table",
        )
        own = [
            path(
                f"<int:object_id>/{name}/",
                self.admin_site.admin_view(partial(page, model_admin=self)),
                name=f"events_event_{name}",
            )
            for name, page in pages.items()
        ]
        return [*own, table, *super().get_urls()]

    @action(description=_("Show events on other sites"), url_path="other-sites")
    def other_sites(self, request: HttpRequest) -> HttpResponse:
        return other_sites(request, self)

    def view_on_site(self, row: Event) -> str | None:
        return row.get_absolute_url() if row.state == EventState.PUBLISHED else None

    # --- Steps ---

    @admin.action(description=_("Publish the chosen events"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: EventQuerySet) -> None:
        rows = self.rows_for(request, "publish", queryset.select_related("programme"))
        self.run_on_each(
            request,
            rows,
            lambda row: publish_event(event=row, by=request.user),
            ngettext_lazy(
                "%(number)d event is published.",
                "%(number)d events are published.",
                "number",
            ),
        )
        if any(not row.programme.shows(Module.EVENTS) for row in rows):
            messages.warning(
                request,
                worded(
                    lambda: _(
                        "Nobody finds this event yet: its programme is not public, or doesn't show events."
                    )
                ),
            )

    @admin.action(description=_("Submit the chosen events for review"), permissions=["submit"])
    def submit(self, request: HttpRequest, queryset: EventQuerySet) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            self.rows_for(request, "change", queryset),
            action="submit",
            title=_("Submit events for review"),
            hint=EVENT.step("submit").hint,
            service=lambda row, note: submit_event(event=row, note=note, by=request.user),
            done=ngettext_lazy(
                "%(number)d event waits for a coordinator.",
                "%(number)d events wait for a coordinator.",
                "number",
            ),
            is_needed=False,
        )

    @admin.action(description=_("Send the chosen events back, with a note"), permissions=["publish"])
    def send_back(self, request: HttpRequest, queryset: EventQuerySet) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            self.rows_for(request, "publish", queryset),
            action="send_back",
            title=_("Send events back"),
            hint=EVENT.step("send_back").hint,
            service=lambda row, note: send_back_event(event=row, note=note, by=request.user),
            done=ngettext_lazy(
                "%(number)d event is sent back with your note.",
                "%(number)d events are sent back with your note.",
                "number",
            ),
        )

    @admin.action(description=_("Hide the chosen events"), permissions=["publish"])
    def hide(self, request: HttpRequest, queryset: EventQuerySet) -> None:
        self.run_on_each(
            request,
            self.rows_for(request, "publish", queryset),
            lambda row: hide_event(event=row, by=request.user),
            ngettext_lazy(
                "%(number)d event is a draft again.", "%(number)d events are drafts again.", "number"
            ),
        )

    @admin.action(description=_("Cancel the chosen events, with a reason"), permissions=["publish"])
    def cancel(self, request: HttpRequest, queryset: EventQuerySet) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            self.rows_for(request, "publish", queryset),
            action="cancel",
            title=_("Cancel events"),
            hint=EVENT.step("cancel").hint,
            service=lambda row, reason: cancel_event(event=row, reason=reason, by=request.user),
            done=ngettext_lazy(
                "%(number)d event is cancelled. Its page says so, and why.",
                "%(number)d events are cancelled. Their pages say so, and why.",
                "number",
            ),
        )

    @admin.action(description=_("Hold the chosen events after all"), permissions=["publish"])
    def hold_after_all(self, request: HttpRequest, queryset: EventQuerySet) -> None:
        self.run_on_each(
            request,
            self.rows_for(request, "publish", queryset),
            lambda row: hold_event_after_all(event=row, by=request.user),
            ngettext_lazy(
                "%(number)d event takes place after all.",
                "%(number)d events take place after all.",
                "number",
            ),
        )
