"""What makes an indicator true, and how it is counted: the figure and the list behind it come from one condition.

The rows are enrolments (the funder's "participants": one per person and operation) with their record beside them,
so that somebody without any record is counted too, namely as not reportable.
Source of the rules: Regulation (EU) 2021/1057, Annex I.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Model, Q

from evaluation.constants import IMMEDIATE_RESULT_DAYS, IN_WORK, OUT_OF_WORK, EmploymentStatus
from evaluation.querysets import complete, incomplete
from programmes.models import Enrolment, Programme
from programmes.querysets import EnrolmentQuerySet

NOT_REPORTABLE = "not_reportable"
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


_CHECKED_IN_TIME = Q(
    record__exit_checked_on__gte=F("left_on"),
    record__exit_checked_on__lte=F("left_on") + timedelta(days=IMMEDIATE_RESULT_DAYS),
)
_FOUND_WORK = Q(record__status_entry__in=OUT_OF_WORK, record__status_exit__in=IN_WORK)


def _entered_as(*statuses: EmploymentStatus) -> Contribution:
    return Contribution(COMPLETE & Q(record__status_entry__in=statuses), "entered_on")


CONTRIBUTIONS: Mapping[str, Contribution] = {
    "EECO01": Contribution(COMPLETE, "entered_on"),
    "EECO02": _entered_as(EmploymentStatus.UNEMPLOYED),
    "EECO04": _entered_as(EmploymentStatus.INACTIVE),
    "EECO05": _entered_as(*IN_WORK),
    "EECR04": Contribution(COMPLETE & _FOUND_WORK & _CHECKED_IN_TIME, "left_on"),
    NOT_REPORTABLE: Contribution(INCOMPLETE, "entered_on"),
}
"""Code of an indicator → which participants it counts. The one place where an indicator gets its meaning."""

CODES = tuple(code for code in CONTRIBUTIONS if code != NOT_REPORTABLE)


def participants(programme: Model) -> EnrolmentQuerySet:
    """Everybody who ever entered the programme or one of its subprogrammes."""
    within = Programme.objects.with_below(programme).values("pk")
    found: EnrolmentQuerySet = Enrolment.objects.in_programmes(within).filter(entered_on__isnull=False)
    return found


def rows_behind(code: str, people: EnrolmentQuerySet, period: Period) -> EnrolmentQuerySet:
    """The participants a figure counts. Raises KeyError for a code that no indicator has."""
    return people.filter(CONTRIBUTIONS[code].during(period))
