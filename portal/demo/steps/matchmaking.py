"""A matchmaking day with tables, wishes of both sides and a plan that is published."""

from events.constants import EventFormat
from events.models import Event, Registration, Table
from events.queries.matchmaking import plan_to_publish
from events.services.matchmaking import add_tables, close_wishes, open_wishes, set_slots
from events.services.meeting_plans import ask_for_plan, make_plan, publish_plan
from events.services.wishes import wish_for_people, wish_for_tables
from portal.demo.world import World
from portal.users.models import User
from programmes.constants import OrganisationKind
from programmes.models import Organisation

SLUG = "leipzig"
TABLES = 8
STARTS = [15 * number for number in (*range(6), *range(8, 14))]
"""Twelve minutes each, and half an hour of rest after six."""


def add_matchmaking(world: World) -> None:
    coordinator = world.person("coordinator", SLUG)
    event = Event.objects.get(programme=world.programmes[SLUG], format=EventFormat.MATCHMAKING)
    set_slots(event=event, minutes=12, starts=STARTS, by=coordinator)
    add_tables(event=event, organisations=_companies(world), by=coordinator)
    open_wishes(event=event, by=coordinator)
    rows = list(event.registrations.at_tables().select_related("person").order_by("pk"))
    tables = list(Table.objects.filter(event=event).select_related("organisation"))
    for number, row in enumerate(rows):
        _wish(world, row, tables, number)
    for table in tables:
        _wish_at(world, table, rows)
    close_wishes(event=event, by=coordinator)
    make_plan(plan_id=ask_for_plan(event=event, by=coordinator).pk)
    plan = plan_to_publish(event)
    assert plan is not None  # noqa: S101  it was made just now
    publish_plan(plan=plan, by=coordinator)


def _companies(world: World) -> list[Organisation]:
    rows = Organisation.objects.verified().filter(
        programmes=world.programmes[SLUG], kind=OrganisationKind.COMPANY
    )
    return list(rows.order_by("pk")[:TABLES])


def _wish(world: World, row: Registration, tables: list[Table], number: int) -> None:
    """Four tables each; a few are away at first, and one in four does not want to be seen."""
    chosen = world.chance.sample(tables, min(4, len(tables)))
    ranks = {table.pk: rank for rank, table in enumerate(chosen, start=1)}
    away = [0, 1] if number % 5 == 0 else []
    wish_for_tables(registration=row, ranks=ranks, away=away, is_shown=number % 4 != 0, by=row.person)


def _wish_at(world: World, table: Table, rows: list[Registration]) -> None:
    contact = User.objects.recruiting_for(table.organisation).order_by("pk").first()
    seen = [row for number, row in enumerate(rows) if number % 4 != 0]
    if contact is not None:
        chosen = world.chance.sample(seen, min(3, len(seen)))
        ranks = {row.pk: rank for rank, row in enumerate(chosen, start=1)}
        wish_for_people(table=table, ranks=ranks, by=contact)
