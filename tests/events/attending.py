"""Dates that are under way or over, and who is registered for them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from events.models import Attendance, Event, Registration, Session
from events.services.attendance import note_presence
from events.services.registrations import register
from portal.users.models import User
from tests.factories import make_event, make_user


def beginning(minutes_ago: int) -> datetime:
    return timezone.now().replace(microsecond=0) - timedelta(minutes=minutes_ago)


def event_with(
    programme: Any, *people: str, begun: int = 5, lasts: int = 60, **fields: Any
) -> tuple[Event, list[Registration]]:
    """An event that began so many minutes ago, for which these people registered before."""
    fields.setdefault("places", None)
    event = make_event(programme, starts_at=beginning(-600), ends_at=beginning(-700), **fields)
    rows = [comes(event, name) for name in people]
    return moved(event, begun, lasts), rows


def comes(event: Event, name: str) -> Registration:
    person = make_user(name)
    return register(event=event, person=person, attendance="on_site", by=person)


def moved(event: Event, begun: int, lasts: int = 60) -> Event:
    """As time goes on: it began so many minutes ago."""
    start = beginning(begun)
    Event.objects.filter(pk=event.pk).update(starts_at=start, ends_at=start + timedelta(minutes=lasts))
    event.refresh_from_db()
    return event


def add_session(event: Event, *, begun: int, lasts: int = 60) -> Session:
    start = beginning(begun)
    return Session.objects.create(event=event, starts_at=start, ends_at=start + timedelta(minutes=lasts))


def presences(session: Session) -> dict[str, str]:
    rows = Attendance.objects.filter(session=session).select_related("registration__person")
    return {row.registration.person.name: row.presence for row in rows}


def was_there(sessions: Sequence[Session], row: Registration, by: User) -> None:
    for session in sessions:
        note_presence(session=session, registration=row, presence="present", by=by)
