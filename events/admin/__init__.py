"""Where staff works on events. Importing the modules registers their models."""

from events.admin import events

__all__ = ["events"]
