"""Months and weeks as calendars show them: whole weeks from Monday to Sunday."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

Line = TypeVar("Line")
YEARS_BEFORE, YEARS_AFTER = 5, 3
"""So far from today a calendar goes: nobody, and no robot, leafs through the centuries."""


class NoSuchMonth(Exception):
    """What an address asks for is no month or day, or lies too far away."""


@dataclass(frozen=True, order=True)
class Month:
    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str, today: date) -> Month:
        """As in "2026-12"; this month where nothing is asked. Raises NoSuchMonth."""
        if not text:
            return cls.of(today)
        if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text, re.ASCII):
            raise NoSuchMonth
        month = cls(int(text[:4]), int(text[5:]))
        if not month.is_near(today):
            raise NoSuchMonth
        return month

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def before(self) -> Month:
        return Month.of(self.first - timedelta(days=1))

    @property
    def after(self) -> Month:
        return Month.of(self.last + timedelta(days=1))

    def is_near(self, today: date) -> bool:
        return today.year - YEARS_BEFORE <= self.year <= today.year + YEARS_AFTER

    def days(self) -> list[date]:
        """Of whole weeks: some of the month before and of the one after are among them."""
        return days_between(monday_of(self.first), monday_of(self.last) + timedelta(days=6))


def read_day(text: str, today: date) -> date:
    """As in "2026-12-24"; today where nothing is asked. Raises NoSuchMonth."""
    if not text:
        return today
    try:
        day = date.fromisoformat(text if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII) else "")
    except ValueError as error:
        raise NoSuchMonth from error
    if not Month.of(day).is_near(today):
        raise NoSuchMonth
    return day


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def days_between(first: date, last: date) -> list[date]:
    """Both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


@dataclass(frozen=True, kw_only=True)
class Day(Generic[Line]):
    """A day of a calendar: what is on it, and what is to be known of it, such as holidays."""

    day: date
    lines: Sequence[Line]
    notes: Sequence[str] = ()
    is_today: bool = False
    is_outside: bool = False
    """Is it of another month, and shown to make a week whole?"""


def in_days(
    days: Sequence[date],
    lines: Iterable[tuple[date, date, Line]],
    *,
    today: date,
    month: Month | None = None,
    notes: Mapping[date, Sequence[str]] | None = None,
) -> list[Day[Line]]:
    """Each day with the lines that go on on it: from a first day to a last, in the order in which they come."""
    there: dict[date, list[Line]] = defaultdict(list)
    for first, last, line in lines:
        for day in days_between(max(first, days[0]), min(last, days[-1])):
            there[day].append(line)
    return [
        Day(
            day=day,
            lines=there[day],
            notes=(notes or {}).get(day, ()),
            is_today=day == today,
            is_outside=month is not None and Month.of(day) != month,
        )
        for day in days
    ]
