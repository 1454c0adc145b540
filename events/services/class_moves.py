"""What whatever moves a class does alike: its row, its places, who is told, and what follows when its event moves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from events.constants import ClassState, ConsentState, EventState
from events.models import ClassBooking, Event
from events.notices.classes import ClassBooked, ClassMoved, OfClass, Side, about_class
from events.queries.classes import teachers_of
from events.services.locks import lock_event
from events.services.seats import settle
from events.workflows.classes import CLASS_BOOKING
from portal.core.errors import WrongState
from portal.core.personal_data import holdings
from portal.core.text import clean_text
from portal.core.workflow import Actor
from portal.notifications.services.notifications import notify_all
from portal.privacy.services.erasing import delete_rows
from portal.users.models import User


def lock_class(key: int) -> ClassBooking:
    """The row, and its event's locked before it: always in this order. Raises WrongState for one that is gone."""
    event_key = ClassBooking.objects.filter(pk=key).values_list("event_id", flat=True).first()
    event = lock_event(event_key) if event_key is not None else None
    rows = ClassBooking.objects.select_for_update(of=("self",)).select_related("teacher", "school")
    row = rows.filter(pk=key, event=event).first()
    if row is None or event is None:
        raise WrongState
    row.event = event
    return row


def move_class(booking: ClassBooking, step: str, note: str) -> None:
    booking.state = ClassState(CLASS_BOOKING.check(step, booking.state).target)
    booking.note = clean_text(note)
    booking.save()


def let_go(booking: ClassBooking) -> None:
    """The class does not come: others may have its places, and what was needed for it is deleted."""
    delete_rows(holdings["events.classconsent"], booking.consents.all())
    booking.needs, booking.supervisor_phone = None, ""
    booking.save()
    settle(booking.event)


# --- Along with the event ------------------------------------------------------------------------------------------


def move_classes(event: Event) -> None:
    """Of an event that begins at another time, the day is confirmed anew; the event is locked by whoever calls.

    What guardians have agreed to is a visit on one day: on another one they are asked again.
    """
    for booking in _coming(event):
        if booking.event_starts_at == event.starts_at:
            continue
        is_other_day = _day(event, booking.event_starts_at) != _day(event, event.starts_at)
        booking.event_starts_at = event.starts_at
        move_class(booking, "ask_again", "")
        if is_other_day:
            _ask_guardians_again(booking)
        _tell(booking, ClassMoved, None, is_asked_again=True, is_other_day=is_other_day)


def hand_classes_on(event: Event) -> None:
    """Of an event with another host, the new one is asked to confirm the day; the event is locked by whoever calls.

    Guardians have read whom their child visits, so they are asked again, too.
    Where it is cancelled for now, both sides read of it once it takes place after all.
    """
    for booking in _coming(event):
        move_class(booking, "ask_again", "")
        _ask_guardians_again(booking)
        if event.state == EventState.PUBLISHED:
            _tell_school(booking, ClassMoved, None, is_asked_again=True, is_other_host=True)
            tell_host(booking, ClassBooked, None)


def tell_of_classes(event: Event, notice: type[OfClass], **said: Any) -> None:
    """The same to the school and to the host of each class that comes. The moment is the event's: told once."""
    for booking in _coming(event):
        _tell(booking, notice, None, **said)


def _ask_guardians_again(booking: ClassBooking) -> None:
    for consent in booking.consents.exclude(state=ConsentState.ASKED):
        consent.state, consent.answered_at = ConsentState.ASKED, None
        consent.forget_answer()
        consent.save()


def _coming(event: Event) -> Iterable[ClassBooking]:
    rows = event.class_bookings.coming().select_for_update(of=("self",)).select_related("teacher", "school")
    for booking in rows.order_by("pk"):
        booking.event = event
        yield booking


def _day(event: Event, moment: datetime) -> date:
    return timezone.localtime(moment, event.programme.zone).date()


# --- Who is told ---------------------------------------------------------------------------------------------------


def tell_others(booking: ClassBooking, side: Actor, notice: type[OfClass], by: User) -> None:
    """The other side; both, where somebody of the programme has acted."""
    if side != Actor.PERSON:
        _tell_school(booking, notice, by)
    if side != Actor.ORGANISATION:
        tell_host(booking, notice, by)


def _tell(booking: ClassBooking, notice: type[OfClass], by: User | None, **said: Any) -> None:
    _tell_school(booking, notice, by, **said)
    tell_host(booking, notice, by, **said)


def _tell_school(booking: ClassBooking, notice: type[OfClass], by: User | None, **said: Any) -> None:
    notify_all(teachers_of(booking), notice(**about_class(booking, Side.SCHOOL), **said), exclude=by)


def tell_host(booking: ClassBooking, notice: type[OfClass], by: User | None, **said: Any) -> None:
    """Whoever speaks for the host; where nobody does, the programme's coordinators."""
    host = booking.event.host
    people = User.objects.recruiting_for(host) if host else User.objects.none()
    side = Side.HOST
    if not people.exists():
        people, side = User.objects.coordinating(booking.event.programme), Side.STAFF
    notify_all(people, notice(**about_class(booking, side), **said), exclude=by)
