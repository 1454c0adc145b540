"""What makes an indicator true, and how it is counted: the figure and the list behind it come from one condition.

The rows are enrolments (the funder's "participants": one per person and operation) with their record beside them,
so that somebody without any record is counted too, namely as not reportable.
Source of the rules: Regulation (EU) 2021/1057, Annex I.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Model, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject, TruncMonth

from evaluation.constants import IMMEDIATE_RESULT_DAYS, IN_WORK, OUT_OF_WORK, EmploymentStatus, Gender
from evaluation.querysets import complete, incomplete
from portal.core.registry import Registry
from programmes.models import Enrolment, Programme
from programmes.querysets import EnrolmentQuerySet

NOT_REPORTABLE = "not-reportable"
"""Stands where a code stands, for participants whose entry answers are incomplete. No indicator of the funder's."""

COMPLETE, INCOMPLETE = complete("record__"), incomplete("record__")

BEGINNING = date(1990, 1, 1)
"""Before the first entry of any programme here: "so far" counts from this day."""


@dataclass(frozen=True)
class Period:
    """Days from `starts_on` to `ends_on`, both included."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Contribution:
    """Which participants an indicator counts, and by which date they fall into a period."""

    condition: Q
    counted_on: str

    def during(self, period: Period) -> Q:
        """Outputs count by the entry, immediate results by the exit."""
        return self.condition & Q(**{f"{self.counted_on}__range": (period.starts_on, period.ends_on)})


CONTRIBUTIONS: Registry[Contribution] = Registry("contributions to indicators")

_CHECKED_IN_TIME = Q(
    record__exit_checked_on__gte=F("left_on"),
    record__exit_checked_on__lte=F("left_on") + timedelta(days=IMMEDIATE_RESULT_DAYS),
)


def _on_entry(*statuses: EmploymentStatus) -> Contribution:
    return Contribution(COMPLETE & Q(record__status_entry__in=statuses), "entered_on")


CONTRIBUTIONS.add("EECO01", Contribution(COMPLETE, "entered_on"))
CONTRIBUTIONS.add("EECO02", _on_entry(EmploymentStatus.UNEMPLOYED))
CONTRIBUTIONS.add("EECO04", _on_entry(EmploymentStatus.INACTIVE))
CONTRIBUTIONS.add("EECO05", _on_entry(*IN_WORK))
CONTRIBUTIONS.add(
    "EECR04",
    Contribution(
        COMPLETE
        & Q(record__status_entry__in=OUT_OF_WORK, record__status_exit__in=IN_WORK)
        & _CHECKED_IN_TIME,
        "left_on",
    ),
)
CONTRIBUTIONS.add(NOT_REPORTABLE, Contribution(INCOMPLETE, "entered_on"))

_CODE_OF = {code.replace("-", "_"): code for code, _contribution in CONTRIBUTIONS.items()}
_NAMED = {name: CONTRIBUTIONS[code] for name, code in _CODE_OF.items()}
CODES = tuple(code for code, _contribution in CONTRIBUTIONS.items() if code != NOT_REPORTABLE)


def participants(programme: Model) -> EnrolmentQuerySet:
    """Everybody who ever entered the programme or one of its subprogrammes."""
    within = Programme.objects.with_below(programme).values("pk")
    found: EnrolmentQuerySet = Enrolment.objects.in_programmes(within).filter(entered_on__isnull=False)
    return found


def rows_behind(code: str, people: EnrolmentQuerySet, period: Period) -> EnrolmentQuerySet:
    """The participants a figure counts. Raises KeyError for a code nobody has registered."""
    return people.filter(CONTRIBUTIONS[code].during(period))


# --- Figures -------------------------------------------------------------------------------------------------------


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

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values, the same for the same figures."""
        return {
            "indicators": {
                code: {"total": figure.total, "so_far": figure.so_far, **figure.by_gender}
                for code, figure in self.by_code.items()
            },
            "not_reportable": self.not_reportable,
            "checks": [[check.rule, check.left, check.right, check.holds] for check in self.checks],
        }


def flags(period: Period) -> dict[str, Q]:
    """Name of a count → condition on a participant, for all counts that make up `Figures`."""
    found: dict[str, Q] = {}
    so_far = Period(BEGINNING, period.ends_on)
    for code in CODES:
        counted = CONTRIBUTIONS[code].during(period)
        found |= {code: counted, f"{code}_so_far": CONTRIBUTIONS[code].during(so_far)}
        found |= {f"{code}_{gender}": counted & Q(record__gender=gender) for gender in Gender.values}
    found["not_reportable"] = CONTRIBUTIONS[NOT_REPORTABLE].during(period)
    return found


def figures(people: EnrolmentQuerySet, period: Period) -> Figures:
    """All indicators with their breakdowns, in one pass over the participants and in constant memory."""
    counts = {name: Count("pk", filter=condition) for name, condition in flags(period).items()}
    return figures_from(people.order_by().filter(entered_on__lte=period.ends_on).aggregate(**counts))


def figures_from(counts: Mapping[str, int]) -> Figures:
    """Put counts under the names of `flags` into their shape, and check them."""
    by_code = {
        code: Figure(
            total=counts[code],
            by_gender={gender: counts[f"{code}_{gender}"] for gender in Gender.values},
            so_far=counts[f"{code}_so_far"],
        )
        for code in CODES
    }
    return Figures(by_code, counts["not_reportable"], _checks(by_code))


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
    counts = {code: Count("pk", filter=contribution.during(period)) for code, contribution in _NAMED.items()}
    rows = people.order_by().values("programme_id").annotate(**counts)
    return {row["programme_id"]: {code: row[name] for name, code in _CODE_OF.items()} for row in rows}


NUMBERS = JSONObject(
    total=Count("pk"), **{gender: Count("pk", filter=Q(record__gender=gender)) for gender in Gender.values}
)
"""How many participants, as one value: {"total": …, "f": …, "m": …, "d": …}."""


def with_numbers(indicators: QuerySet[Any], rows: EnrolmentQuerySet) -> QuerySet[Any]:
    """The indicators with `numbers` of the rows behind a figure, so that a page needs one query for both."""
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(numbers=NUMBERS)
    return indicators.annotate(numbers=Subquery(counted.values("numbers")))


def by_month(people: EnrolmentQuerySet, code: str, period: Period) -> dict[date, int]:
    """First day of a month → how many the indicator counts in it; months without anybody are left out."""
    contribution = CONTRIBUTIONS[code]
    months = people.filter(contribution.during(period)).values(month=TruncMonth(contribution.counted_on))
    return {row["month"]: row["number"] for row in months.annotate(number=Count("pk")).order_by("month")}
