"""Where staff works on events. Importing the modules registers their models."""

from events.admin import attendance, certificates, classes, equipment, events, registrations, rooms, sessions

__all__ = [
    "attendance",
    "certificates",
    "classes",
    "equipment",
    "events",
    "registrations",
    "rooms",
    "sessions",
]
