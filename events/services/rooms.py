"""Rooms, and what follows from what is written about them."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from events.models import Event, Room
from portal.core.errors import NotAllowed
from portal.users.models import User
from programmes.access import may_administer


@transaction.atomic
def save_room(*, room: Room, by: User) -> Room:
    """Keep what was written. Calendars that follow what is on look again, as they show where it is.

    Raises NotAllowed.
    """
    if room.pk and not may_administer(by, "change", Room.objects.get(pk=room.pk)):
        raise NotAllowed
    room.save()
    if not may_administer(by, "change", room):  # it may not be given away, nor put where one has no say
        raise NotAllowed
    there = Event.objects.filter(Q(room=room) | Q(sessions__room=room), ends_at__gt=timezone.now())
    Event.objects.filter(pk__in=there.order_by().values("pk")).update(updated_at=timezone.now())
    return room
