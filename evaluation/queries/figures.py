"""How participants are counted: every indicator in one pass, from the conditions of `contributions`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Count, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject, TruncMonth

from evaluation.constants import Gender
from evaluation.models import Indicator
from evaluation.queries.contributions import BEGINNING, CODES, CONTRIBUTIONS, NOT_REPORTABLE, Period
from programmes.querysets import EnrolmentQuerySet


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
    """Every indicator of one programme and period, those not reportable, and whether the figures agree."""

    by_code: Mapping[str, Figure]
    not_reportable: int
    checks: tuple[Check, ...]

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
            "checks": [[check.rule, check.left, check.right, check.holds] for check in self.checks],
        }


def flags(period: Period) -> dict[str, Case]:
    """Name of a count → truth value on a participant, for all counts that make up `Figures`."""
    so_far = Period(BEGINNING, period.ends_on)
    conditions = {code: contribution.during(period) for code, contribution in CONTRIBUTIONS.items()}
    conditions |= {f"{code}_so_far": CONTRIBUTIONS[code].during(so_far) for code in CODES}
    return {
        name: Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
        for name, condition in conditions.items()
    }


class Tally:
    """Adds participants up, one at a time or many that are alike, and makes `Figures` of them."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, names: Iterable[str], gender: str | None, number: int = 1) -> None:
        for name in names:
            self._counts[name, gender or ""] += number
            self._counts[name, "total"] += number

    def figures(self) -> Figures:
        by_code = {
            code: Figure(
                total=self._counts[code, "total"],
                by_gender={gender: self._counts[code, gender] for gender in Gender.values},
                so_far=self._counts[f"{code}_so_far", "total"],
            )
            for code in CODES
        }
        return Figures(by_code, self._counts[NOT_REPORTABLE, "total"], _checks(by_code))


def figures(people: EnrolmentQuerySet, period: Period) -> Figures:
    """All indicators with their breakdowns, in one pass over the participants and in constant memory.

    The database groups those who are alike in every flag; there are a few dozen such groups, however many people.
    """
    counted = flags(period)
    groups = people.filter(entered_on__lte=period.ends_on).order_by().values("record__gender", **counted)
    tally = Tally()
    alike: Iterable[Mapping[str, Any]] = groups.annotate(number=Count("pk"))
    for group in alike:
        tally.add((name for name in counted if group[name]), group["record__gender"], group["number"])
    return tally.figures()


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


def by_programme(people: EnrolmentQuerySet, period: Period) -> dict[int, Mapping[str, int]]:
    """Id of a programme → code → figure, for programmes that have participants at all. One query."""
    counts = {code: Count("pk", filter=counted.during(period)) for code, counted in CONTRIBUTIONS.items()}
    rows: Iterable[Mapping[str, Any]] = people.order_by().values("programme_id").annotate(**counts)
    return {row["programme_id"]: row for row in rows}


NUMBERS = JSONObject(
    total=Count("pk"), **{gender: Count("pk", filter=Q(record__gender=gender)) for gender in Gender.values}
)
"""How many participants, as one value: {"total": …, "f": …, "m": …, "d": …}."""


def with_numbers(indicators: QuerySet[Indicator], rows: EnrolmentQuerySet) -> QuerySet[Any]:
    """The indicators with `numbers` of the rows behind a figure, so that a page needs one query for both."""
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(numbers=NUMBERS)
    return indicators.annotate(numbers=Subquery(counted.values("numbers")))


def by_month(people: EnrolmentQuerySet, code: str, period: Period) -> dict[date, int]:
    """First day of a month → how many the indicator counts in it; months without anybody are left out."""
    contribution = CONTRIBUTIONS[code]
    months = people.filter(contribution.during(period)).values(month=TruncMonth(contribution.counted_on))
    return {row["month"]: row["number"] for row in months.annotate(number=Count("pk")).order_by("month")}
