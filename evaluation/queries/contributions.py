"""What makes an indicator true, and how it is counted: the figure and the list behind it come from one condition.

The rows are enrolments (the funder's "participants": one per person and operation) with their record beside them,
so that somebody without any record is counted too, namely as not reportable.
Source of the rules: Regulation (EU) 2021/1057, Annex I.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Model, Q

from evaluation.constants import IMMEDIATE_RESULT_DAYS, IN_WORK, OUT_OF_WORK, EmploymentStatus
from evaluation.querysets import complete, incomplete
from portal.core.registry import Registry
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
