"""Days that people type: between which years one makes sense, and that no period ends before it starts.

And days as the database counts them, in the time zone that a column names: rights end with a day there.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.deconstruct import deconstructible
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError

Expression = str | models.F | models.expressions.Combinable


@deconstructible
class YearsBetween:
    """Checks a day, or the day of a moment, in forms and models; `constraint` holds the database to the same."""

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last

    def __call__(self, value: date | datetime) -> None:
        if not self.first <= value.year <= self.last:
            raise ValidationError(
                _("Choose a day between the years %(first)d and %(last)d."),
                code="year",
                params={"first": self.first, "last": self.last},
            )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, YearsBetween) and (self.first, self.last) == (other.first, other.last)

    def __hash__(self) -> int:
        return hash((self.first, self.last))

    def constraint(self, *fields: str, name: str) -> models.CheckConstraint:
        """Keeps days, empty ones aside, between the years."""
        return self._between(fields, name, date(self.first, 1, 1), date(self.last, 12, 31))

    def constraint_on_moments(self, *fields: str, name: str) -> models.CheckConstraint:
        """The same for moments. A day is left at either end, for the years begin at other hours elsewhere."""
        first, last = datetime(self.first, 1, 1, tzinfo=UTC), datetime(self.last + 1, 1, 1, tzinfo=UTC)
        return self._between(fields, name, first - timedelta(days=1), last + timedelta(days=1))

    def _between(
        self, fields: tuple[str, ...], name: str, first: date | datetime, last: date | datetime
    ) -> models.CheckConstraint:
        condition = models.Q()
        for field in fields:
            condition &= models.Q(**{f"{field}__isnull": True}) | models.Q(
                **{f"{field}__gte": first, f"{field}__lte": last}
            )
        return models.CheckConstraint(
            condition=condition,
            name=name,
            violation_error_message=_("One of the dates lies too far in the past or in the future."),
        )


check_year = YearsBetween(1990, 2100)
"""For what the portal plans and records: programmes, their work, who takes part when, offers, events."""
check_year_of_life = YearsBetween(1950, 2100)
"""For what people did before, such as graduating."""
check_year_of_birth = YearsBetween(1900, 2100)


class EndsBeforeStart(DomainError):
    """The period would end before it starts."""

    message = _("The end must not be before the start.")
    field = "ends_on"


def check_period(starts_on: date | None, ends_on: date | None) -> None:
    """A period may start and end on the same day, and either day may be unknown. Raises EndsBeforeStart."""
    if starts_on and ends_on and ends_on < starts_on:
        raise EndsBeforeStart


def period_constraint(*, name: str) -> models.CheckConstraint:
    """Holds the database to what `check_period` asks of `starts_on` and `ends_on`."""
    return models.CheckConstraint(
        condition=models.Q(starts_on__isnull=True)
        | models.Q(ends_on__isnull=True)
        | models.Q(ends_on__gte=models.F("starts_on")),
        name=name,
        violation_error_message=EndsBeforeStart.message,
    )


def a_week_ago() -> datetime:
    """The beginning of the first of the last seven days, today among them."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=6)


def day(when: date | datetime) -> str:
    return _written(timezone.localtime(when).date() if isinstance(when, datetime) else when, get_language())


@lru_cache(maxsize=4096)
def _written(when: date, _language: str | None) -> str:
    """The same few days stand on every card of a list."""
    return date_format(when, "DATE_FORMAT")


def last_day_before(moment: datetime, zone: str) -> str:
    """The last day that ends no later than `moment`, in words: rights end with a day, counted in that time zone."""
    return date_format(timezone.localtime(moment - timedelta(microseconds=1), ZoneInfo(zone)), "DATE_FORMAT")


class DayIn(models.Func):
    """The day on which a moment falls in a time zone: `DayIn("programme__time_zone", "ended_at")`."""

    template = "timezone(%(expressions)s)::date"
    output_field = models.DateField()


def years_later(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
