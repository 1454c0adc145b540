"""The dates of an event: added, moved, cancelled and taken back, each by itself.

The event's own times follow by triggers of the database. Each change is one of the event, too: its row is locked, and
calendars know the newer of two entries by it.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events.constants import EventState, SessionState
from events.models import Event, Session
from events.notices.classes import ClassMoved
from events.notices.sessions import SessionCalledOff, SessionMoved, SessionsAdded, about_session
from events.notices.trainers import LedEventCalledOff, LedEventMoved, times_of
from events.services.class_moves import move_classes, tell_of_classes
from events.services.locks import lock_event
from events.services.presence import follow_times, forget_excuses, write_lists
from events.services.reservations import follow_event
from events.services.seats import settle, tell_registered
from events.services.states import ReasonMissing
from events.services.trainers import tell_trainers
from events.workflows.events import EVENT
from events.workflows.sessions import SESSION
from portal.core.day_rules import ImplausibleDay, check_days
from portal.core.errors import DomainError, NotAllowed
from portal.users.models import User
from programmes.access import may_administer

MOVED_BY = ("starts_at", "ends_at", "room_id", "place", "link")
"""What whoever is registered is told of when it changes."""


class OnlySession(DomainError):
    message = _("No other date of this event takes place. Cancel the event instead.")


class SessionIsOver(DomainError):
    message = _("This date is over.")


class SessionIsExpected(DomainError):
    message = _("People are registered, or invited. Cancel this date, so that they are told.")


class SessionWasAttended(DomainError):
    message = _("It is noted who was there on this date, so it stays.")


@transaction.atomic
def add_sessions(*, event: Event, sessions: Sequence[Session], by: User) -> list[Session]:
    """Add dates to an event; whoever is registered is told of all of them at once.

    Raises NotAllowed and ImplausibleDay.
    """
    event = _locked(event.pk, by)
    for session in sessions:
        session.event = event
        check_days(session)
        session.save()
    _keep(event, by)
    coming = [session for session in sessions if not session.is_over]
    if coming and event.state == EventState.PUBLISHED:
        dates = [[session.starts_at.isoformat(), session.ends_at.isoformat()] for session in coming]
        tell_registered(event, SessionsAdded, dates=dates)
    return list(sessions)


@transaction.atomic
def change_session(*, session: Session, by: User) -> Session:
    """Keep what was written about one date; whoever is registered is told of another time or place of it.

    Raises NotAllowed, ImplausibleDay and, where it is cancelled, WrongState.
    """
    event = _locked(session.event_id, by)
    before = Session.objects.select_for_update().get(pk=session.pk, event=event)
    SESSION.check("move", before.state)
    check_days(session)
    session.event = event
    session.save()
    if (before.starts_at, before.ends_at) != (session.starts_at, session.ends_at):
        forget_excuses(session=session.pk)
    _keep(event, by)
    is_moved = any(getattr(before, name) != getattr(session, name) for name in MOVED_BY)
    if is_moved and event.state == EventState.PUBLISHED and not (before.is_over and session.is_over):
        was = {"was_starts_at": before.starts_at.isoformat(), "was_ends_at": before.ends_at.isoformat()}
        tell_registered(event, SessionMoved, **about_session(session), **was)
        tell_trainers(event=event, notice=lambda about: LedEventMoved(**about, **times_of(session)), by=by)
        tell_of_classes(event, ClassMoved)
    return session


@transaction.atomic
def cancel_session(*, session: Session, reason: str, by: User) -> Session:
    """One date does not take place, and the others do; whoever is registered is told why.

    Raises NotAllowed, ReasonMissing, WrongState, SessionIsOver and, where none would be left, OnlySession.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    event = _locked(session.event_id, by)
    session = Session.objects.select_for_update().get(pk=session.pk)
    SESSION.check("cancel", session.state)
    if session.is_over:
        raise SessionIsOver
    _check_others(event, session)
    session.event, session.state, session.cancel_reason = event, SessionState.CANCELLED, reason
    session.save()
    _keep(event, by)
    if event.state == EventState.PUBLISHED:
        tell_registered(event, SessionCalledOff, **about_session(session), reason=reason)
        tell_trainers(
            event=event,
            notice=lambda about: LedEventCalledOff(**about, **times_of(session), reason=reason),
            by=by,
        )
        tell_of_classes(event, ClassMoved)
    return session


@transaction.atomic
def remove_session(*, session: Session, by: User) -> None:
    """Take back a date that nobody counts on.

    Raises NotAllowed, SessionIsExpected, SessionWasAttended and OnlySession.
    """
    event = _locked(session.event_id, by)
    if event.registrations.expecting().exists() or event.class_bookings.coming().exists():
        raise SessionIsExpected
    if session.attendances.exists() or session.signed_lists.exists():
        raise SessionWasAttended
    _check_others(event, session)
    session.delete()
    _keep(event, by)


def _locked(event_key: int, by: User) -> Event:
    """The event; what everybody reads, only those change who could publish it. Raises NotAllowed."""
    event = lock_event(event_key)
    if not may_administer(by, "publish" if EVENT.state(event.state).is_public else "change", event):
        raise NotAllowed
    write_lists(event)
    return event


def _check_others(event: Event, session: Session) -> None:
    if not event.sessions.standing().exclude(pk=session.pk).exists():
        raise OnlySession


def _keep(event: Event, by: User) -> None:
    """The event with its times as they are by now, changed at this moment; what was done goes on with a date to come.

    What is lent to it goes along.

    Raises ImplausibleDay, where it would go on for too long.
    """
    event.refresh_from_db(fields=["starts_at", "ends_at"])
    for name, sentence in event.refused_span():
        raise ImplausibleDay(sentence, field=name)
    if EVENT.allows("go_on", event.state) and not event.is_over:
        event.state = EventState.PUBLISHED
    event.save()
    follow_times(event)
    follow_event(event=event, by=by)
    if event.state == EventState.PUBLISHED:
        move_classes(event)
        settle(event)  # an offer is never held past the beginning
