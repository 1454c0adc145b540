"""Writing down who belongs to a date and who was there, and what follows for hours: parts of what services do."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from events.constants import (
    CHECK_IN_HOURS_BEFORE,
    HELD,
    NotedBy,
    Presence,
    RegistrationState,
    SessionState,
)
from events.models import Attendance, Event, Registration, Session
from events.queries.attendance import HOURS_SOURCE
from events.services.locks import lock_event
from events.services.refusals import HasNoPlace, TooEarly
from portal.core.errors import NotAllowed, WrongState
from portal.users.models import User
from programmes.access import access_of
from programmes.models import Funding
from programmes.services.hours import keep_hours


def write_lists(event: Event) -> None:
    """Write down who belongs to the dates that have begun: everybody who has a place now. The event is locked.

    Whatever gives or takes a place calls this before, so that it holds for the moment at which the date began.
    """
    for session in event.sessions.to_list():
        Attendance.objects.bulk_create(
            (Attendance(session=session, registration=row) for row in event.registrations.coming()),
            ignore_conflicts=True,
        )
        session.listed_at = timezone.now()
        session.save(update_fields=["listed_at", "updated_at"])


def follow_times(event: Event) -> None:
    """Bring lists and hours in line with the event's dates as they are now. The event is locked.

    A date that is still to come begins anew, and who belongs to it is written down then; what is noted stays.
    """
    for session in event.sessions.filter(listed_at__isnull=False, starts_at__gt=timezone.now()):
        session.attendances.filter(presence=Presence.EXPECTED).delete()
        session.listed_at = None
        session.save(update_fields=["listed_at", "updated_at"])
    count_hours(event)


def lock_session(session: Session, by: User) -> Session:
    """The date as it is now, its event locked, for somebody who may note who was there, once that can be noted.

    Raises NotAllowed, WrongState and TooEarly.
    """
    event = lock_event(session.event_id)
    if not access_of(by).reaches("change", Attendance, event.programme):
        raise NotAllowed
    write_lists(event)
    session = session_of(event, session.pk)
    check_takes_place(session)
    if session.starts_at > timezone.now() + timedelta(hours=CHECK_IN_HOURS_BEFORE):
        raise TooEarly
    return session


def session_of(event: Event, pk: int) -> Session:
    """The event's date, locked. Raises WrongState for one that is gone."""
    found = Session.objects.select_for_update().filter(pk=pk, event=event).first()
    if found is None:
        raise WrongState
    found.event = event
    return found


def check_takes_place(session: Session) -> None:
    """Raises WrongState for a date that does not take place, or whose event does not, or is not shown.

    A date that had begun when its event was cancelled took place: who was there can still be noted.
    """
    is_held = session.event.state in HELD or session.listed_at is not None
    if session.state != SessionState.STANDING or not is_held:
        raise WrongState


def forget_excuses(**of: object) -> None:
    """Of dates that are still to come: who leaves the event, or whose date is moved, is not excused from them."""
    Attendance.objects.filter(presence=Presence.EXCUSED, session__starts_at__gt=timezone.now(), **of).delete()


def row_of(session: Session, registration: Registration) -> Attendance:
    """The person's row at the date; a new one for whoever has a place. Raises HasNoPlace."""
    row = Attendance.objects.filter(session=session, registration=registration).first()
    if row is None and registration.state != RegistrationState.REGISTERED:
        raise HasNoPlace
    row = row or Attendance(session=session, registration=registration)
    row.session, row.registration = session, registration
    return row


def write_presence(
    row: Attendance,
    presence: str,
    how: str,
    by: User,
    came_at: datetime | None = None,
    left_at: datetime | None = None,
) -> None:
    """Keep it, in a row of the history, and what it means for hours."""
    is_there = presence == Presence.PRESENT
    row.presence, row.noted_by = presence, by
    row.how = how if presence != Presence.EXPECTED else ""
    row.came_at, row.left_at = (came_at, left_at) if is_there else (None, None)
    row.save()
    count_hours(row.session.event, [row.pk])


def write_online(row: Attendance, by: User) -> None:
    """They typed the code that is shown in the meeting; who was noted already stays as they are."""
    if row.presence != Presence.PRESENT:
        write_presence(row, Presence.PRESENT, NotedBy.ONLINE, by, came_at=timezone.now())


def count_hours(event: Event, keys: list[int] | None = None) -> None:
    """Bring the ledger in line with these attendances of the event, or with all of them. The event is locked.

    Where nobody has said for which funding it counts, it is the programme's only one, from now on.
    """
    if event.funding_id is None and (only := Funding.objects.only_of(event.programme).first()):
        event.funding, keys = only, None  # and so do those that were noted while there was none
        event.save(update_fields=["funding", "updated_at"])
    if keys is None:
        keys = list(
            Attendance.objects.filter(session__event=event).order_by("pk").values_list("pk", flat=True)
        )
    if keys:
        keep_hours(source=HOURS_SOURCE, keys=keys)
