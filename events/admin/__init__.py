"""Where staff works on events. Importing the modules registers their models."""

from events.admin import classes, equipment, events, registrations, rooms, sessions

__all__ = ["classes", "equipment", "events", "registrations", "rooms", "sessions"]
