"""Who has registered for the events: places taken on some days, and on one of each programme a waiting list."""

from datetime import timedelta

from django.utils import timezone

from events.constants import RegistrationState
from events.models import Admission, Event, Registration
from events.services.fees import note_fee_paid, waive_fee
from portal.demo.facts import PROGRAMMES
from portal.demo.world import World
from programmes.constants import EnrolmentStatus
from programmes.models import Enrolment

MOST = 12
ROOM = 30
TOO_FEW = 2
"""So many people wait where everything is taken."""


def add_registrations(world: World) -> None:
    for facts in PROGRAMMES:
        events = list(Event.objects.filter(programme=world.programmes[facts.slug]).order_by("starts_at"))
        coming = [event for event in events if not event.is_over]
        for number, event in enumerate(events):
            _register(event, number, is_full=event in coming[:1])


def _register(event: Event, number: int, *, is_full: bool) -> None:
    people = Enrolment.objects.filter(
        programme=event.programme,
        status=EnrolmentStatus.ACTIVE,
        entered_on__lt=event.starts_at.date(),
        person__is_active=True,
        person__email__isnull=False,
    ).order_by("pk")
    chosen = list(people.select_related("person")[number % 3 :: 2][:MOST])
    places = max(len(chosen) - TOO_FEW, 1) if is_full else ROOM
    asked_at = min(event.starts_at, timezone.now())
    for place, enrolment in enumerate(chosen):
        moment = asked_at - timedelta(hours=len(chosen) - place)
        is_in = place < places
        row = Registration.objects.create(
            event=event,
            person=enrolment.person,
            state=RegistrationState.REGISTERED if is_in else RegistrationState.WAITING,
            waiting_since=None if is_in else moment,
        )
        Registration.objects.filter(pk=row.pk).update(created_at=moment)
        if is_in and event.is_over and event.fee:
            _note_fee(row, place)
    Admission.objects.create(event=event, capacity=places, seats_taken=min(len(chosen), places))


def _note_fee(row: Registration, place: int) -> None:
    """After the event all have paid, but for one of a few: who has helped with it."""
    coordinator = row.event.programme.memberships.coordinating().select_related("user")[0].user
    if place % 5:
        note_fee_paid(registration=row, by=coordinator)
    else:
        waive_fee(registration=row, reason="Hat beim Aufbau geholfen.", by=coordinator)
