"""A period as what is counted of it: whole months, and as few single days as possible."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, Sum
from django.utils import timezone

from evaluation.queries.contributions import EVERYBODY, Participants, Period
from programmes.models import Programme

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """Days of one month whose participants are added to those of the whole months, or taken away from them again."""

    period: Period
    sign: int

    @property
    def month(self) -> date:
        return self.period.starts_on.replace(day=1)


@dataclass(frozen=True)
class Parts:
    """A period as whole months (their first days), and days to be added or taken away at its ends."""

    months: Period | None
    days: tuple[Days, ...]

    def has_month(self, path: str = "month") -> Q:
        if self.months is None:
            return Q(pk__in=[])
        return Q(**{f"{path}__range": (self.months.starts_on, self.months.ends_on)})


def parts_of(period: Period) -> Parts:
    """A month at an end of the period counts by its days in it, or whole without its other days, whichever are fewer.

    Days to come are hardly any, since nobody has entered on them: what ends today is whole months without them.
    """
    first, last = period.starts_on, period.ends_on
    begun, ended = first.replace(day=1), last.replace(day=1)
    if begun == ended and first != begun and last != last_day(last):
        return Parts(None, (Days(period, 1),))
    days = []
    if first != begun:
        inside, outside = Period(first, last_day(first)), Period(begun, first - ONE_DAY)
        days.append(_fewer(inside, outside))
        begun = begun if days[-1].sign < 0 else next_month(begun)
    if last != last_day(last):
        inside, outside = Period(ended, last), Period(last + ONE_DAY, last_day(last))
        days.append(_fewer(inside, outside))
        ended = ended if days[-1].sign < 0 else (ended - ONE_DAY).replace(day=1)
    return Parts(Period(begun, ended) if begun <= ended else None, tuple(days))


def _fewer(inside: Period, outside: Period) -> Days:
    return Days(inside, 1) if _days_gone(inside) < _days_gone(outside) else Days(outside, -1)


def _days_gone(period: Period) -> int:
    """How many of the days are over."""
    return max(0, (min(period.ends_on, timezone.localdate()) - period.starts_on).days + 1)


def usual_period(programme: Programme) -> Period:
    """This calendar year up to today; the last year of a programme that ended before it."""
    today = programme.today()
    last = min(today, programme.ends_on) if programme.ends_on else today
    if programme.starts_on and programme.starts_on > last:
        last = today
    return Period(last.replace(month=1, day=1), last)


def last_period_with_people(programme: Programme, people: Participants) -> Period:
    """What figures are shown of where nobody asks for another: this year, or the last year in which anybody joined.

    Where nobody has joined yet, this year. One query.
    """
    usual = usual_period(programme)
    months = people.months.filter(code__in=EVERYBODY, month__lte=usual.ends_on).order_by().values("month")
    joined = months.annotate(people=Sum("number")).filter(people__gt=0).order_by("-month")
    month: date | None = joined.values_list("month", flat=True).first()
    if month is None or month >= usual.starts_on:
        return usual
    return Period(month.replace(month=1, day=1), month.replace(month=12, day=31))


def a_year_before(period: Period) -> Period:
    """The same days one year earlier; for 29 February the day before it."""
    return Period(_a_year_before(period.starts_on), _a_year_before(period.ends_on))


def _a_year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, monthrange(day.year - 1, day.month)[1]))


def last_day(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
