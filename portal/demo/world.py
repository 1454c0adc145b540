"""What the steps of the loader share: chance with a fixed seed, today, and who and what is there already."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.utils import timezone

from matching.models import Placement, Skill, Talent
from portal.demo.days import last_working_day, next_working_day
from portal.users.models import User
from programmes.models import Organisation, Programme
from programmes.models.enrolment import PSEUDONYM_ALPHABET

SEED = 20_250_901
Thing = TypeVar("Thing")


@dataclass
class World:
    """The demonstration while it is being built. The same day gives the same world."""

    today: date = field(default_factory=timezone.localdate)
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311  nothing secret
    programmes: dict[str, Programme] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    skills: dict[str, Skill] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    placements: list[Placement] = field(default_factory=list)
    frames: dict[str, tuple[date, date]] = field(default_factory=dict)
    """From when to when each programme runs, as the demonstration moves it."""
    talents: list[Talent] = field(default_factory=list)

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

    def at(self, day: date, hour: int, minute: int, zone: str) -> datetime:
        return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(zone))

    def sample(self, things: Iterable[Thing], at_most: int) -> list[Thing]:
        """A few of the things, at least one where there is one, in their own order."""
        pool = list(things)
        number = min(len(pool), self.chance.randint(1, max(1, at_most)))
        chosen = set(self.chance.sample(range(len(pool)), number))
        return [thing for place, thing in enumerate(pool) if place in chosen]

    def pseudonym(self) -> str:
        return "P-" + "".join(self.chance.choice(PSEUDONYM_ALPHABET) for _position in range(8))


Step = Callable[[World], None]
