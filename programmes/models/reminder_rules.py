"""What each programme's reminders say once everything is put together, and which moments fall due by them.

A reminder that counts in days goes at `REMINDER_HOUR` of the calendar day so many days away from the day of the
occasion, both as the programme's time zone has them, so that no change of the clocks moves it. One that counts in hours
goes so many hours away, exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from i18nfield.strings import LazyI18nString

from programmes.constants import OffsetUnit
from programmes.extensions import Due, ReminderStandard, StoredText, reminder_kinds
from programmes.models.programme import Programme
from programmes.models.reminder import ANY_OCCASION, Reminder
from programmes.querysets.programmes import in_public_programme

REMINDER_HOUR = 8
"""Exists once on every day of the year. `programmes.presentation.reminders` says it in words."""
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Rule:
    """One reminder as it holds in one programme."""

    reminder: int
    kind: str
    name: str
    programme: int
    zone: ZoneInfo
    is_on: bool
    offset: int
    unit: str
    condition: str
    text: StoredText
    on_since: datetime

    def window(self, now: datetime) -> tuple[datetime, datetime]:
        """From which moment on, and before which, an occasion counts that is due by now.

        Neither what fell due before the reminder was switched on, nor what is due for too long.
        """
        since = max(self.on_since, now - reminder_kinds[self.kind].latest)
        if self.unit == OffsetUnit.HOURS:
            return since - self._shift, now - self._shift + INSTANT
        first, last = self._day_from(since), self._day_until(now)
        return self._midnight(first - self._shift), self._midnight(last - self._shift + timedelta(days=1))

    def due_at(self, moment: datetime) -> datetime:
        """When the reminder goes for an occasion that counts from `moment`."""
        if self.unit == OffsetUnit.HOURS:
            return moment.astimezone(UTC) + self._shift
        day = moment.astimezone(self.zone).date() + self._shift
        return self._at_hour(day)

    def due(self, occasion: int, moment: datetime, programme: int) -> Due:
        return Due(
            occasion=occasion,
            moment=moment,
            rule=self.name,
            offset=self.offset,
            programme=programme,
            text=self.text,
        )

    @property
    def _shift(self) -> timedelta:
        distance = timedelta(**{self.unit: self.offset})
        return -distance if reminder_kinds[self.kind].is_before else distance

    def _day_from(self, moment: datetime) -> date:
        """The first day on which `REMINDER_HOUR` is not before the moment."""
        day = moment.astimezone(self.zone).date()
        return day if self._at_hour(day) >= moment else day + timedelta(days=1)

    def _day_until(self, moment: datetime) -> date:
        """The last day on which it is not after the moment."""
        day = moment.astimezone(self.zone).date()
        return day if self._at_hour(day) <= moment else day - timedelta(days=1)

    def _at_hour(self, day: date) -> datetime:
        return datetime.combine(day, time(REMINDER_HOUR), self.zone).astimezone(UTC)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


def rule_of(reminder: Reminder, programme: Programme, above: Reminder | None) -> Rule:
    """The reminder as it holds in `programme`; `above` is the same one in the programme that this one is part of."""
    standard = _standard(reminder)
    levels = [reminder, above] if above is not None else [reminder]
    timed = next((each for each in levels if each.offset is not None), None)
    switched = next((each for each in levels if each.is_on is not None), None)
    return Rule(
        reminder=reminder.pk,
        kind=reminder.kind,
        name=reminder.rule,
        programme=programme.pk,
        zone=programme.zone,
        is_on=standard.is_on if switched is None else bool(switched.is_on),
        offset=standard.offset if timed is None else timed.offset or 0,
        unit=standard.unit if timed is None else timed.unit,
        condition=_condition(next((each.condition for each in levels if each.condition), standard.condition)),
        text=next((stored(each.text) for each in levels if stored(each.text)), ""),
        on_since=max(each.on_since for each in (reminder, switched or reminder)),
    )


def _condition(name: str) -> str:
    return "" if name == ANY_OCCASION else name


def _standard(reminder: Reminder) -> ReminderStandard:
    """What is not said of a reminder; one of the programme's own says everything."""
    standards = reminder_kinds[reminder.kind].standards
    return standards.get(reminder.standard) or ReminderStandard(offset=0, is_on=False)


def stored(text: LazyI18nString | str | None) -> StoredText:
    """The text in all its languages, as a notice keeps it; empty if there is none."""
    data = text.data if isinstance(text, LazyI18nString) else text
    if isinstance(data, dict):
        return {language: words for language, words in data.items() if words}
    return str(data or "")


def rules_in_force(kind: str) -> list[Rule]:
    """All reminders of a kind that are switched on, for each running programme and subprogramme."""
    rows = Reminder.objects.filter(in_public_programme("programme__"), kind=kind)
    reminders = list(rows.select_related("programme__parent"))
    by_key = {(each.programme_id, each.standard): each for each in reminders if each.standard}
    below = _subprogrammes(each.programme_id for each in reminders if not each.standard)
    rules = []
    for reminder in reminders:
        programme = reminder.programme
        above = by_key.get((programme.parent_id or 0, reminder.standard)) if reminder.standard else None
        rules.append(rule_of(reminder, programme, above))
        if not reminder.standard:
            rules += [rule_of(reminder, part, None) for part in below.get(programme.pk, ())]
    return [rule for rule in rules if rule.is_on and _is_known(rule)]


def _is_known(rule: Rule) -> bool:
    """A condition that a newer or older portal knew can't be asked."""
    return not rule.condition or rule.condition in reminder_kinds[rule.kind].conditions


def _subprogrammes(parents: Iterable[int]) -> dict[int, list[Programme]]:
    """Those that run, by the programme they are part of."""
    found: dict[int, list[Programme]] = {}
    for part in Programme.objects.public().filter(parent__in=set(parents)):
        found.setdefault(part.parent_id or 0, []).append(part)
    return found
