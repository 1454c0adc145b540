"""A company that lends a device to a programme, and who has to do with it."""

from datetime import timedelta
from typing import Any

from events.models import Event, Reservation
from events.services.reservations import reserve_equipment
from portal.notifications.models import Notification
from portal.users.models import User
from tests.factories import (
    i18n,
    make_contact,
    make_equipment,
    make_event,
    make_member,
    make_organisation,
    make_programme,
)

HOUR = timedelta(hours=1)


class Lending:
    """Manager and keeper lend; recruiter and teacher speak for the company, too. Trainer and coordinator borrow."""

    def __init__(self, acronym: str = "ZuMiRo") -> None:
        self.programme = make_programme(acronym.lower(), acronym=acronym)
        self.coordinator = make_member(self.programme)
        self.trainer = make_member(self.programme, "trainer")
        self.company = make_organisation(self.programme, name=f"Robots of {acronym}")
        self.manager = make_contact(self.company)
        self.keeper = make_contact(self.company, role="equipment")
        self.recruiter = make_contact(self.company, role="recruiter")
        self.teacher = make_contact(self.company, role="teacher")
        self.device = make_equipment(self.company, name=i18n(f"Robot arm of {acronym}"))
        self.event = self.make_event()

    def make_event(self, **fields: Any) -> Event:
        return make_event(self.programme, **{"title": i18n(f"Robots for all {self.programme}"), **fields})

    def reserve(self, event: Event | None = None, by: User | None = None, **fields: Any) -> Reservation:
        event = event or self.event
        times = {"starts_at": event.starts_at - HOUR, "ends_at": event.ends_at + HOUR}
        given = {"equipment": self.device, "event": event, **times, **fields}
        return reserve_equipment(**given, by=by or self.trainer)


def told(person: User) -> list[str]:
    """The kinds of what somebody was told, in order."""
    rows = Notification.objects.filter(recipient=person).order_by("pk")
    return [kind.removeprefix("events.") for kind in rows.values_list("kind", flat=True)]
