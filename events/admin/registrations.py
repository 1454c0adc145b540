"""Who comes to events: the list, what staff does about one of them, and who is asked to come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from unfold.decorators import display

from events.admin.changes import ChangeFilter, ChangeSteps
from events.admin.fees import FeeFilter
from events.admin.links import advice_on
from events.constants import EventState
from events.forms.people import NameForm, PeopleForm
from events.models import Admission, Event, Registration
from events.presentation.registrations import answers_given
from events.querysets.registrations import RegistrationQuerySet
from events.services.invitations import invite_to_event
from events.services.registrations import AlreadyRegistered, cancel_registration, prefer, register
from events.workflows.registrations import REGISTRATION
from portal.core.admin_filters import PeriodFilter
from portal.core.admin_lists import label_kinds
from portal.core.admin_search import with_words
from portal.core.collation import Alphabetical
from portal.core.http import asked, domain_errors_as_messages, typed
from portal.core.page_messages import worded
from portal.privacy.constants import ReadingPurpose
from portal.users.decorators import AuthenticatedRequest
from portal.users.models import User
from programmes.access import may_administer
from programmes.admin.actions import ask_reason
from programmes.admin.base import ScopedInline
from programmes.admin.filters import ScopedRelatedFilter
from programmes.constants import EnrolmentStatus
from programmes.models import Enrolment

MOST_LISTED = 200
"""People that one page lists: as many as one still looks through."""


class AdmissionInline(ScopedInline):
    """Without a line, nobody registers."""

    model = Admission
    verbose_name_plural = _("Registration")
    fields = ("attendance", "capacity", "opens_at", "closes_at", "seats_taken")
    readonly_fields = ("seats_taken",)
    max_num = 2


@admin.register(Registration)
class RegistrationAdmin(ChangeSteps):
    """People register themselves, or are asked and entered from their event's page."""

    list_display = ("person", "event", "state_label", "attendance", "seats_shown", "fee_shown", "created_at")
    list_filter = (
        "state",
        "attendance",
        FeeFilter,
        ChangeFilter,
        ("event", ScopedRelatedFilter),
        ("created_at", PeriodFilter),
    )
    list_select_related = ("person", "event")
    search_fields = ("person__words", "event__words")
    purpose_of_reading = ReadingPurpose.PARTICIPANTS
    workflow = REGISTRATION
    actions = ("accept_change", "decline_change", "cancel", "prefer", "fee_paid", "fee_waived", "fee_claimed")
    fields = readonly_fields = (
        "person",
        "address",
        "event",
        "state",
        "attendance",
        "companions",
        "companion_ages",
        "change_shown",
        "needs",
        "answers",
        "waiting_since",
        "held_until",
        "preferred_because",
        "fee_shown",
        "fee_paid_shown",
        "fee_note",
        "fee_noted_by",
        "fee_noted_at",
        "registered_by",
        "created_at",
    )

    def get_fields(self, request: HttpRequest, obj: Registration | None = None) -> Any:
        """What somebody needs, only those read who run the event."""
        runs_it = obj is not None and may_administer(request.user, "change", obj)
        return [each for each in self.fields if each != "needs" or runs_it]

    @display(description=_("State"), ordering="state", label=label_kinds(REGISTRATION))
    def state_label(self, row: Registration) -> tuple[str, str]:
        return row.state, row.get_state_display()

    @display(description=_("Places"), ordering="companions")
    def seats_shown(self, row: Registration) -> int:
        return row.seats

    @display(description=_("Answers"))
    def answers(self, row: Registration) -> SafeString | str:
        """Without sensitive ones, which stand with the questionnaire, for those who may read them."""
        lines = [f"{question}: {answer}" for question, answer, *_more in answers_given(row)]
        return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines)) or "–"

    @display(description=_("E-mail address"))
    def address(self, row: Registration) -> str:
        return row.person.email or row.person.contact_email or "–"

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user, "change", Registration)

    def has_prefer_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user, "publish", Event)

    @admin.action(description=_("Cancel the chosen registrations"), permissions=["cancel"])
    def cancel(self, request: HttpRequest, queryset: RegistrationQuerySet) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            self.rows_for(request, "change", queryset.select_related("person", "event")),
            action="cancel",
            title=_("Cancel registrations"),
            hint=_("Whoever was registered reads it. The place goes to the next person at once."),
            service=lambda row, reason: cancel_registration(registration=row, reason=reason, by=request.user),
            done=ngettext_lazy(
                "%(number)d registration is cancelled. Whoever a message reaches is told.",
                "%(number)d registrations are cancelled. Whoever a message reaches is told.",
                "number",
            ),
            is_needed=False,
        )

    @admin.action(description=_("Put the chosen people first in line, with a reason"), permissions=["prefer"])
    def prefer(self, request: HttpRequest, queryset: RegistrationQuerySet) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            self.rows_for(request, "change", queryset.select_related("person", "event")),
            action="prefer",
            title=_("Put people first in line"),
            hint=REGISTRATION.step("prefer").hint,
            service=lambda row, reason: prefer(registration=row, reason=reason, by=request.user),
            done=ngettext_lazy(
                "%(number)d person comes first now.", "%(number)d people come first now.", "number"
            ),
        )


# --- Whom staff asks, or enters ------------------------------------------------------------------------------------


def people_of_event(request: AuthenticatedRequest, model_admin: Any, object_id: int) -> HttpResponse:
    """Participants of the event's programme who are not in its list: ticked, they are invited or registered."""
    event = model_admin.get_object(request, str(object_id))
    if event is None:
        raise Http404
    if not may_administer(request.user, "change", event):
        raise PermissionDenied
    found = _people(request, event)
    ways = [(row.attendance, str(row.get_attendance_display())) for row in event.admissions.all()]
    form = PeopleForm(typed(request), people=found, ways=ways)
    if request.method == "POST" and form.is_valid():
        chosen = [person for person in found if person.pk in form.cleaned_data["row"]]
        with domain_errors_as_messages(request):
            _carry_out(request, event, chosen, form.cleaned_data)
        return redirect(request.get_full_path())
    return TemplateResponse(
        request,
        "events/admin/people.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": _("Invite or register people"),
            "opts": model_admin.opts,
            "event": event,
            "form": form,
            "people": found[:MOST_LISTED],
            "is_cut": len(found) > MOST_LISTED,
            "query": asked(request, "q"),
            "search": NameForm(initial={"q": asked(request, "q")}),
            "has_places": ways and event.state == EventState.PUBLISHED,
            "event_address": reverse("admin:events_event_change", args=[event.pk]),
            "advice": advice_on(request, event),
        },
        status=400 if request.method == "POST" else 200,
    )


def _people(request: HttpRequest, event: Event) -> list[User]:
    """Found by name or address, where something is asked for; in the order of names."""
    rows = Enrolment.objects.administered_by(request.user).in_use().filter(status=EnrolmentStatus.ACTIVE)
    rows = rows.filter(Q(programme=event.programme_id) | Q(programme__parent=event.programme_id))
    there = Registration.objects.administered_by(request.user).filter(event=event).expecting()
    people = User.objects.filter(pk__in=rows.order_by().values("person")).exclude(
        pk__in=there.order_by().values("person")
    )
    if words := asked(request, "q"):
        people = with_words(people, ["words"], words)
    return list(people.order_by(Alphabetical(), "pk")[: MOST_LISTED + 1])


def _carry_out(
    request: AuthenticatedRequest, event: Event, chosen: list[User], said: Mapping[str, Any]
) -> None:
    if said["act"] == "invite":
        number = len(invite_to_event(event=event, people=chosen, by=request.user))
        done = ngettext_lazy(
            "%(number)d person is invited. Whoever no message would reach is left out.",
            "%(number)d people are invited. Whoever no message would reach is left out.",
            "number",
        )
    else:
        number = _enter(event, chosen, said.get("attendance", ""), request.user)
        done = ngettext_lazy(
            "%(number)d person is entered. Whoever found no place is on the waiting list.",
            "%(number)d people are entered. Whoever found no place is on the waiting list.",
            "number",
        )
    messages.success(request, worded(lambda: done % {"number": number}))


@transaction.atomic
def _enter(event: Event, chosen: list[User], attendance: str, by: User) -> int:
    """How many were entered; who is in the list by now stays as they are."""
    way = attendance or next(iter(event.admissions.values_list("attendance", flat=True)), "")
    entered = 0
    for person in chosen:
        try:
            register(event=event, person=person, attendance=way, by=by)
            entered += 1
        except AlreadyRegistered:
            continue
    return entered
