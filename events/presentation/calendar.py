"""How an event's dates stand in the calendars of those who follow what is on."""

from events.models import Event
from events.notices import entries
from events.presentation.events import text_of, where
from portal.core.calendar import Entry


def event_entries(event: Event) -> list[Entry]:
    """With what is written about it, and with whether it is online."""
    return entries.event_entries(event, text=text_of(event), location=where(event))
