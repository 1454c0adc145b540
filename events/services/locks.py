"""The lock that whatever changes an event, its places, its lists or its meetings takes first."""

from __future__ import annotations

from events.models import Event


def lock_event(pk: int) -> Event:
    """The event's row, locked: its places are given by whoever holds it, and by nobody else."""
    return (
        Event.objects.select_for_update(of=("self",)).select_related("programme", "questionnaire").get(pk=pk)
    )
