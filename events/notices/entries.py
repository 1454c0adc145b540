"""How events stand in people's calendars, in the reader's language."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from events.constants import EventState, RegistrationState, SessionState
from events.models import Event, Registration, Session
from events.queries.registrations import registration_token
from portal.core.calendar import CalendarPart, Entry, Method, Party, Status, write_calendar
from portal.users.models import User
from programmes.notices.appointment_entries import portal_party

BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


def event_entries(event: Event, *, text: str = "", location: str = "") -> list[Entry]:
    """One for each of its dates, those that are cancelled among them: calendars take these out."""
    return [_session_entry(event, session, text, location) for session in event.all_dates()]


def _session_entry(event: Event, session: Session, text: str = "", location: str = "") -> Entry:
    """The same entry each time, a later one whenever something was changed: calendars keep the highest sequence.

    The event's first date has the entry that the event had before it had others. The sequence is the seconds since
    2020 of the event's last change, which fit until 2088 into the whole number that RFC 5545 (3.3.8) allows. Nobody is
    invited: who reads it, has asked for it.
    """
    url = f"{settings.SITE_URL}{event.get_absolute_url()}"
    is_off = event.state == EventState.CANCELLED or session.state == SessionState.CANCELLED
    name = f"event-{event.pk}" if session.is_first else f"event-session-{session.pk}"
    called = ": ".join(filter(None, (str(event.title), str(session.title or ""))))
    lines = [_why_off(event, session), text, session.link or event.link, url]
    return Entry(
        uid=f"{name}@{urlsplit(settings.SITE_URL).hostname}",
        sequence=_sequence(event.updated_at),
        changed_at=event.updated_at,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        zone=event.programme.time_zone,
        summary=f"{called} ({event.programme.acronym})",
        location=session.whereabouts or location or session.link or event.link,
        description="\n\n".join(line for line in lines if line),
        url=url,
        status=Status.CANCELLED if is_off else Status.CONFIRMED,
    )


def _why_off(event: Event, session: Session) -> str:
    if event.state == EventState.CANCELLED:
        why = event.cancel_reason
        return _("This event is cancelled: %(reason)s") % {"reason": why} if why else ""
    if session.state == SessionState.CANCELLED:
        return _("This date is cancelled: %(reason)s") % {"reason": session.cancel_reason}
    return ""


def registration_entries(row: Registration) -> list[Entry]:
    """The event's dates, for somebody who is registered; taken out of their calendar once they or it are not there."""
    return [_registration_entry(row, session) for session in row.event.all_dates()]


def _registration_entry(row: Registration, session: Session) -> Entry:
    """Whichever has changed last counts: giving a place back, and taking one again, are changes of the same entry."""
    entry = _session_entry(row.event, session)
    url = f"{settings.SITE_URL}{reverse('events:registration', args=[registration_token(row.pk)])}"
    changed_at = max(row.updated_at, entry.changed_at)
    comes = row.state == RegistrationState.REGISTERED
    line = _("If you can’t come, give the place back here; answers from a calendar reach nobody: %(url)s")
    return replace(
        entry,
        sequence=_sequence(changed_at),
        changed_at=changed_at,
        description="\n\n".join([entry.description, line % {"url": url}]) if comes else entry.description,
        status=entry.status if comes else Status.CANCELLED,
    )


def calendar_part(row: Registration, reader: User, *, session: int | None = None) -> CalendarPart | None:
    """What the reader's calendar is to do: put the event in or, once they don't come, take it out again.

    Of one date, where its key is given. Several are published, each with whether it stands: a request, and a
    cancellation, are about one entry alone (RFC 5546, 3.2.2 and 3.2.5). Nothing for whoever has never had a place: the
    line, an invitation.
    """
    if row.state != RegistrationState.REGISTERED and row.state != RegistrationState.CANCELLED:
        return None
    sessions = row.event.sessions.all() if session is None else row.event.sessions.filter(pk=session)
    entries = [_registration_entry(row, each) for each in sessions]
    if len(entries) != 1:
        method = Method.PUBLISH
        return CalendarPart(method, write_calendar(entries, method=method)) if entries else None
    themselves = Party(name=reader.get_full_name(), address=reader.email or reader.contact_email)
    entry = replace(entries[0], attendees=(themselves,))
    method = Method.CANCEL if entry.status is Status.CANCELLED else Method.REQUEST
    organiser = portal_party(row.event.programme.acronym)
    return CalendarPart(method, write_calendar([entry], method=method, organiser=organiser))


def _sequence(moment: datetime) -> int:
    return int((moment - BEGINNING).total_seconds())
