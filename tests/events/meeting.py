"""A matchmaking day with tables of companies and people who come."""

from collections.abc import Mapping

from events.models import Encounter, Event, MeetingPlan, Registration, Table
from events.queries.matchmaking import plan_published, plan_to_publish
from events.services.matchmaking import add_tables, close_wishes, open_wishes, set_slots
from events.services.meeting_plans import ask_for_plan, make_plan, publish_plan
from events.services.registrations import register
from events.services.wishes import wish_for_people, wish_for_tables
from portal.users.models import User
from tests.factories import (
    i18n,
    make_contact,
    make_event,
    make_member,
    make_organisation,
    make_programme,
    make_user,
)


class Meeting:
    """Companies A, B and so on with a contact each, and a day of `slots` meetings of 15 minutes."""

    def __init__(
        self, acronym: str = "Leipzig", *, companies: int = 2, slots: int = 3, days: float = 9
    ) -> None:
        self.programme = make_programme(acronym.lower(), acronym=acronym, modules=["events"])
        self.coordinator = make_member(self.programme)
        self.event: Event = make_event(
            self.programme,
            days,
            hours=6,
            places=None,
            format="matchmaking",
            title=i18n(f"Matchmaking in {acronym}"),
        )
        names = [f"Company {letter} of {acronym}" for letter in "ABCDEFGH"[:companies]]
        self.companies = [make_organisation(self.programme, name=name) for name in names]
        self.contacts = [make_contact(company) for company in self.companies]
        self.day = set_slots(
            event=self.event, minutes=15, starts=[20 * number for number in range(slots)], by=self.coordinator
        )
        add_tables(event=self.event, organisations=self.companies, by=self.coordinator)
        open_wishes(event=self.event, by=self.coordinator)

    @property
    def tables(self) -> list[Table]:
        return list(Table.objects.filter(event=self.event).select_related("event", "organisation"))

    def comes(self, name: str, *tables: int, is_shown: bool = True, **fields) -> Registration:
        """Somebody who wishes for these tables, by their number, the dearest first."""
        person: User = fields.pop("person", None) or make_user(name)
        row = register(event=self.event, person=person, attendance="on_site", by=person)
        self.wishes(row, *tables, is_shown=is_shown, **fields)
        return row

    def wishes(self, row: Registration, *tables: int, is_shown: bool = True, **fields) -> None:
        keys = {table.number: table.pk for table in self.tables}
        ranks = {keys[number]: rank for rank, number in enumerate(tables, start=1)}
        wish_for_tables(registration=row, ranks=ranks, is_shown=is_shown, by=row.person, **fields)

    def company_wishes(self, number: int, *rows: Registration, away=()) -> None:
        ranks = {row.pk: rank for rank, row in enumerate(rows, start=1)}
        wish_for_people(table=self.tables[number - 1], ranks=ranks, away=away, by=self.contacts[number - 1])

    def close(self) -> None:
        close_wishes(event=self.event, by=self.coordinator)

    def plan(self) -> MeetingPlan:
        """A draft, made here and now as a worker would."""
        plan = ask_for_plan(event=self.event, by=self.coordinator)
        make_plan(plan_id=plan.pk)
        return self.draft()

    def draft(self) -> MeetingPlan:
        plan = plan_to_publish(self.event)
        assert plan is not None
        return plan

    def publish(self) -> MeetingPlan:
        return publish_plan(plan=self.draft(), by=self.coordinator)

    def published(self) -> MeetingPlan:
        plan = plan_published(self.event)
        assert plan is not None
        return plan

    def meetings(self, plan: MeetingPlan) -> Mapping[str, dict[int, str]]:
        """Name of somebody → slot → letter of the company."""
        found: dict[str, dict[int, str]] = {}
        for row in Encounter.objects.filter(plan=plan).for_lines():
            name = row.registration.person.get_full_name()
            found.setdefault(name, {})[row.slot] = str(row.table.organisation).split()[1]
        return found
