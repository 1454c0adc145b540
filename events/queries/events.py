"""When events take place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import DateTimeField, F, Min, Q, QuerySet, TextField
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone

from events.constants import EventState
from events.models import Admission, Event, Session
from events.querysets.events import EventQuerySet
from portal.core.compiled import CompiledQuery, moment
from portal.core.months import Month
from portal.users.models import User
from programmes.access import access_of, may_administer
from programmes.models import Programme


def next_end() -> datetime | None:
    """When the next event will be over, whichever it is."""
    return _NEXT.first()


_NEXT: CompiledQuery[datetime] = CompiledQuery(
    lambda: (
        Event.objects.filter(ends_at__gt=moment()).order_by("ends_at").values_list("ends_at", flat=True)[:1]
    )
)


def next_turn(admissions: Sequence[Admission]) -> datetime | None:
    """When registration for an event opens or closes next, in whichever way of taking part."""
    now = timezone.now()
    turns = [moment for row in admissions for moment in (row.opens_at, row.closing) if moment]
    return min((moment for moment in turns if moment > now), default=None)


def next_turn_of_all() -> datetime | None:
    """When registration for any event opens or closes next."""
    now = timezone.now()
    turns = {
        name: Min(path, filter=Q(**{f"{path}__gt": now}))
        for name, path in {"opens": "opens_at", "closes": "closes_at", "begins": "event__starts_at"}.items()
    }
    return min(filter(None, Admission.objects.aggregate(**turns).values()), default=None)


MOST_OF_A_MONTH = 600


def dates_of_month(reader: User | AnonymousUser, events: EventQuerySet, month: Month) -> QuerySet[Session]:
    """Dates of these events in the weeks that the month touches, the first of them where there are very many.

    A day more on either side is read, as days are those of each programme's clocks.
    """
    days = month.days()
    first, last = (_midnight(day) for day in (days[0] - timedelta(days=1), days[-1] + timedelta(days=2)))
    rows = Session.objects.visible_to(reader).filter(event__in=events.order_by().values("pk"))
    rows = rows.filter(starts_at__lt=last, ends_at__gt=first).select_related(
        "room", "event__room", "event__programme"
    )
    return rows.order_by("starts_at", "pk")[:MOST_OF_A_MONTH]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def events_between(
    user: User, programmes: Iterable[Programme], first: datetime, last: datetime
) -> QuerySet[Any]:
    """Dates of events that take place, for who works on them: day, moment, title, key of the event."""
    rows = Session.objects.administered_in(programmes, user).standing()
    coming = rows.filter(starts_at__range=(first, last)).exclude(event__state=EventState.CANCELLED)
    return coming.annotate(
        day=TruncDate("starts_at"),
        at=Cast("starts_at", DateTimeField()),
        called=Cast("event__title", TextField()),
        key=F("event"),
    )


def may_draft(user: User, event: Event) -> bool:
    """May they work on it before everybody reads it: as staff, or for the host that has drafted it?"""
    is_theirs = event.is_from_host and event.host_id is not None
    if is_theirs and access_of(user).speaks_for("change", Event, event.host_id or 0):
        return True
    return may_administer(user, "change", event)
