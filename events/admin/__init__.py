"""Where staff works on events. Importing the modules registers their models."""

from events.admin import equipment, events, registrations, rooms, sessions

__all__ = ["equipment", "events", "registrations", "rooms", "sessions"]
