"""Days that can be true: held against today, against the period of what they belong to, and against each other.

A model says which of its days are bound how (`day_rules`). Forms ask through its `clean`, services through
`check_days`, so that pages, admin, imports and commands refuse the same. What lies near a programme's period, but
outside, is taken, and whoever works in the admin is asked whether it is meant (`questions`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import partial
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_stubs_ext import StrPromise

from portal.core.dates import YearsBetween, day, years_later
from portal.core.errors import DomainError
from portal.core.page_messages import worded


class ImplausibleDay(DomainError):
    """The day of a field (`field`) can't be right."""


@dataclass(frozen=True)
class TimeFrame:
    """What days are held against: today, where it counts, and the period of what they belong to, if it is known."""

    today: date
    zone: tzinfo
    starts_on: date | None = None
    ends_on: date | None = None

    def day_of(self, value: date | datetime) -> date:
        return value.astimezone(self.zone).date() if isinstance(value, datetime) else value


class DayRule:
    """What is asked of some days of a row."""

    fields: tuple[str, ...]

    def refusals(self, days: Mapping[str, date], frame: TimeFrame) -> Iterator[tuple[str, str]]:
        """Names of fields, and why their days can't be right."""
        raise NotImplementedError

    def held_together(self, name: str) -> set[str]:
        """The fields whose change asks this rule about `name` anew."""
        return {name}

    def doubtful(self, days: Mapping[str, date], frame: TimeFrame) -> Iterator[str]:
        """Names of fields whose days may be right, but seldom are."""
        return iter(())


class NotAfterToday(DayRule):
    """For what has happened."""

    def __init__(self, *fields: str) -> None:
        self.fields = fields

    def refusals(self, days: Mapping[str, date], frame: TimeFrame) -> Iterator[tuple[str, str]]:
        for name in self.fields:
            if name in days and days[name] > frame.today:
                yield name, _("This day lies in the future. Check the year.")


class Between(DayRule):
    """Between so many years before the period and so many after it; where the period is not known, around today."""

    def __init__(self, *fields: str, before: int, after: int, unknown: int = 10, asks: bool = False) -> None:
        self.fields, self.before, self.after, self.unknown, self.asks = fields, before, after, unknown, asks

    def refusals(self, days: Mapping[str, date], frame: TimeFrame) -> Iterator[tuple[str, str]]:
        first, last = self.bounds(frame)
        for name in self.fields:
            if name in days and not first <= days[name] <= last:
                yield (
                    name,
                    _("This day can't be right. Choose one between %(first)s and %(last)s.")
                    % {"first": day(first), "last": day(last)},
                )

    def bounds(self, frame: TimeFrame) -> tuple[date, date]:
        first = (
            years_later(frame.starts_on, -self.before)
            if frame.starts_on
            else years_later(frame.today, -self.unknown)
        )
        last = (
            years_later(frame.ends_on, self.after)
            if frame.ends_on
            else years_later(max(frame.today, frame.starts_on or frame.today), self.unknown)
        )
        return min(first, frame.starts_on or frame.today), last

    def doubtful(self, days: Mapping[str, date], frame: TimeFrame) -> Iterator[str]:
        for name in self.fields if self.asks else ():
            too_early = name in days and frame.starts_on and days[name] < frame.starts_on
            too_late = name in days and frame.ends_on and days[name] > frame.ends_on
            if too_early or too_late:
                yield name


class AroundToday(DayRule):
    """At most so many years ago, and so many from now, whatever it belongs to."""

    def __init__(self, *fields: str, before: int, after: int) -> None:
        self.fields, self.before, self.after = fields, before, after

    def refusals(self, days: Mapping[str, date], frame: TimeFrame) -> Iterator[tuple[str, str]]:
        now = TimeFrame(frame.today, frame.zone, frame.today, frame.today)
        return Between(*self.fields, before=self.before, after=self.after).refusals(days, now)


class Lasts(DayRule):
    """No longer than so many years from the first day to the last."""

    def __init__(self, first: str, last: str, *, years: int) -> None:
        self.fields, self.years = (first, last), years

    def held_together(self, name: str) -> set[str]:
        return {*self.fields}

    def refusals(self, days: Mapping[str, date], frame: TimeFrame) -> Iterator[tuple[str, str]]:
        first, last = (days.get(name) for name in self.fields)
        if first and last and last > years_later(first, self.years):
            yield (
                self.fields[1],
                ngettext(
                    "That would last longer than %(number)d year. Check the end.",
                    "That would last longer than %(number)d years. Check the end.",
                    self.years,
                )
                % {"number": self.years},
            )


class PlausibleDays(models.Model):
    """Base of models with days that people type."""

    day_rules: ClassVar[tuple[DayRule, ...]] = ()

    class Meta:
        abstract = True

    def time_frame(self) -> TimeFrame:
        """What the days are held against; a row of a programme has that programme's."""
        return TimeFrame(timezone.localdate(), timezone.get_current_timezone())

    def clean(self) -> None:
        super().clean()
        errors: dict[str, str] = {}
        for name, sentence in refusals(self):
            errors.setdefault(name, sentence)
        if errors:
            raise ValidationError(errors)


def check_days(row: PlausibleDays) -> None:
    """For services: are the days of this row possible? Those that are saved already stay. Raises ImplausibleDay."""
    for name, value in _typed(row).items():
        if not _is_sensible(row, name, value):
            raise ImplausibleDay(_("One of the dates lies too far in the past or in the future."), field=name)
    for name, sentence in refusals(row):
        raise ImplausibleDay(sentence, field=name)


def refusals(row: PlausibleDays) -> list[tuple[str, str]]:
    """Fields whose days can't be right, and why; a day that stands there already is not asked about again."""
    frame = row.time_frame()
    days = _days(row, frame)
    found = [(rule, *each) for rule in row.day_rules for each in rule.refusals(days, frame)]
    if found and row.pk is not None:
        saved = type(row)._base_manager.filter(pk=row.pk).values(*_names(row)).first() or {}
        changed = {name for name in _names(row) if saved.get(name) != getattr(row, name)}
        found = [each for each in found if changed & each[0].held_together(each[1])]
    return [(name, sentence) for _rule, name, sentence in found]


def questions(row: models.Model) -> list[StrPromise]:
    """Sentences about days that may be right, but lie outside the period of what they belong to."""
    if not isinstance(row, PlausibleDays):
        return []
    frame = row.time_frame()
    days = _days(row, frame)
    names = [name for rule in row.day_rules for name in rule.doubtful(days, frame)]
    return [worded(partial(_question, row, name, days[name])) for name in names]


def _question(row: models.Model, name: str, when: date) -> str:
    return _("%(field)s, %(day)s, lies outside the programme's period. Check whether that is meant.") % {
        "field": _label(row, name),
        "day": day(when),
    }


def _label(row: models.Model, name: str) -> str:
    label = str(getattr(row._meta.get_field(name), "verbose_name", name))
    return label[:1].upper() + label[1:]


def _names(row: PlausibleDays) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for rule in row.day_rules for name in rule.fields))


def _typed(row: PlausibleDays) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in _names(row)}
    return {name: value for name, value in values.items() if isinstance(value, date)}


def _days(row: PlausibleDays, frame: TimeFrame) -> dict[str, date]:
    """The days by name; one of a nonsense year is the field's own matter, and no zone reaches it."""
    days = _typed(row)
    return {name: frame.day_of(value) for name, value in days.items() if _is_sensible(row, name, value)}


def _is_sensible(row: models.Model, name: str, value: date) -> bool:
    """Does the day lie in a year that its field takes?"""
    validators = getattr(row._meta.get_field(name), "validators", ())
    limits = [each for each in validators if isinstance(each, YearsBetween)]
    return all(limit.first <= value.year <= limit.last for limit in limits)
