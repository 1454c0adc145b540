"""Days by rule: every other Tuesday and Thursday, the third Wednesday of a month. Pure reckoning, nothing is kept.

Hours are on the clocks of the programme's place, so that they stay the same when clocks change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import count, islice, takewhile

MOST_DAYS = 60
"""So many dates are made at once."""
LAST = -1
"""Which weekday of a month, where the last one is meant."""


@dataclass(frozen=True, kw_only=True)
class Weekly:
    """On these weekdays (0 is Monday) of every so many weeks."""

    weekdays: tuple[int, ...]
    every: int = 1

    def days(self, first: date) -> Iterator[date]:
        monday = first - timedelta(days=first.weekday())
        for number in count():
            week = monday + timedelta(weeks=number * self.every)
            yield from (
                day for day in (week + timedelta(days=each) for each in sorted(self.weekdays)) if day >= first
            )


@dataclass(frozen=True, kw_only=True)
class Monthly:
    """On the n-th of a weekday in each month, or on the last; where a month has no fifth, not in this month."""

    weekday: int
    number: int

    def days(self, first: date) -> Iterator[date]:
        for month in count(first.year * 12 + first.month - 1):
            day = self._in(month // 12, month % 12 + 1)
            if day is not None and day >= first:
                yield day

    def _in(self, year: int, month: int) -> date | None:
        start = date(year, month, 1)
        found = [start + timedelta(days=(self.weekday - start.weekday()) % 7 + 7 * week) for week in range(5)]
        found = [day for day in found if day.month == month]
        if self.number == LAST:
            return found[-1]
        return found[self.number - 1] if self.number <= len(found) else None


Rule = Weekly | Monthly


def days_by(rule: Rule, *, first: date, until: date | None = None, times: int | None = None) -> list[date]:
    """From the first day on, until a day (included) or so many times, whichever comes first; never above MOST_DAYS."""
    days: Iterable[date] = rule.days(first)
    if until is not None:
        days = takewhile(lambda day: day <= until, days)
    return list(islice(days, min(times or MOST_DAYS, MOST_DAYS)))


def moments_on(day: date, begins: time, ends: time, zone: tzinfo) -> tuple[datetime, datetime]:
    """From when to when, on the clocks of the zone."""
    return datetime.combine(day, begins, tzinfo=zone), datetime.combine(day, ends, tzinfo=zone)
