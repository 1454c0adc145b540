"""What the steps of the loader share: chance with a fixed seed, today, and who and what is there already."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.utils import timezone

from matching.models import Placement, Skill, Talent
from portal.demo.clock import at
from portal.demo.days import last_working_day, next_working_day, workdays_before
from portal.users.models import User
from programmes.models import Organisation, Programme
from programmes.models.enrolment import PSEUDONYM_ALPHABET

SEED = 20_250_901
Thing = TypeVar("Thing")
Act = Callable[[], object]
Where = tuple[str, str]
"""Country and region, which say what is a working day."""


@dataclass
class World:
    """The demonstration while it is being built. The same day gives the same world."""

    today: date = field(default_factory=timezone.localdate)
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311  nothing secret
    programmes: dict[str, Programme] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    skills: dict[str, Skill] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    contacts: dict[str, User] = field(default_factory=dict)
    """By the name of the company they speak for."""
    placements: list[Placement] = field(default_factory=list)
    frames: dict[str, tuple[date, date]] = field(default_factory=dict)
    """From when to when each programme runs, as the demonstration moves it."""
    talents: list[Talent] = field(default_factory=list)
    homes: dict[int, str] = field(default_factory=dict)
    """Of each person with a profile the programme they came to, by its slug."""
    women: set[int] = field(default_factory=set)
    """Which of these people have a woman's name."""
    ages: dict[int, int] = field(default_factory=dict)
    """Of each placement that people apply for, how many working days ago it was published."""
    agenda: list[tuple[datetime, int, Act]] = field(default_factory=list)
    """What happened when; carried out in the order of time, once all of it is planned."""

    def person(self, role: str, programme: str) -> User:
        return self.people[f"{role}.{programme}@example.org"]

    def day(self, days: int) -> date:
        """A day relative to today: negative before, positive after."""
        return self.today + timedelta(days=days)

    def moment(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        return timezone.make_aware(datetime.combine(self.day(days), time(hour, minute)))

    def within(self, slug: str, day: date) -> date:
        """The day, or the nearest one on which the programme runs."""
        first, last = self.frames.get(slug, (day, day))
        return min(max(day, first), last)

    def working_day(self, slug: str, days: int, country: str, region: str = "") -> date:
        """A day relative to today on which people work, while the programme runs."""
        return last_working_day(
            self.within(slug, next_working_day(self.day(days), country, region)), country, region
        )

    def last_working_day(self, slug: str, day: date) -> date:
        """The day, or the last one before it, on which people work while the programme runs."""
        programme = self.programmes[slug]
        return last_working_day(self.within(slug, day), programme.country, programme.region)

    def at(self, day: date, hour: int, minute: int, zone: str) -> datetime:
        return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(zone))

    def workday(self, ago: int, where: Where) -> date:
        """So many working days ago."""
        return workdays_before(self.today, *where)[ago - 1]

    def at_work(self, ago: int, where: Where, hours: tuple[int, int] = (8, 16)) -> datetime:
        """Some moment of the working day so many before today, between these hours."""
        day = self.workday(ago, where)
        moment = time(self.chance.randrange(*hours), self.chance.randrange(60))
        return timezone.make_aware(datetime.combine(day, moment))

    def plan(self, moment: datetime, act: Act) -> None:
        """Let it happen at this moment, if that is over by now."""
        if moment < timezone.now():
            self.agenda.append((moment, len(self.agenda), act))

    def let_it_happen(self) -> None:
        for moment, _number, act in sorted(self.agenda, key=lambda each: each[:2]):
            with at(moment):
                act()
        self.agenda.clear()

    def sample(self, things: Iterable[Thing], at_most: int) -> list[Thing]:
        """A few of the things, at least one where there is one, in their own order."""
        pool = list(things)
        number = min(len(pool), self.chance.randint(1, max(1, at_most)))
        chosen = set(self.chance.sample(range(len(pool)), number))
        return [thing for place, thing in enumerate(pool) if place in chosen]

    def pseudonym(self) -> str:
        return "P-" + "".join(self.chance.choice(PSEUDONYM_ALPHABET) for _position in range(8))


Step = Callable[[World], None]
