"""Who has registered for the events: places taken on some days, and on one of each programme a waiting list."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from events.constants import AttendanceMode, RegistrationState
from events.models import Admission, Event, Registration
from events.services.admissions import settle_event
from events.services.fees import note_fee_paid, waive_fee
from portal.demo.facts import PROGRAMMES
from portal.demo.people import newcomer
from portal.demo.world import World
from portal.users.models import User
from portal.users.services import enter_guest, prove_contact_address
from programmes.constants import EnrolmentStatus
from programmes.models import Enrolment, Programme
from programmes.services.responses import keep_response

MOST = 12
ROOM = 30
TOO_FEW = 2
"""So many people wait where everything is taken."""
FEW = 6
"""Where fewer people of the programme come, guests without an account do."""
FIRST_GUEST = 200
"""The first of the people whose names are theirs."""
ONLINE_IN = 3
"""One in so many takes part online where people can do either."""
ANSWERS: tuple[Mapping[str, Any], ...] = (
    {"childcare": True, "children": "4, 7", "access": ["4"], "source": "1"},
    {"childcare": False, "access": ["1", "3"], "source": "2"},
    {"childcare": False, "source": "3"},
)
"""What people say by turns where an event asks something."""


def add_registrations(world: World) -> None:
    for place, facts in enumerate(PROGRAMMES):
        guests = _guests(world.programmes[facts.slug], FIRST_GUEST + place * FEW)
        events = list(Event.objects.filter(programme=world.programmes[facts.slug]).order_by("starts_at"))
        coming = [event for event in events if not event.has_begun]
        for number, event in enumerate(events):
            people = _people(event)[number % 3 :: 2][:MOST]
            _register(event, [*people, *guests[: FEW - len(people)]], is_full=event in coming[:1])


def _guests(programme: Programme, first: int) -> list[User]:
    language = "sl" if programme.country == "SI" else "de"
    guests = []
    for number in range(FEW):
        name = newcomer(first + number).name
        email = f"guest{number + 1}.{programme.slug}@example.org"
        guests.append(enter_guest(name=name, contact_email=email, language=language))
        prove_contact_address(user=guests[-1])
    return guests


def _people(event: Event) -> list[User]:
    """Who took part in the programme, or a part of it, before the event."""
    rows = Enrolment.objects.filter(
        Q(programme=event.programme) | Q(programme__parent=event.programme),
        status=EnrolmentStatus.ACTIVE,
        entered_on__lt=event.starts_at.date(),
        person__is_active=True,
        person__email__isnull=False,
    )
    return [row.person for row in rows.select_related("person").order_by("pk")]


def _register(event: Event, people: list[User], *, is_full: bool) -> None:
    places = max(len(people) - TOO_FEW, 1) if is_full else ROOM
    asked_at = min(event.starts_at, timezone.now())
    ways = [way for way, is_open in _ways(event) if is_open]
    for place, person in enumerate(people):
        moment = asked_at - timedelta(hours=len(people) - place)
        is_in = place < places
        row = Registration.objects.create(
            event=event,
            person=person,
            attendance=ways[-1] if place % ONLINE_IN == 0 else ways[0],
            state=RegistrationState.REGISTERED if is_in else RegistrationState.WAITING,
            waiting_since=None if is_in else moment,
        )
        Registration.objects.filter(pk=row.pk).update(created_at=moment)
        if event.questionnaire and place % 4:
            _answer(row, ANSWERS[place % len(ANSWERS)])
        if is_in and event.is_over and event.fee:
            _note_fee(row, place)
    for way in ways:
        Admission.objects.create(event=event, attendance=way, capacity=places)
    settle_event(event_id=event.pk)


def _ways(event: Event) -> Iterator[tuple[str, bool]]:
    yield AttendanceMode.ON_SITE, bool(event.whereabouts)
    yield AttendanceMode.ONLINE, bool(event.link)


def _answer(row: Registration, answers: Mapping[str, Any]) -> None:
    assert row.event.questionnaire is not None  # noqa: S101  whoever calls has looked
    keep_response(
        questionnaire=row.event.questionnaire,
        about=row,
        respondent=row.person,
        answers=answers,
        by=row.person,
    )


def _note_fee(row: Registration, place: int) -> None:
    """After the event all have paid, but for one of a few: who has helped with it."""
    coordinator = row.event.programme.memberships.coordinating().select_related("user")[0].user
    if place % 5:
        note_fee_paid(registration=row, by=coordinator)
    else:
        waive_fee(registration=row, reason="Hat beim Aufbau geholfen.", by=coordinator)
