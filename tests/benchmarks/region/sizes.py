"""How large a region is. One factor makes all of it smaller; what isn't many in a real region stays as it is."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

CONTACTS_FROM = 1_000
PEOPLE_FROM = 20_000
"""Keys of people: staff below these, contacts of organisations, then everybody who takes part, talents first."""


@dataclass(frozen=True)
class Sizes:
    factor: float = 1.0
    today: date = field(default_factory=timezone.localdate)
    """Every date is counted from it: the same day gives the same rows."""

    def many(self, number: int, *, least: int = 1) -> int:
        return max(least, round(number * self.factor))

    def parameters(self) -> dict[str, object]:
        """What statements of the steps may name, as in `%(talents)s`."""
        return {
            "today": self.today,
            "noon": f"{self.today} 12:00+00",
            "contacts_from": CONTACTS_FROM,
            "people_from": PEOPLE_FROM,
            "talents": self.many(100_000),
            "accounts": self.many(300_000),
            "people": self.many(600_000),
            "enrolments": self.many(1_000_000),
            "invited": self.many(15_000, least=10),
            "organisations": self.many(6_000, least=20),
            "contacts": self.many(9_000, least=30),
            "open_placements": self.many(20_000),
            "placements": self.many(26_000, least=60),
            "skills": self.many(3_000, least=600),
            "applications": self.many(200_000),
            "documents": self.many(30_000),
            "events": self.many(5_000, least=40),
            "registrations": self.many(60_000),
            "inbox": self.many(400_000),
            "readings": self.many(100_000),
            "requests": self.many(100_000),
        }
