"""What events add to shared pages: sections with the next events, and what waits for coordinators."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Func, OuterRef, Q, QuerySet, Subquery, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.constants import EventState, ReservationState
from events.models import Equipment, Event, Reservation, Room
from events.presentation.registrations import own_card
from events.queries.events import next_end
from events.querysets.events import public_event
from events.services.states import publish_event
from events.workflows.registrations import REGISTRATION
from portal.core.workflow import Actor
from portal.notifications.extensions import destinations
from portal.users.models import User
from programmes.access import access_of
from programmes.constants import EnrolmentStatus
from programmes.extensions import (
    Act,
    ActionCount,
    NextStep,
    Section,
    action_counts,
    bulk_acts,
    ends_on_programme_pages,
    next_steps,
    organisation_sections,
    programme_sections,
    sections,
    shown_on_programme_pages,
)
from programmes.models import Organisation, Programme
from programmes.querysets.programmes import ProgrammeQuerySet
from programmes.roles import Role
from programmes.scoping import CompiledForReader, whoever_reaches

SHOWN = 3

destinations.add("admin:events_event_change", whoever_reaches(Event.objects.administered_by))
destinations.add("admin:events_reservation_change", whoever_reaches(Reservation.objects.administered_by))


def _reservations_in_hand(reader: User) -> QuerySet[Reservation]:
    return Reservation.objects.visible_to(reader, "answer")


destinations.add("events:reservation_detail", whoever_reaches(_reservations_in_hand))
shown_on_programme_pages.add("events", Event)
shown_on_programme_pages.add("events.rooms", Room)
ends_on_programme_pages.add("events", next_end)


@programme_sections.register("events.upcoming")
def events_of_programme(programme: Programme, user: User | AnonymousUser) -> Section | None:
    """What comes next in a programme and its subprogrammes."""
    return _section(_OF_PROGRAMME(user, programme=programme.pk), _("Coming events"), programme.slug)


def _of_programme(reader: User, programme: int) -> QuerySet[Event]:
    rows = Event.objects.visible_to(reader).public().upcoming().of_programme(programme)
    return rows.for_cards()[:SHOWN]


_OF_PROGRAMME = CompiledForReader(_of_programme)


def next_events(reader: User | AnonymousUser) -> Section | None:
    """What comes next in all programmes, for the first page."""
    return _section(_NEXT(reader), _("Coming events"), "")


_NEXT = CompiledForReader(
    lambda reader: Event.objects.visible_to(reader).public().upcoming().for_cards()[:SHOWN]
)


@sections.register("events.coming")
def coming(user: User) -> Section | None:
    """What comes next in the programmes the person takes part in, and what they are registered for or invited to.

    Where an answer is waited for, it stands first: a place that is held does not wait.
    """
    return _section(_COMING(user), _("What is coming"), "")


def _coming(reader: User) -> QuerySet[Event]:
    mine = {"enrolments__person": reader.pk, "enrolments__status": EnrolmentStatus.ACTIVE}
    programmes = Programme.objects.visible_to(reader).filter(**mine)
    in_mine = public_event() & Q(programme__in=programmes.values("pk"))
    rows = Event.objects.visible_to(reader).with_registration_of(reader.pk).upcoming()
    rows = rows.filter(in_mine | Q(own_registration__isnull=False))
    is_asked = Case(When(own_state__in=REGISTRATION.states_where(waits_for=Actor.PERSON), then=0), default=1)
    return rows.order_by(is_asked, "starts_at", "pk").for_cards()[:SHOWN]


_COMING = CompiledForReader(_coming)


bulk_acts.add(
    "publish-events",
    Act(
        title=gettext_lazy("Publish the events that wait"),
        button=gettext_lazy("Publish those that are ticked"),
        explanation=gettext_lazy(
            "Everybody sees them then, and whoever submitted them is told. Read one you don’t know first."
        ),
        last=gettext_lazy("Last published together on %(date)s"),
        model=Event,
        action="publish",
        waiting=lambda rows: rows.waiting(),
        carry_out=lambda row, by: publish_event(event=row, by=by),
        shown_with=("programme",),
    ),
)


@action_counts.register("events.waiting")
def events_to_review(user: User, programmes: ProgrammeQuerySet) -> Iterator[ActionCount]:
    if not access_of(user).reaches("publish", Event):
        return
    yield ActionCount(
        label=_("Events to review"),
        waiting=Event.objects.administered_in(programmes, user, "publish").waiting(),
        url=f"{reverse('admin:events_event_changelist')}?state__exact={EventState.SUBMITTED}",
        hint=_("Nobody sees them before you publish them."),
        act="publish-events",
    )


# --- What organisations lend ---------------------------------------------------------------------------------------


@next_steps.register("events.equipment")
def reservations_to_answer(user: User) -> Iterator[NextStep]:
    """For those who keep an organisation's equipment: who waits for their answer.

    Managers are told by mail and find them with the devices: their own page asks enough.
    """
    if not access_of(user).organisations.get(Role.EQUIPMENT):
        return
    waiting = _WAITING(user)
    if waiting:
        number = len(waiting)
        yield NextStep(
            title=ngettext(
                "%(number)d event asks for your equipment",
                "%(number)d events ask for your equipment",
                number,
            )
            % {"number": number},
            hint=_("Confirm or decline, so that they can plan."),
            url=reverse("events:equipment_list"),
            action=_("Answer"),
            urgency=20,
            role=Role.CONTACT,
        )


def _waiting(reader: User) -> QuerySet[Reservation, int]:
    theirs = access_of(reader).organisation_ids("answer", Reservation)
    rows = Reservation.objects.visible_to(reader).waiting().filter(equipment__organisation__in=theirs)
    return rows.order_by().values_list("pk", flat=True)


_WAITING = CompiledForReader(_waiting)


@organisation_sections.register("events.equipment")
def equipment_of(organisation: Organisation, user: User) -> Section | None:
    """For managers and keepers of equipment the way to the devices; for keepers, what is asked for and out."""
    if not access_of(user).speaks_for("change", Equipment, organisation.pk):
        return None
    keeps = organisation.pk in access_of(user).organisations.get(Role.EQUIPMENT, ())
    numbers = _LENT(user, organisation=organisation.pk)[0] if keeps else {}
    return Section(
        "events/equipment_section.html",
        {"organisation": organisation, "keeps": keeps, **numbers},
        position=20,
    )


def _lent(reader: User, organisation: int) -> QuerySet[Organisation, Any]:
    """How many devices there are, are asked for, and are out: in one question."""
    mine = Organisation.objects.visible_to(reader).filter(pk=organisation)
    theirs = Reservation.objects.visible_to(reader).filter(equipment__organisation=OuterRef("pk"))
    return mine.order_by().values(
        devices=_number(Equipment.objects.visible_to(reader).filter(organisation=OuterRef("pk"))),
        waiting=_number(theirs.waiting()),
        out=_number(theirs.filter(state=ReservationState.HANDED_OVER)),
    )


def _number(rows: QuerySet[Any]) -> Subquery:
    return Subquery(rows.order_by().annotate(number=Func("pk", function="COUNT")).values("number"))


_LENT = CompiledForReader(_lent)


def _section(events: list[Event], title: str, slug: str) -> Section | None:
    if not events:
        return None
    address = reverse("events:list") + (f"?programme={slug}" if slug else "")
    context = {"title": title, "cards": [own_card(event) for event in events], "all_url": address}
    return Section("events/section_events.html", context, position=30)
