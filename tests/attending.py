"""A source of hours for tests: sessions that somebody has attended, as an upper app would know them."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date

from portal.users.models import User
from programmes.extensions import hours_sources
from programmes.models import Funding
from programmes.services.hours import Kept, keep_hours
from programmes.workflows.hours import Attended, HoursSource

SOURCE = "tests.sessions"
DAY = date(2026, 3, 2)


class Sessions:
    def __init__(self) -> None:
        self.rows: dict[tuple[int, int], Attended] = {}

    def note(self, key: int, person: User, funding: Funding, minutes: int, day: date = DAY) -> None:
        """Somebody was there; the ledger doesn't know yet."""
        self.rows[key, person.pk] = Attended(
            key=key, person=person.pk, funding=funding.pk, date=day, minutes=minutes
        )

    def attend(self, key: int, person: User, funding: Funding, minutes: int, day: date = DAY) -> Kept:
        self.note(key, person, funding, minutes, day)
        return keep_hours(source=SOURCE, keys=[key])

    def attended(self, keys: Collection[int] | None) -> Iterator[Attended]:
        return (row for (key, _person), row in sorted(self.rows.items()) if keys is None or key in keys)

    def named(self, keys: Collection[int]) -> dict[int, str]:
        return {key: f"Session {key}" for key in keys}


@contextmanager
def sessions_attended() -> Iterator[Sessions]:
    """Registered as an app would do it, until the end of the block."""
    kept = Sessions()
    hours_sources.add(SOURCE, HoursSource(label="Session", attended=kept.attended, named=kept.named))
    try:
        yield kept
    finally:
        del hours_sources._items[SOURCE]
