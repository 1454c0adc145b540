"""What an event came to, and how often people stay away from a programme's events: numbers, and nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor
from typing import Any

from django.db.models import Count, Q, Sum

from events.constants import FeeState, Presence, RegistrationState
from events.models import Attendance, Certificate, Event, Registration, Session
from events.queries.attendance import HOURS_SOURCE, Turnout, turnout
from events.querysets.events import EventQuerySet
from programmes.models import Hours

COMPARED = 5
"""Past events that are looked at for how many stay away."""
FEWEST_EVENTS = 3
FEWEST_PEOPLE = 20
"""Of fewer, nothing can be said."""


@dataclass(frozen=True)
class Result:
    turnout: Turnout
    minutes: int
    """In the ledger of hours."""
    ways: dict[str, tuple[int, int]]
    """Way of taking part → who has a place or came, and who came."""
    dates: Sequence[tuple[Session, int, int]]
    """Each date that took place, who belonged to it, and who was there."""
    fees: Decimal
    certified: int


def result_of(event: Event) -> Result:
    attendances = Attendance.objects.filter(session__event=event)
    keys = attendances.values_list("pk", flat=True)
    hours = Hours.objects.filter(source=HOURS_SOURCE, source_key__in=list(keys))
    paid = Registration.objects.filter(event=event, fee_state=FeeState.PAID)
    valid = Certificate.objects.valid().filter(registration__event=event)
    return Result(
        turnout=turnout(event),
        minutes=hours.aggregate(sum=Sum("minutes"))["sum"] or 0,
        ways=_ways(event),
        dates=_dates(event),
        fees=paid.aggregate(sum=Sum("fee_paid"))["sum"] or Decimal(0),
        certified=valid.count(),
    )


CAME = Q(attendances__presence=Presence.PRESENT)


def _ways(event: Event) -> dict[str, tuple[int, int]]:
    rows = Registration.objects.filter(Q(state=RegistrationState.REGISTERED) | CAME, event=event).order_by()
    counted = rows.values_list("attendance").annotate(
        all=Count("pk", distinct=True), came=Count("pk", distinct=True, filter=CAME)
    )
    return {way: (number, came) for way, number, came in counted}


def _dates(event: Event) -> list[tuple[Session, int, int]]:
    rows = event.sessions.over().order_by("starts_at", "pk")
    counted = rows.annotate(
        belonged=Count("attendances"),
        came=Count("attendances", filter=Q(attendances__presence=Presence.PRESENT)),
    )
    found: Any = counted
    return [(row, row.belonged, row.came) for row in found]


# --- The programme's events before ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Absence:
    """Of those registered for some past events, how many came."""

    held: int
    """So many events."""
    turnout: Turnout

    @property
    def percent(self) -> int | None:
        """None where there is too little to say."""
        if self.held < FEWEST_EVENTS or self.turnout.registered < FEWEST_PEOPLE:
            return None
        return self.turnout.no_show_percent

    def registrations_for(self, places: int) -> int:
        """So many registrations would fill these places, if as many stay away as before; never fewer than places."""
        came, registered = self.turnout.came, self.turnout.registered
        return max(floor(places * registered / came), places) if came else places


def absence_before(rows: EventQuerySet, event: Event) -> Absence:
    """Of the programme's last events among these before this one at which somebody noted who came."""
    came = Q(registrations__attendances__presence=Presence.PRESENT)
    belonged = came | Q(registrations__state=RegistrationState.REGISTERED)
    past = rows.filter(programme=event.programme_id, ends_at__lt=event.starts_at).exclude(pk=event.pk)
    counted = past.annotate(
        registered=Count("registrations", distinct=True, filter=belonged),
        came=Count("registrations", distinct=True, filter=came),
    )
    found = list(
        counted.filter(came__gt=0).order_by("-ends_at", "-pk").values_list("registered", "came")[:COMPARED]
    )
    return Absence(
        held=len(found),
        turnout=Turnout(registered=sum(row[0] for row in found), came=sum(row[1] for row in found)),
    )
