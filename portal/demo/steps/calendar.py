"""Events behind and ahead, a mentoring round with its mentors, and inboxes as they look after a while."""

from datetime import timedelta
from decimal import Decimal

from i18nfield.strings import LazyI18nString

from events.constants import EventFormat, EventState
from events.models import Event, EventTrainer, Room
from mentoring.models import Mentor, MentoringRound
from portal.demo.facts import EVENTS, PROGRAMMES, ROOMS, EventFacts, ProgrammeFacts, RoomFacts
from portal.demo.people import MENTOR
from portal.demo.steps.base import i18n
from portal.demo.world import World
from programmes.constants import ActivityKind
from programmes.models import Activity, Programme


def add_events(world: World) -> None:
    for facts in PROGRAMMES:
        rooms = {room.place: _room(world.programmes[facts.slug], room) for room in ROOMS[facts.slug]}
        for event in EVENTS[facts.slug]:
            _event(world, facts, event, rooms.get(event.place))


LED = (EventFormat.WORKSHOP, EventFormat.COURSE)
"""Of these, the demonstration says who leads them."""


def _room(programme: Programme, facts: RoomFacts) -> Room:
    return Room.objects.create(
        programme=programme,
        name=facts.name,
        place=facts.place,
        capacity=facts.capacity,
        accessibility=i18n(facts.accessibility),
    )


def _event(world: World, facts: ProgrammeFacts, event: EventFacts, room: Room | None) -> None:
    programme = world.programmes[facts.slug]
    day = world.working_day(facts.slug, event.days, facts.country, facts.region)
    starts_at = world.at(day, event.hour, event.minute, programme.time_zone)
    made = Event.objects.create(
        programme=programme,
        host=world.organisations[facts.lead],
        format=event.format,
        state=EventState.PUBLISHED if event.days > 0 else EventState.DONE,
        title=i18n(event.title),
        description=i18n(event.text),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=event.hours),
        room=room,
        place="" if room else event.place,
        link=event.link,
        target_groups=event.target_groups,
        languages=event.languages,
        asks_ages=event.asks_ages,
        fee=Decimal(event.fee) if event.fee else None,
        fee_note=i18n(event.fee_note),
        activity=_activity_of(programme, event.format),
        principles=event.principles,
        costs_planned=event.costs,
        costs_spent=event.spent,
    )
    made.partners.set(world.organisations[name] for name in event.partners)
    if made.format in LED:
        EventTrainer.objects.create(event=made, person=world.person("trainer", facts.slug))


def _activity_of(programme: Programme, kind: str) -> Activity | None:
    """Courses belong to training where the work plan has any; the others to its first activity about events."""
    wanted = [ActivityKind.TRAINING] if kind in LED else []
    rows = Activity.objects.filter(work_package__programme=programme).order_by("starts_on", "pk")
    found = {row.kind: row for row in reversed(rows)}
    return next((found[each] for each in [*wanted, ActivityKind.EVENT] if each in found), None)


TOPICS = {
    "de": "Bewerbungen, Alltag, Arbeitskultur",
    "sl": "Prijave, vsakdanje življenje, delovna kultura",
}
"""Of mentors, in the language of the programme's country."""


def add_mentoring(world: World) -> None:
    for facts in PROGRAMMES:
        language = "sl" if world.programmes[facts.slug].country == "SI" else "de"
        mentoring_round = MentoringRound.objects.create(
            programme=world.programmes[facts.slug],
            title=LazyI18nString({"en": "Mentoring round", "de": "Mentoringrunde", "sl": "Krog mentorstva"}),
            starts_on=world.within(facts.slug, world.day(-30)),
            ends_on=world.within(facts.slug, world.day(150)),
        )
        Mentor.objects.create(
            round=mentoring_round,
            user=world.person(MENTOR, facts.slug),
            topics=TOPICS[language],
            languages=[language, "en"],
            capacity=2,
        )
