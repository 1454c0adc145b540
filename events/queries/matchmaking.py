"""A matchmaking day as its planning sees it: who comes, when they are there, whom they wish for, and what is planned.

In a plan hosts are tables and guests are registrations, each by its key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from events.constants import WishSide
from events.models import (
    DayProfile,
    Encounter,
    Event,
    MatchmakingDay,
    MeetingPlan,
    Registration,
    Table,
    Wish,
)
from matching.scoring.assignment.days import Day, Guest, Host
from matching.scoring.assignment.meetings import look_at
from matching.scoring.assignment.plans import Meeting, Plan, Score
from portal.users.models import User


def matchmaking_of(event: Event) -> MatchmakingDay | None:
    """When people meet at the event; None before that is set."""
    day = MatchmakingDay.objects.filter(event=event).first()
    if day is not None:
        day.event = event
    return day


def plan_published(event: Event) -> MeetingPlan | None:
    return MeetingPlan.objects.published().filter(event=event).first()


def plan_to_publish(event: Event) -> MeetingPlan | None:
    """The one that is in the making, or to be looked at."""
    return MeetingPlan.objects.drafts().filter(event=event).first()


def day_of(event: Event) -> Day:
    """Tables that are there, and whoever comes and wishes for somebody, or is wished for."""
    day = matchmaking_of(event)
    rows = Table.objects.there().filter(event=event)
    tables = {pk: (seats, away) for pk, seats, away in rows.values_list("pk", "seats", "away")}
    wishes = _wishes(event, tables)
    guests = {guest for ranks in wishes[WishSide.TABLE].values() for guest in ranks} & _there(event)
    guests |= wishes[WishSide.PERSON].keys()
    away = _away(guests)
    return Day(
        slots=len(day.starts) if day else 0,
        hosts=tuple(
            Host(pk, tables=seats, unavailable=frozenset(hours), wishes=wishes[WishSide.TABLE].get(pk, {}))
            for pk, (seats, hours) in sorted(tables.items())
        ),
        guests=tuple(
            Guest(pk, unavailable=away.get(pk, frozenset()), wishes=wishes[WishSide.PERSON].get(pk, {}))
            for pk in sorted(guests)
        ),
    )


def _wishes(event: Event, tables: Collection[int]) -> dict[str, dict[int, dict[int, int]]]:
    """Side → key of who wishes → key of whom → rank, of those who come; also for others, who have left meanwhile."""
    found: dict[str, dict[int, dict[int, int]]] = {side: defaultdict(dict) for side in WishSide.values}
    there = _there(event)
    rows = Wish.objects.filter(table__event=event).values_list("side", "table", "registration", "rank")
    for side, table, guest, rank in rows:
        if side == WishSide.TABLE and table in tables:
            found[side][table][guest] = rank
        elif side == WishSide.PERSON and guest in there:
            found[side][guest][table] = rank
    return found


def _there(event: Event) -> set[int]:
    return set(Registration.objects.at_tables().filter(event=event).values_list("pk", flat=True))


def _away(guests: Iterable[int]) -> dict[int, frozenset[int]]:
    rows = DayProfile.objects.filter(registration__in=list(guests)).values_list("registration", "away")
    return {pk: frozenset(slots) for pk, slots in rows}


def meetings_of(plan: MeetingPlan) -> tuple[Meeting, ...]:
    rows = Encounter.objects.filter(plan=plan).values_list("slot", "table", "registration", "seat")
    return tuple(sorted(Meeting(*row) for row in rows))


def looked_at(plan: MeetingPlan) -> Plan:
    """The plan with what became of everybody's wishes. Whoever does not come any more is left out."""
    day = day_of(plan.event)
    tables, guests = {host.id for host in day.hosts}, {guest.id for guest in day.guests}
    meetings = (each for each in meetings_of(plan) if each.host in tables and each.guest in guests)
    return look_at(day, meetings, Score(*plan.score.get("bound", (0, 0, 0))))


# --- For whom it concerns ------------------------------------------------------------------------------------------


def encounters_of_person(row: Registration) -> QuerySet[Encounter]:
    """What is planned for whoever the registration belongs to; asked by its link."""
    return Encounter.objects.published().filter(registration=row).for_lines().order_by("slot")


def encounters_of_table(table: Table, reader: User) -> QuerySet[Encounter]:
    rows = Encounter.objects.visible_to(reader).published().filter(table=table)
    return rows.for_lines().order_by("slot", "seat")


def tables_to_wish_for(event: Event) -> QuerySet[Table]:
    """For those who come to the event; asked by the link of a registration."""
    return Table.objects.there().filter(event=event).select_related("organisation").order_by("number")


def tables_of_day(event: Event) -> QuerySet[Table]:
    """Those that have left, too; asked by the link of a registration."""
    return Table.objects.filter(event=event).select_related("organisation")


def people_to_wish_for(table: Table, reader: User) -> QuerySet[DayProfile]:
    """Those who come to the event of the table and have agreed to be shown to its organisations."""
    rows = DayProfile.objects.visible_to(reader).shown().in_use().filter(registration__event=table.event_id)
    return rows.select_related("registration__person__talent").order_by("registration__person__name", "pk")


def ranks_of(side: WishSide, row: Registration | Table) -> dict[int, int]:
    """Key of whom somebody wishes for → rank; for whoever wishes."""
    mine = Q(table=row) if isinstance(row, Table) else Q(registration=row)
    other = "registration" if isinstance(row, Table) else "table"
    return dict(Wish.objects.filter(mine, side=side).values_list(other, "rank"))
