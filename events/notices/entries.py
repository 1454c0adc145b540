"""How events stand in people's calendars, in the reader's language."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from events.constants import EventState, RegistrationState
from events.models import Event, Registration
from events.queries import registration_token
from portal.core.calendar import CalendarPart, Entry, Method, Party, Status, write_calendar
from portal.users.models import User
from programmes.notices.appointment_entries import portal_party

BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


def event_entry(event: Event, *, text: str = "", location: str = "") -> Entry:
    """The same entry each time, a later one whenever something was changed: calendars keep the highest sequence.

    That is the seconds since 2020 of the last change, which fit until 2088 into the whole number that RFC 5545 (3.3.8)
    allows. Nobody is invited: who reads it, has asked for it.
    """
    is_off = event.state == EventState.CANCELLED
    url = f"{settings.SITE_URL}{event.get_absolute_url()}"
    why = _("This event is cancelled: %(reason)s") % {"reason": event.cancel_reason}
    lines = [why if is_off and event.cancel_reason else "", text, event.link, url]
    return Entry(
        uid=f"event-{event.pk}@{urlsplit(settings.SITE_URL).hostname}",
        sequence=_sequence(event.updated_at),
        changed_at=event.updated_at,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=event.programme.time_zone,
        summary=f"{event.title} ({event.programme.acronym})",
        location=location or event.place or event.link,
        description="\n\n".join(line for line in lines if line),
        url=url,
        status=Status.CANCELLED if is_off else Status.CONFIRMED,
    )


def registration_entry(row: Registration) -> Entry:
    """The event, for somebody who is registered; taken out of their calendar once they or the event are not there.

    Whichever of the two has changed last: giving a place back, and taking one again, are changes of the same entry.
    """
    entry = event_entry(row.event)
    url = f"{settings.SITE_URL}{reverse('events:registration', args=[registration_token(row.pk)])}"
    changed_at = max(row.updated_at, row.event.updated_at)
    comes = row.state == RegistrationState.REGISTERED
    line = _("If you can’t come, give the place back here; answers from a calendar reach nobody: %(url)s")
    return replace(
        entry,
        sequence=_sequence(changed_at),
        changed_at=changed_at,
        description="\n\n".join([entry.description, line % {"url": url}]) if comes else entry.description,
        status=entry.status if comes else Status.CANCELLED,
    )


def calendar_part(row: Registration, reader: User) -> CalendarPart | None:
    """What the reader's calendar is to do: put the event in or, once they don't come, take it out again.

    Nothing for whoever has never had a place: the line, an invitation.
    """
    if row.state != RegistrationState.REGISTERED and row.state != RegistrationState.CANCELLED:
        return None
    themselves = Party(name=reader.get_full_name(), address=reader.email or reader.contact_email)
    entry = replace(registration_entry(row), attendees=(themselves,))
    method = Method.CANCEL if entry.status is Status.CANCELLED else Method.REQUEST
    organiser = portal_party(row.event.programme.acronym)
    return CalendarPart(method, write_calendar([entry], method=method, organiser=organiser))


def _sequence(moment: datetime) -> int:
    return int((moment - BEGINNING).total_seconds())
