"""Classes that come to an event of ZuMiRo: one, which is confirmed, lacks two consents, and one is just booked."""

from collections.abc import Iterable

from events.constants import Travel
from events.models import ClassBooking, ClassOffer, Event
from events.queries.classes import visit_day
from events.services.class_consents import give_class_consent
from events.services.classes import book_class, confirm_class
from portal.demo.clock import at
from portal.demo.facts import BY_SLUG
from portal.demo.people import COMPANY, TEACHER, somebody
from portal.demo.steps.base import i18n
from portal.demo.world import World
from programmes.constants import ContactRole
from programmes.models import Organisation

SLUG = "zumiro"
PUPILS, MISSING = 12, (5, 9)


def add_classes(world: World) -> None:
    facts = BY_SLUG[SLUG]
    where = (facts.country, facts.region)
    company = world.person(COMPANY, SLUG)
    host = Organisation.objects.get(contacts__user=company, contacts__role=ContactRole.MANAGER)
    event = _event_for_classes(world, host)
    with at(world.at_work(6, where)):
        ready = _book(world, event, "8b", 8, PUPILS)
    with at(world.at_work(5, where)):
        confirm_class(booking=ready, note="", by=company)
    with at(world.at_work(2, where)):
        _agree(ready, [each for each in range(1, PUPILS + 1) if each not in MISSING])
    with at(world.at_work(1, where)):
        _book(world, event, "9a", 9, 3)


def _event_for_classes(world: World, host: Organisation) -> Event:
    """The last of the coming workshops, at the company whose manager the demonstration has."""
    workshops = Event.objects.filter(programme=world.programmes[SLUG], format="workshop")
    event = workshops.latest("starts_at")
    Event.objects.filter(pk=event.pk).update(host=host)
    ClassOffer.objects.create(
        event=event,
        most_classes=3,
        lowest_grade=7,
        highest_grade=10,
        most_pupils=26,
        hours_a_day=2,
        hours_a_week=2,
        clothing=i18n({"de": "Feste Schuhe", "en": "Sturdy shoes"}),
        transport=i18n({"de": "Straßenbahn bis vor die Tür", "en": "By tram to the door"}),
        insurance=i18n(
            {"de": "Als Schulveranstaltung über die Schule", "en": "By the school, as a school event"}
        ),
        takes_photos=True,
    )
    event.refresh_from_db()
    return event


def _book(world: World, event: Event, name: str, grade: int, pupils: int) -> ClassBooking:
    teacher = world.person(TEACHER, SLUG)
    return book_class(
        event=event,
        school=Organisation.objects.get(contacts__user=teacher),
        by=teacher,
        supervisor_name=teacher.name,
        supervisor_phone="+49 381 000000",
        class_name=name,
        grade=grade,
        pupils=pupils,
        is_school_event=True,
        travel=Travel.BY_ITSELF,
        needs="",
    )


def _agree(booking: ClassBooking, numbers: Iterable[int]) -> None:
    for place, consent in enumerate(booking.consents.filter(number__in=numbers).order_by("number")):
        give_class_consent(
            consent=consent,
            day=visit_day(booking.event),
            guardian_name=somebody(120 + place, "de").name,
            allows_photos=place % 4 != 3,
            language="de",
        )
