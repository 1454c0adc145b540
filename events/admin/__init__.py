"""Where staff works on events. Importing the modules registers their models."""

from events.admin import equipment, events

__all__ = ["equipment", "events"]
