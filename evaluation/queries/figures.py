"""How participants are counted: from the counts of whole months, and from the facts of the days beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Count,
    F,
    Func,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, JSONObject

from evaluation.constants import REPORTED_GENDERS
from evaluation.models import Indicator
from evaluation.queries.contributions import (
    BEGINNING,
    CODES,
    CONTRIBUTIONS,
    EVERYBODY,
    NOT_REPORTABLE,
    SHORT_CONTACTS,
    WITHOUT_HOURS,
    Participants,
    Period,
)
from evaluation.queries.periods import Parts, last_day, parts_of
from evaluation.querysets import ParticipantFactQuerySet
from portal.core.together import rows_together
from programmes.models import Enrolment
from programmes.querysets.programmes import EnrolmentQuerySet

DATES = ("entered_on", "left_on")
"""By which participants fall into a period."""


@dataclass(frozen=True)
class Figure:
    """How many participants an indicator counts in a period, in all and by gender ("f", "m", "d").

    `so_far` is the number from the programme's beginning to the end of the period: what a target is held against.
    """

    total: int
    by_gender: Mapping[str, int]
    so_far: int


@dataclass(frozen=True)
class Check:
    """A rule the funder's figures obey among each other. `left` and `right` are the two numbers compared."""

    rule: str
    left: int
    right: int
    holds: bool


@dataclass(frozen=True)
class Figures:
    """Every indicator of one programme and period, who is apart from them, and whether the figures agree."""

    by_code: Mapping[str, Figure]
    not_reportable: int
    checks: tuple[Check, ...]
    short_contacts: int = 0
    """Who has come, and for fewer hours than their funder asks: reported by their number alone."""
    without_hours: int = 0

    @property
    def is_empty(self) -> bool:
        """Has nobody joined, and nobody left in work? Whoever left without work is counted by no indicator."""
        beside = self.not_reportable + self.not_participants
        return not beside and not any(figure.total for figure in self.by_code.values())

    @property
    def not_participants(self) -> int:
        """Who has joined and doesn't have the hours yet that their funder asks for."""
        return self.short_contacts + self.without_hours

    @property
    def all_hold(self) -> bool:
        return all(check.holds for check in self.checks)

    def as_json(self) -> dict[str, object]:
        """Plain JSON values, the same for the same figures."""
        return {
            "indicators": {
                code: {"total": figure.total, "so_far": figure.so_far, **figure.by_gender}
                for code, figure in self.by_code.items()
            },
            "not_reportable": self.not_reportable,
            "short_contacts": self.short_contacts,
            "without_hours": self.without_hours,
            "checks": [[check.rule, check.left, check.right, check.holds] for check in self.checks],
        }


class Tally:
    """Adds participants up, one at a time or many that are alike, and makes `Figures` of them."""

    def __init__(self) -> None:
        self._in_period: Counter[tuple[str, str]] = Counter()
        self._so_far: Counter[str] = Counter()
        self._by_programme: dict[int, Counter[str]] = {}
        self._in_months: Counter[tuple[str, date]] = Counter()

    def add(self, code: str, gender: str, programme: int, in_period: int, so_far: int) -> None:
        """So many participants of one gender and programme count for an indicator."""
        self._in_period[code, gender] += in_period
        self._in_period[code, "total"] += in_period
        self._so_far[code] += so_far
        self._by_programme.setdefault(programme, Counter())[code] += in_period

    def add_to_month(self, code: str, month: date, number: int) -> None:
        """So many of the period's single days count for an indicator."""
        self._in_months[code, month] += number

    def beside_whole_months(self, code: str) -> dict[date, int]:
        """First day of a month → how many an indicator counts on the period's days that make no whole month."""
        return {month: number for (each, month), number in self._in_months.items() if each == code}

    def figures(self) -> Figures:
        by_code = {
            code: Figure(
                total=self._in_period[code, "total"],
                by_gender={gender: self._in_period[code, gender] for gender in REPORTED_GENDERS},
                so_far=self._so_far[code],
            )
            for code in CODES
        }
        beside = (self._in_period[code, "total"] for code in (SHORT_CONTACTS, WITHOUT_HOURS))
        return Figures(by_code, self._in_period[NOT_REPORTABLE, "total"], _checks(by_code), *beside)

    def by_programme(self) -> Mapping[int, Mapping[str, int]]:
        """Id of a programme → code → figure, for programmes that have participants at all."""
        return self._by_programme


def count(people: Participants, period: Period) -> Tally:
    """All indicators of the period and so far, by gender and programme. One query, however many participants."""
    (tally,) = count_each(people, [period])
    return tally


def count_each(people: Participants, periods: Sequence[Period]) -> list[Tally]:
    """The same of each of these periods: all in one query."""
    tallies = [Tally() for _period in periods]
    spans = [parts_of(each) for period in periods for each in (period, Period(BEGINNING, period.ends_on))]
    stretches = _single_days(people, spans)
    whole, *beside = rows_together([_whole_months(people, spans), *(each.groups for each in stretches)])
    for row in whole:
        numbers = [row[_column(at)] for at in range(len(spans))]
        for tally, in_period, so_far in _of_each(tallies, numbers):
            tally.add(row["code"], row["gender"], row["programme"], in_period, so_far)
    for stretch, groups in zip(stretches, beside, strict=True):
        for group in groups:
            _add_alike(tallies, stretch, group)
    return tallies


def _add_alike(tallies: Iterable[Tally], stretch: Stretch, group: Mapping[str, Any]) -> None:
    numbers = [group["number"] * sign for sign in stretch.signs]
    for code in _codes_in(group["counted"], stretch.by_date):
        for tally, in_period, so_far in _of_each(tallies, numbers):
            tally.add(code, group["gender"], group["programme"], in_period, so_far)
            tally.add_to_month(code, stretch.month, in_period)


def _of_each(tallies: Iterable[Tally], numbers: Sequence[int]) -> Iterator[tuple[Tally, int, int]]:
    """The spans are two for each tally: its period, and so far."""
    return zip(tallies, numbers[::2], numbers[1::2], strict=True)


def figures(people: Participants, period: Period) -> Figures:
    return count(people, period).figures()


def _whole_months(people: Participants, spans: Sequence[Parts]) -> QuerySet[Any, Any]:
    """How many of each programme, indicator and gender there are in the whole months of each span."""
    months = people.months.filter(reduce(or_, (each.has_month() for each in spans), Q(pk__in=[]))).order_by()
    numbers = {
        _column(at): Coalesce(Sum("number", filter=each.has_month()), 0) for at, each in enumerate(spans)
    }
    return months.values("programme", "code", "gender").annotate(**numbers)


def _column(at: int) -> str:
    return f"in_span_{at}"


@dataclass(frozen=True)
class Stretch:
    """Days of one month: groups of those who are alike and fall on them by one date, and how many they are.

    `signs` say of each span whether they are added to it (1), taken away (-1) or neither (0).
    """

    month: date
    by_date: str
    signs: Sequence[int]
    groups: QuerySet[Any, Any]


def _single_days(people: Participants, spans: Sequence[Parts]) -> list[Stretch]:
    """One for each date, as each is read from an index alone."""
    signs: dict[Period, list[int]] = {}
    for at, parts in enumerate(spans):
        for days in parts.days:
            signs.setdefault(days.period, [0] * len(spans))[at] = days.sign
    return [
        Stretch(days.starts_on.replace(day=1), by_date, of_spans, _alike(people, days, by_date))
        for days, of_spans in signs.items()
        for by_date in DATES
    ]


def _alike(people: Participants, days: Period, by_date: str) -> QuerySet[Any, Any]:
    found = people.facts.filter(**{f"{by_date}__range": (days.starts_on, days.ends_on)}).order_by()
    return found.values("programme", "gender", "counted").annotate(number=Count("pk"))


def _codes_in(counted: int, date_: str) -> Iterator[str]:
    for code, contribution in CONTRIBUTIONS.items():
        if contribution.counted_on == date_ and counted & contribution.mask:
            yield code


def _checks(by_code: Mapping[str, Figure]) -> tuple[Check, ...]:
    """The funder's checks.

    The totals must add up within the period. That no more people found work than were without it can only hold
    for a cohort: whoever leaves in this period may have entered in an earlier one. So it compares everybody who
    entered, and left, by the end of the period.
    """
    total = by_code["EECO01"]
    parts = sum(by_code[code].total for code in ("EECO02", "EECO04", "EECO05"))
    genders = sum(total.by_gender.values())
    without_work = by_code["EECO02"].so_far + by_code["EECO04"].so_far
    found_work = by_code["EECR04"].so_far
    return (
        Check("EECO02 + EECO04 + EECO05 = EECO01", parts, total.total, parts == total.total),
        Check("EECO01 f + m + d = EECO01", genders, total.total, genders == total.total),
        Check("EECR04 ≤ EECO02 + EECO04", found_work, without_work, found_work <= without_work),
    )


@dataclass(frozen=True)
class Months:
    """How many an indicator counts in each month of a period, by gender ("" for those who have told none)."""

    numbers: Mapping[tuple[date, str], int]

    def of(self, gender: str = "") -> dict[date, int]:
        """First day of a month → how many of this gender, or of all; months without anybody are left out."""
        found: Counter[date] = Counter()
        for (month, each), number in sorted(self.numbers.items()):
            if number and (not gender or each == gender):
                found[month] += number
        return dict(found)

    def totals(self) -> dict[str, int]:
        """How many in all ("total") and of each gender."""
        return {
            "total": sum(self.of().values()),
            **{gender: sum(self.of(gender).values()) for gender in REPORTED_GENDERS},
        }


def months_of(people: Participants, code: str, period: Period) -> Months:
    """One query. Raises KeyError for a code that no indicator has."""
    first, *others = _months(people, code, period)
    return _added_up(first.union(*others, all=True))


def with_months(
    indicators: QuerySet[Indicator], people: Participants, code: str, period: Period
) -> QuerySet[Any]:
    """The indicators with `groups`, of which `months_in` reads what one of them counts: one query for both."""
    groups: list[Combinable] = [ArraySubquery(each) for each in _months(people, code, period)]
    return indicators.annotate(groups=reduce(ArrayConcat, groups))


def months_in(indicator: Any) -> Months:
    return _added_up((group,) for group in indicator.groups)


class ArrayConcat(Func):
    function = "array_cat"


def _months(people: Participants, code: str, period: Period) -> list[QuerySet[Any]]:
    """Groups of whole months, and of the days beside them: how many of one gender are counted in one month."""
    contribution, parts = CONTRIBUTIONS[code], parts_of(period)
    facts = people.facts.counted_by(contribution.mask).order_by()
    whole = people.months.filter(parts.has_month(), code=code).order_by()
    return [
        _groups(whole, F("month"), Sum("number")),
        *(
            _groups(
                facts.filter(
                    **{f"{contribution.counted_on}__range": (each.period.starts_on, each.period.ends_on)}
                ),
                Value(each.month),
                Count("pk") * each.sign,
            )
            for each in parts.days
        ),
    ]


def _groups(rows: QuerySet[Any], month: Combinable, number: Combinable) -> QuerySet[Any]:
    found = rows.values("gender", in_month=month)
    return found.annotate(
        group=JSONObject(month=F("in_month"), gender=F("gender"), number=number)
    ).values_list("group")


def _added_up(groups: Iterable[tuple[Mapping[str, Any]]]) -> Months:
    numbers: Counter[tuple[date, str]] = Counter()
    for (group,) in groups:
        numbers[date.fromisoformat(group["month"]), group["gender"]] += group["number"]
    return Months(numbers)


def by_month(people: Participants, code: str, period: Period) -> dict[date, int]:
    """First day of a month → how many the indicator counts in it; months without anybody are left out."""
    return months_of(people, code, period).of()


def by_month_of(counted: Tally, people: Participants, code: str, period: Period) -> dict[date, int]:
    """The same where all is counted already: only the whole months are asked for. One query."""
    numbers = Counter(counted.beside_whole_months(code))
    whole = people.months.filter(parts_of(period).has_month(), code=code).order_by().values("month")
    for row in whole.annotate(total=Sum("number")):
        numbers[row["month"]] += row["total"]
    return {month: number for month, number in sorted(numbers.items()) if number}


def entries_since(people: Participants, first_month: date) -> dict[date, int]:
    """First day of a month → how many have entered in it, reportable or not. One query."""
    months = people.months.filter(code__in=EVERYBODY, month__gte=first_month).order_by()
    rows = months.values("month").annotate(total=Sum("number")).order_by("month")
    return {row["month"]: row["total"] for row in rows if row["total"]}


def rows_at(
    rows: EnrolmentQuerySet,
    facts: ParticipantFactQuerySet,
    code: str,
    period: Period,
    months: Mapping[date, int],
    places: range,
) -> list[Enrolment]:
    """The participants at these places of the list behind a figure: by the date that counts, then by pseudonym.

    `rows` are the enrolments that may be shown, `facts` those that are listed. `months` says how many of these each
    month has, so that only the months in which the places lie are read, however deep they are.
    """
    contribution = CONTRIBUTIONS[code]
    window, skipped = _window(months, places)
    if window is None:
        return []
    day = contribution.counted_on
    days = max(window.starts_on, period.starts_on), min(window.ends_on, period.ends_on)
    listed = facts.counted_by(contribution.mask).filter(**{f"{day}__range": days}).order_by(day, "pseudonym")
    keys = listed.values("pk")[places.start - skipped : places.stop - skipped]
    return list(rows.filter(pk__in=keys).order_by(day, "pseudonym"))


def _window(months: Mapping[date, int], places: range) -> tuple[Period | None, int]:
    """The months in which the places lie, from 0 on, and how many places are before these months."""
    reached = skipped = 0
    begun = ended = None
    for month in sorted(months):
        reached += months[month]
        if reached <= places.start:
            skipped = reached
            continue
        begun, ended = begun or month, month
        if reached >= places.stop:
            break
    if begun is None or ended is None:
        return None, skipped
    return Period(begun, last_day(ended)), skipped
