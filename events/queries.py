from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, F, QuerySet, TextField
from django.db.models.functions import Cast, TruncDate

from events.constants import EventState
from events.models import Event
from portal.core.compiled import CompiledQuery, moment
from portal.users.models import User
from programmes.models import Programme


def next_end() -> datetime | None:
    """When the next event will be over, whichever it is."""
    return _NEXT.first()


_NEXT: CompiledQuery[datetime] = CompiledQuery(
    lambda: (
        Event.objects.filter(ends_at__gt=moment()).order_by("ends_at").values_list("ends_at", flat=True)[:1]
    )
)


def events_between(
    user: User, programmes: Iterable[Programme], first: datetime, last: datetime
) -> QuerySet[Any]:
    """Those that take place, for who works on them: day, moment, title, key."""
    rows = Event.objects.administered_in(programmes, user)
    coming = rows.filter(starts_at__range=(first, last)).exclude(state=EventState.CANCELLED)
    return coming.annotate(
        day=TruncDate("starts_at"),
        at=Cast("starts_at", DateTimeField()),
        called=Cast("title", TextField()),
        key=F("pk"),
    )
