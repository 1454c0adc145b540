"""A company that receives classes, a school whose teacher books, and who runs the programme."""

from datetime import timedelta
from typing import Any

from events.constants import ConsentState
from events.models import ClassBooking, ClassConsent, Event
from events.queries.classes import class_consent_token, visit_day
from events.services.class_consents import give_class_consent
from events.services.classes import book_class
from tests.factories import (
    i18n,
    make_class_offer,
    make_contact,
    make_event,
    make_member,
    make_organisation,
    make_programme,
)


class Schooling:
    """The manager receives; a keeper of equipment speaks for the company, too. Two teachers are at the school."""

    def __init__(self, **offer: Any) -> None:
        self.programme = make_programme(modules=["events"], funding_statement=i18n("Funded by the Land."))
        self.coordinator = make_member(self.programme)
        self.company = make_organisation(self.programme, name="Robots Inc.")
        self.manager = make_contact(self.company)
        self.keeper = make_contact(self.company, role="equipment")
        self.school = make_organisation(self.programme, name="School by the Sea", kind="school")
        self.teacher = make_contact(self.school, role="teacher")
        self.colleague = make_contact(self.school, role="teacher")
        self.event = self.make_event(**offer)

    def make_event(self, *, places: int | None = 30, title: str = "See the robots", **offer: Any) -> Event:
        event = make_event(self.programme, host=self.company, title=i18n(title), places=places)
        make_class_offer(event, **{"most_classes": 2, "takes_photos": True, **offer})
        return event

    def said(self, **fields: Any) -> dict[str, Any]:
        return {
            "supervisor_name": "Tea Cher",
            "supervisor_phone": "+49 385 1",
            "class_name": "8b",
            "grade": 8,
            "pupils": 4,
            "is_school_event": True,
            "travel": "by_itself",
            "needs": "A way without steps",
            **fields,
        }

    def book(self, event: Event | None = None, **fields: Any) -> ClassBooking:
        by, school = fields.pop("by", self.teacher), fields.pop("school", self.school)
        return book_class(event=event or self.event, school=school, by=by, **self.said(**fields))

    def agree(self, booking: ClassBooking, *numbers: int, photos: bool = True) -> None:
        day = visit_day(Event.objects.select_related("programme").get(pk=booking.event_id))
        for consent in booking.consents.filter(number__in=numbers):
            give_class_consent(
                consent=consent,
                day=day,
                guardian_name="Gus Guardian",
                pupil_name="P.",
                allows_photos=photos,
                language="en",
            )


def page_of(consent: ClassConsent) -> str:
    return f"/events/consents/{class_consent_token(consent.pk)}/"


def number(booking: ClassBooking, which: int) -> ClassConsent:
    return booking.consents.get(number=which)


def answers(booking: ClassBooking) -> list[tuple[int, ConsentState]]:
    return [(row.number, ConsentState(row.state)) for row in booking.consents.order_by("number")]


def later(event: Event, **by: float) -> None:
    """Moved to so much later, unsaved."""
    event.starts_at += timedelta(**by)
    event.ends_at += timedelta(**by)
