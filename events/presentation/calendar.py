"""How an event stands in people's calendars."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from events.constants import EventState
from events.models import Event
from events.presentation.events import text_of, where
from portal.core.calendar import Entry, Status

BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


def event_entry(event: Event) -> Entry:
    """The same entry each time, a later one whenever something was changed: calendars keep the highest sequence.

    That is the seconds since 2020 of the last change, which fit until 2088 into the whole number that RFC 5545 (3.3.8)
    allows. Nobody is invited: who reads it, has asked for it.
    """
    is_off = event.state == EventState.CANCELLED
    url = f"{settings.SITE_URL}{event.get_absolute_url()}"
    why = _("This event is cancelled: %(reason)s") % {"reason": event.cancel_reason}
    lines = [why if is_off and event.cancel_reason else "", text_of(event), event.link, url]
    return Entry(
        uid=f"event-{event.pk}@{urlsplit(settings.SITE_URL).hostname}",
        sequence=int((event.updated_at - BEGINNING).total_seconds()),
        changed_at=event.updated_at,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=event.programme.time_zone,
        summary=f"{event.title} ({event.programme.acronym})",
        location=event.place or where(event),
        description="\n\n".join(line for line in lines if line),
        url=url,
        status=Status.CANCELLED if is_off else Status.CONFIRMED,
    )
