"""What stands against dates that are planned: who or what is needed elsewhere at the same time, holidays, small rooms.

However many dates there are, few statements are sent: one for what is planned, and one each for dates of other events,
for devices, and for school holidays.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import JSONObject
from django.utils import timezone
from i18nfield.strings import LazyI18nString

from events.constants import AttendanceMode, ConflictKind, EventState, ReservationState, SessionState
from events.models import Admission, Event, EventTrainer, Reservation, Room, Session
from portal.core.public_holidays import holiday_on
from portal.users.models import User
from programmes.models import Programme, SchoolHoliday


@dataclass(frozen=True, kw_only=True)
class PlannedDate:
    starts_at: datetime
    ends_at: datetime
    room: Room | None = None

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        return self.starts_at < ends_at and starts_at < self.ends_at


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Dates, and what they need. `event` is the event whose own dates stand in nobody's way; a copy has none yet.

    `trainers` and `devices` are names by keys, `unconfirmed` the devices that are asked for; so many `places` are on
    site.
    """

    programme: Programme
    dates: Sequence[PlannedDate]
    host: int | None = None
    host_name: str = ""
    event: int | None = None
    trainers: Mapping[int, str] = field(default_factory=dict)
    devices: Mapping[int, Any] = field(default_factory=dict)
    unconfirmed: frozenset[int] = frozenset()
    places: int | None = None


@dataclass(frozen=True, kw_only=True)
class Clash:
    """One thing that stands against one date. `about` is what is needed, or the holiday.

    `other` is the event that is in the way, with its title; None where the reader may not see it. `is_mine`: does the
    reader work on it?
    """

    kind: ConflictKind
    date: PlannedDate
    about: Any
    other: int | None = None
    called: Any = ""
    is_mine: bool = False
    is_taken: bool = True
    """Of a device: by another event; else it is asked for and not confirmed yet."""


def plan_of(event: Event) -> Plan:
    """What is planned of an event by now, with its dates that are still to come: two statements."""
    prefetch_related_objects([event], Prefetch("sessions", Session.objects.select_related("room")))
    is_off, now = event.state == EventState.CANCELLED, timezone.now()
    standing = [each for each in event.sessions.all() if each.state == SessionState.STANDING and not is_off]
    rows = [each for each in standing if each.ends_at > now]
    dates = [
        PlannedDate(starts_at=row.starts_at, ends_at=row.ends_at, room=taken_room(row, event)) for row in rows
    ]
    return plan_for(event, dates)


def taken_room(session: Session, event: Event) -> Room | None:
    """The room that a date takes: its own, else the event's, unless it is at another place."""
    return session.room or (None if session.place else event.room)


def plan_for(event: Event, dates: Sequence[PlannedDate], *, is_copy: bool = False) -> Plan:
    """The same on other dates; those of a copy are in the way of the event's own."""
    needs = _needs(event)
    lent = {row["key"]: in_languages(row["name"]) for row in needs["lent"]}
    return Plan(
        programme=event.programme,
        dates=dates,
        host=event.host_id,
        host_name=event.host.name if event.host else "",
        event=None if is_copy else event.pk,
        trainers={row["key"]: row["name"] for row in needs["led_by"]},
        devices=lent,
        unconfirmed=frozenset(
            row["key"] for row in needs["lent"] if row["state"] == ReservationState.REQUESTED and not is_copy
        ),
        places=needs["places"],
    )


def in_languages(stored: str) -> LazyI18nString:
    """A text in several languages as the database hands it on within JSON."""
    return LazyI18nString(json.loads(stored) if stored.startswith("{") else stored)


def _needs(event: Event) -> Mapping[str, Any]:
    """Who leads it, what is lent to it, and how many may come, in one statement."""
    of_event: dict[str, Any] = {"event": OuterRef("pk")}
    led_by = EventTrainer.objects.filter(**of_event).order_by("pk")
    lent = Reservation.objects.filter(**of_event).exclude(state=ReservationState.CANCELLED).order_by("pk")
    on_site = Admission.objects.filter(**of_event, attendance=AttendanceMode.ON_SITE)
    return (
        Event.objects.filter(pk=event.pk)
        .order_by()
        .values(
            led_by=ArraySubquery(led_by.values(data=JSONObject(key="person_id", name="person__name"))),
            lent=ArraySubquery(
                lent.values(data=JSONObject(key="equipment_id", name="equipment__name", state="state"))
            ),
            places=Subquery(on_site.order_by().values("event").annotate(most=Max("capacity")).values("most")),
        )
        .get()
    )


def clashes(user: User, plan: Plan) -> list[Clash]:
    """What stands against the dates, by date, and in the order of kinds. Of events that the reader may not see, no
    more is told than that there is one.
    """
    if not plan.dates:
        return []
    found: list[Clash] = []
    for find in (_with_other_dates, _with_loans, _with_holidays, _with_places):
        found += find(user, plan)
    kinds = list(ConflictKind)
    return sorted(found, key=lambda each: (each.date.starts_at, kinds.index(each.kind)))


# --- Other events ----------------------------------------------------------------------------------------------------


def _with_other_dates(user: User, plan: Plan) -> Iterator[Clash]:
    for row in _other_dates(user, plan):
        for date_ in plan.dates:
            if date_.overlaps(row["starts_at"], row["ends_at"]):
                yield from _with_other_date(plan, date_, row)


def _with_other_date(plan: Plan, date_: PlannedDate, row: Mapping[str, Any]) -> Iterator[Clash]:
    other = _about_other(row)
    if date_.room and date_.room.pk == _room_of(row):
        yield Clash(kind=ConflictKind.ROOM, date=date_, about=date_.room.name, **other)
    for person in row["led_by"] or ():  # nobody leads what is planned
        yield Clash(kind=ConflictKind.TRAINER, date=date_, about=plan.trainers[person], **other)
    if plan.host and plan.host == row["event__host"]:
        yield Clash(kind=ConflictKind.HOST, date=date_, about=plan.host_name, **other)


def _room_of(row: Mapping[str, Any]) -> int | None:
    """As `taken_room`."""
    return row["room"] or (None if row["place"] else row["event__room"])


def _about_other(row: Mapping[str, Any]) -> dict[str, Any]:
    if not row["is_seen"]:
        return {}
    return {"other": row["event"], "called": row["event__title"], "is_mine": row["is_mine"]}


def _other_dates(user: User, plan: Plan) -> QuerySet[Session, dict[str, Any]]:
    """Dates of other events that need the same room, person or host, from the first of the plan to its last."""
    rooms = {each.room.pk for each in plan.dates if each.room}
    led = EventTrainer.objects.filter(event=OuterRef("event"), person__in=plan.trainers)
    same_room = Q(room__in=rooms) | Q(room__isnull=True, place="", event__room__in=rooms)
    rows = Session.objects.standing().filter(
        same_room | Q(event__host=plan.host or 0) | Q(Exists(led)), **_span(plan)
    )
    rows = rows.exclude(event=plan.event or 0).exclude(event__state=EventState.CANCELLED)
    return _with_sight(rows, user, "event").values(
        *("event", "starts_at", "ends_at", "room", "place", "is_seen", "is_mine"),
        *("event__title", "event__host", "event__room"),
        led_by=ArraySubquery(led.values("person")),
    )


def _with_sight(rows: QuerySet[Any], user: User, path: str) -> QuerySet[Any]:
    """`is_seen`: may the reader see the event at this path? `is_mine`: do they work on it?"""
    there: dict[str, Any] = {"pk": OuterRef(path)}
    seen = Event.objects.visible_to(user).filter(**there)
    mine = Event.objects.administered_by(user).filter(**there)
    return rows.annotate(is_seen=Exists(seen), is_mine=Exists(mine))


def _span(plan: Plan) -> dict[str, datetime]:
    """What meets the time from the first of the dates to the last."""
    first = min(each.starts_at for each in plan.dates)
    return {"ends_at__gt": first, "starts_at__lt": max(each.ends_at for each in plan.dates)}


# --- Devices ---------------------------------------------------------------------------------------------------------


def _with_loans(user: User, plan: Plan) -> Iterator[Clash]:
    kind = ConflictKind.EQUIPMENT
    for key in sorted(plan.unconfirmed):
        yield Clash(kind=kind, date=plan.dates[0], about=plan.devices[key], is_taken=False)
    if not plan.devices:
        return
    for row in _other_loans(user, plan):
        for date_ in plan.dates:
            if date_.overlaps(row["starts_at"], row["ends_at"]):
                device = plan.devices[row["equipment"]]
                yield Clash(kind=kind, date=date_, about=device, **_about_other(row))


def _other_loans(user: User, plan: Plan) -> QuerySet[Reservation, dict[str, Any]]:
    span = _span(plan)
    rows = Reservation.objects.in_the_way(span["ends_at__gt"], span["starts_at__lt"])
    rows = rows.filter(equipment__in=plan.devices).exclude(event=plan.event or 0)
    return _with_sight(rows, user, "event").values(
        "event", "equipment", "starts_at", "ends_at", "is_seen", "is_mine", "event__title"
    )


# --- Days and places -------------------------------------------------------------------------------------------------


def days_of(date_: PlannedDate, programme: Programme) -> list[date]:
    """The days on which it goes on, by the programme's clocks; what ends at midnight has ended by then."""
    first = timezone.localdate(date_.starts_at, programme.zone)
    last = timezone.localdate(date_.ends_at - timedelta(microseconds=1), programme.zone)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _with_holidays(_user: User, plan: Plan) -> Iterator[Clash]:
    programme = plan.programme
    days = {each: days_of(each, programme) for each in plan.dates}
    all_days = sorted({day for each in days.values() for day in each})
    closed = list(SchoolHoliday.objects.of_programme(programme).between(all_days[0], all_days[-1]))
    for date_, its_days in days.items():
        public = (holiday_on(day, str(programme.country), programme.region) for day in its_days)
        for name in dict.fromkeys(filter(None, public)):
            yield Clash(kind=ConflictKind.PUBLIC_HOLIDAY, date=date_, about=name)
        for row in closed:
            if row.starts_on <= its_days[-1] and its_days[0] <= row.ends_on:
                yield Clash(kind=ConflictKind.SCHOOL_HOLIDAYS, date=date_, about=row.name)


def _with_places(_user: User, plan: Plan) -> Iterator[Clash]:
    """Where many dates are in one room, it is said once."""
    told: set[int] = set()
    for date_ in plan.dates:
        room = date_.room
        if room and room.pk not in told and plan.places and room.capacity and plan.places > room.capacity:
            told.add(room.pk)
            yield Clash(kind=ConflictKind.PLACES, date=date_, about=room, called=plan.places)
