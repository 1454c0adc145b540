"""Saying beforehand that one does not come on one date of a course, and keeps the place at the others."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events.constants import NotedBy, Presence
from events.models import Attendance, Registration, Session
from events.services.presence import (
    check_takes_place,
    row_of,
    session_of,
    write_presence,
)
from events.services.taking import own_row
from portal.core.errors import DomainError, WrongState
from portal.users.models import User


class DateHasBegun(DomainError):
    message = _("This date has begun. Tell the people who run it instead.")


@transaction.atomic
def excuse_from_date(*, session: Session, registration: Registration, by: User) -> Attendance:
    """They do not come on this date, and those who run the event see it.

    Raises NotAllowed, WrongState (of an event with one date, whose place is given back instead), HasNoPlace and
    DateHasBegun.
    """
    session, row = _ahead(session, registration, by)
    attendance = row_of(session, row)
    if attendance.presence != Presence.EXPECTED:
        raise WrongState
    write_presence(attendance, Presence.EXCUSED, NotedBy.PERSON, by)
    return attendance


@transaction.atomic
def come_after_all(*, session: Session, registration: Registration, by: User) -> None:
    """They come on this date after all. Raises NotAllowed, WrongState and DateHasBegun."""
    session, row = _ahead(session, registration, by)
    said = row.attendances.filter(session=session, presence=Presence.EXCUSED, how=NotedBy.PERSON)
    if not said.delete()[0]:
        raise WrongState


def _ahead(session: Session, registration: Registration, by: User) -> tuple[Session, Registration]:
    row = own_row(registration, by)
    session = session_of(row.event, session.pk)
    check_takes_place(session)
    if session.has_begun:
        raise DateHasBegun
    if not row.event.has_many_sessions:
        raise WrongState
    return session, row
