"""Places: who has one, who waits, and what happens when one comes free.

Whatever gives or takes a place runs in a transaction that has locked the event's row first, so that of many who want
the last place exactly one gets it, and `Admission.seats_taken` is what the registrations say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from events.constants import HOLD_HOURS, AttendanceMode, EventState, RegistrationState
from events.models import Admission, Event, Registration
from events.notices.registrations import OfferLapsed, OfRegistration, PlaceOffered, about_registration
from events.querysets.registrations import SEATS, RegistrationQuerySet
from events.services.locks import lock_event
from events.services.meeting_plans import follow_day
from portal.core.errors import WrongState
from portal.notifications.services.notifications import notify, notify_each
from portal.users.models import User


def lock_registration(pk: int) -> Registration:
    """The row, and its event's locked before it: always in this order, so that nobody waits in a circle.

    Raises WrongState for one that is gone.
    """
    key = Registration.objects.filter(pk=pk).values_list("event_id", flat=True).first()
    event = lock_event(key) if key is not None else None
    rows = Registration.objects.select_for_update(of=("self",)).select_related("person")
    row = rows.filter(pk=pk, event=event).first()
    if row is None or event is None:  # joined with another one, or deleted
        raise WrongState
    row.event = event
    return row


def places_taken(event: Event) -> dict[str, int]:
    """How many places are taken or held, by way of taking part: by registrations, and by classes, who are on site."""
    held = event.registrations.holding().order_by().values_list("attendance")
    taken = dict(held.annotate(places=Sum(SEATS)))
    pupils = event.class_bookings.coming().aggregate(places=Sum("pupils"))["places"] or 0
    return taken | {AttendanceMode.ON_SITE.value: taken.get(AttendanceMode.ON_SITE, 0) + pupils}


def recount(event: Event) -> None:
    """Write down how many places are taken, as registrations and classes say."""
    taken = places_taken(event)
    for row in event.admissions.all():
        if row.seats_taken != taken.get(row.attendance, 0):
            row.seats_taken = taken.get(row.attendance, 0)
            row.save(update_fields=["seats_taken", "updated_at"])


def settle(event: Event) -> None:
    """Let offers lapse whose time is up, count, and offer what is free to whoever is next. The event is locked.

    Of an event that does not take place for now nobody is asked, and nothing lapses.
    """
    if event.state in (EventState.PUBLISHED, EventState.DONE):
        _lapse(event)
    recount(event)
    if event.state == EventState.PUBLISHED and event.offers_places:
        _hold_no_longer(event)
        for admission in event.admissions.all():
            _offer(event, admission)
    recount(event)
    follow_day(event=event)


def release_offers(event: Event) -> None:
    """Nobody is to answer while the event does not take place: they are back in the line, where they were."""
    event.registrations.filter(state=RegistrationState.OFFERED).update(
        state=RegistrationState.WAITING, held_until=None, held_seats=0, updated_at=timezone.now()
    )
    recount(event)


def _lapse(event: Event) -> None:
    for row in _locked(event, event.registrations.lapsing().order_by("pk")):
        row.state, row.held_until, row.held_seats = RegistrationState.LAPSED, None, 0
        row.forget_needs()
        row.save()
        notify(row.person, OfferLapsed(**about_registration(row)))


def _hold_no_longer(event: Event) -> None:
    """An event that was moved nearer begins before some holds end: these end with its beginning, and that is said."""
    for row in _locked(event, event.registrations.filter(held_until__gt=event.offered_until).order_by("pk")):
        _hold(event, row, row.held_seats)


def _offer(event: Event, admission: Admission) -> None:
    """Offer free places in the order of the line.

    Nobody who can't be told is asked. Whoever takes fewer places is offered what is left; a party that comes together
    or not at all is left out while that is too little for it, and stays where it is in the line.
    """
    left = admission.seats_left
    waiting = event.registrations.in_line().filter(
        attendance=admission.attendance, person__in=User.objects.reachable()
    )
    for row in _locked(event, waiting):
        if left == 0:
            return
        fits = left is None or row.seats <= left
        if fits or row.takes_fewer:
            seats = row.seats if fits else left
            _hold(event, row, seats or row.seats)
            left = None if left is None else left - row.held_seats


def _hold(event: Event, row: Registration, seats: int) -> None:
    """For a day, though never past the beginning of the event, or of its last date, where people may join later."""
    row.state, row.held_seats = RegistrationState.OFFERED, seats
    row.held_until = min(timezone.now() + timedelta(hours=HOLD_HOURS), event.offered_until)
    row.save()
    notify(row.person, PlaceOffered(**about_registration(row), until=row.held_until.isoformat(), held=seats))


def tell_registered(event: Event, notice: type[OfRegistration], **said: Any) -> None:
    """The same to everybody who comes, waits, or is asked whether they come, about their own registration."""
    rows = event.registrations.expecting().in_use().select_related("person").order_by("pk")
    notify_each(
        (row.person, notice(**about_registration(row) | {"changed_at": event.updated_at.isoformat()}, **said))
        for row in _of(event, rows)
    )


def _locked(event: Event, rows: RegistrationQuerySet) -> Iterator[Registration]:
    """Rows that nobody moves to another person while they are written."""
    return _of(event, list(rows.select_for_update(of=("self",)).select_related("person")))


def _of(event: Event, rows: Iterable[Registration]) -> Iterator[Registration]:
    for row in rows:
        row.event = event
        yield row
