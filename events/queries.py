from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from events.models import Event


def next_end() -> datetime | None:
    """When the next event will be over, whichever it is."""
    coming = Event.objects.filter(ends_at__gt=timezone.now())
    return coming.order_by("ends_at").values_list("ends_at", flat=True).first()
