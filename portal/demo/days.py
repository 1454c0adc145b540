"""When things happen in the demonstration: on working days, and inside each programme's period around today."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from portal.core.public_holidays import holidays_of, land_of

ELAPSED = 0.55
"""How much of a programme lies behind it when the demonstration is loaded."""
DAYS_OF_A_MONTH = 30.44


def moved_to_today(starts_on: date, ends_on: date, today: date) -> tuple[date, date]:
    """A period that has ended, moved by whole months so that a bit more than half of it is over.

    Its length and the days of the month stay, for they are the programme's own: what ended with a month still does.
    """
    begins = today - timedelta(days=round((ends_on - starts_on).days * ELAPSED))
    months = round((begins - starts_on).days / DAYS_OF_A_MONTH)
    return _months_later(starts_on, months), _months_later(ends_on, months)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if is_last else min(day.day, last))


def is_working_day(day: date, country: str, region: str = "") -> bool:
    """No Saturday or Sunday, no public holiday there, and none of the days on which everybody is away."""
    away = day.month == 12 and day.day >= 24
    return (
        day.weekday() < 5 and not away and day not in holidays_of(country, land_of(country, region), day.year)
    )


def next_working_day(day: date, country: str, region: str = "") -> date:
    while not is_working_day(day, country, region):
        day += timedelta(days=1)
    return day


def last_working_day(day: date, country: str, region: str = "") -> date:
    """The same day, or the last one before it on which people work."""
    while not is_working_day(day, country, region):
        day -= timedelta(days=1)
    return day


KNOWN_WORKDAYS = 160


@lru_cache(maxsize=64)
def workdays_before(today: date, country: str, region: str = "") -> tuple[date, ...]:
    """The latest working days before today, the newest first."""
    found: list[date] = []
    day = today
    while len(found) < KNOWN_WORKDAYS:
        day = last_working_day(day - timedelta(days=1), country, region)
        found.append(day)
    return tuple(found)


def workdays_after(day: date, number: int, country: str, region: str = "") -> date:
    """So many working days later."""
    for _time in range(number):
        day = next_working_day(day + timedelta(days=1), country, region)
    return day
