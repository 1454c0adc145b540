"""Events behind and ahead, and a mentoring round with its mentors."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from i18nfield.strings import LazyI18nString

from events.constants import EventFormat, EventState
from events.models import Event, EventTrainer, Room, Session
from mentoring.models import Mentor, MentoringRound
from portal.demo.days import is_working_day
from portal.demo.facts import EVENTS, PROGRAMMES, ROOMS, EventFacts, ProgrammeFacts, RoomFacts
from portal.demo.people import MENTOR
from portal.demo.steps.base import i18n
from portal.demo.world import World
from programmes.constants import ActivityKind
from programmes.models import Activity, Funding, Programme, Questionnaire


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
    first, *others = _days(world, facts, event)
    starts_at = world.at(first, event.hour, event.minute, programme.time_zone)
    lasts = timedelta(hours=event.hours)
    is_over = (others or [first])[-1] < world.today
    made = Event.objects.create(
        programme=programme,
        host=world.organisations[facts.lead],
        format=event.format,
        state=EventState.DONE if is_over else EventState.PUBLISHED,
        title=i18n(event.title),
        description=i18n(event.text),
        starts_at=starts_at,
        ends_at=starts_at + lasts,
        room=room,
        place="" if room else event.place,
        link=event.link,
        target_groups=event.target_groups,
        languages=event.languages,
        asks_ages=event.asks_ages,
        questionnaire=Questionnaire.objects.filter(programme=programme).first() if event.asks else None,
        fee=Decimal(event.fee) if event.fee else None,
        fee_note=i18n(event.fee_note),
        funding=_funding_of(programme),
        activity=_activity_of(programme, event.format),
        principles=event.principles,
        costs_planned=event.costs,
        costs_spent=event.spent,
    )
    made.partners.set(world.organisations[name] for name in event.partners)
    for day in others:
        begins = world.at(day, event.hour, event.minute, programme.time_zone)
        Session.objects.create(event=made, starts_at=begins, ends_at=begins + lasts)
    if made.format in LED:
        EventTrainer.objects.create(event=made, person=world.person("trainer", facts.slug))


def _days(world: World, facts: ProgrammeFacts, event: EventFacts) -> Iterator[date]:
    """The first on a working day, the others on the same day of the weeks that follow, but for those that are free."""
    where = facts.country, facts.region
    first = world.working_day(facts.slug, event.days, *where)
    yield first
    for week in range(1, event.dates):
        day = first + timedelta(weeks=week)
        if is_working_day(day, *where) and world.within(facts.slug, day) == day:
            yield day


def _funding_of(programme: Programme) -> Funding | None:
    """That from which hours somebody takes part, where a programme has several."""
    rows = Funding.objects.filter(programme=programme).order_by("threshold_hours", "pk")
    return rows.first()


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
