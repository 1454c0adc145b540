"""What makes an indicator true, and how it is counted: the figure and the list behind it come from one condition.

The rows are enrolments (the funder's "participants": one per person and operation) with their record beside them,
so that somebody without any record is counted too, namely as not reportable. Conditions ask nothing of periods and
read these two tables alone: the database holds them against a row whenever it is written, and keeps what came out
in the participant's facts, of which figures and lists are made.
Source of the rules: Regulation (EU) 2021/1057, Annex I.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import add
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, Case, F, Model, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from evaluation.constants import IMMEDIATE_RESULT_DAYS, IN_WORK, OUT_OF_WORK, EmploymentStatus
from evaluation.models import MonthCount, ParticipantFact
from evaluation.querysets import (
    MonthCountQuerySet,
    ParticipantFactQuerySet,
    complete,
    counted_as_participant,
    incomplete,
    unanswered,
)
from portal.users.models import User
from programmes.models import Enrolment, Programme
from programmes.querysets.programmes import EnrolmentQuerySet
from programmes.workflows import hours
from programmes.workflows.hours import HoursStanding

NOT_REPORTABLE, UNANSWERED = "not_reportable", "unanswered"
"""Stand where a code stands: for participants whose entry answers are incomplete, and for those of them who have still
to be asked, as they haven't said that they would rather not answer. No indicators of the funder's."""

SHORT_CONTACTS, WITHOUT_HOURS = "short_contacts", "without_hours"
"""The same for whoever has joined and is no participant: they have fewer hours than their funder asks for, or none."""
APART = (SHORT_CONTACTS, WITHOUT_HOURS)

COUNTED = counted_as_participant()
COMPLETE, INCOMPLETE = COUNTED & complete("record__"), COUNTED & incomplete("record__")
UNANSWERED_ENTRY = COUNTED & unanswered("record__")

BEGINNING = date(1990, 1, 1)
"""Before the first entry of any programme here: "so far" counts from this day."""


@dataclass(frozen=True)
class Period:
    """Days from `starts_on` to `ends_on`, both included."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Contribution:
    """Which participants an indicator counts, and by which date they fall into a period.

    `bit` is its place in a participant's facts, from 0 to 62: its own for ever, as facts of older code are read by it.
    """

    bit: int
    condition: Q
    counted_on: str

    @property
    def mask(self) -> int:
        return 1 << self.bit

    def during(self, period: Period) -> Q:
        """Outputs count by the entry, immediate results by the exit."""
        return self.condition & Q(**{f"{self.counted_on}__range": (period.starts_on, period.ends_on)})


_CHECKED_IN_TIME = Q(
    record__exit_checked_on__gte=F("left_on"),
    record__exit_checked_on__lte=F("left_on") + timedelta(days=IMMEDIATE_RESULT_DAYS),
)
_FOUND_WORK = Q(record__status_entry__in=OUT_OF_WORK, record__status_exit__in=IN_WORK)


def _entered_as(bit: int, *statuses: EmploymentStatus) -> Contribution:
    return Contribution(bit, COMPLETE & Q(record__status_entry__in=statuses), "entered_on")


CONTRIBUTIONS: Mapping[str, Contribution] = {
    "EECO01": Contribution(1, COMPLETE, "entered_on"),
    "EECO02": _entered_as(2, EmploymentStatus.UNEMPLOYED),
    "EECO04": _entered_as(3, EmploymentStatus.INACTIVE),
    "EECO05": _entered_as(4, *IN_WORK),
    "EECR04": Contribution(5, COMPLETE & _FOUND_WORK & _CHECKED_IN_TIME, "left_on"),
    NOT_REPORTABLE: Contribution(0, INCOMPLETE, "entered_on"),
    UNANSWERED: Contribution(6, UNANSWERED_ENTRY, "entered_on"),
    SHORT_CONTACTS: Contribution(7, Q(hours_standing__in=hours.SHORT_CONTACTS), "entered_on"),
    WITHOUT_HOURS: Contribution(8, Q(hours_standing=HoursStanding.NONE), "entered_on"),
}
"""Code of an indicator → which participants it counts. The one place where an indicator gets its meaning."""

CODES = tuple(code for code in CONTRIBUTIONS if code not in {NOT_REPORTABLE, UNANSWERED, *APART})
EVERYBODY = (CODES[0], NOT_REPORTABLE, *APART)
"""Who has entered is in one of these, and in no other of them."""


MASKS = {
    date_: sum(
        each.mask for code, each in CONTRIBUTIONS.items() if each.counted_on == date_ and code not in APART
    )
    for date_ in ("entered_on", "left_on")
}
"""By which date participants fall into a period → the bits of all that count by it; not of who is no participant."""


@dataclass(frozen=True)
class Participants:
    """The participants of some programmes: their facts one by one, and how many each month has."""

    facts: ParticipantFactQuerySet
    months: MonthCountQuerySet


def participants_in(programmes: Iterable[object], user: User | AnonymousUser) -> Participants:
    """Everybody whom `user` may evaluate and who ever entered one of these programmes (objects, ids or a queryset)."""
    return Participants(
        ParticipantFact.objects.visible_to(user, "evaluate").in_programmes(programmes),
        MonthCount.objects.visible_to(user, "evaluate").in_programmes(programmes),
    )


def all_participants(programme: Programme) -> Participants:
    """Everybody who ever entered the programme or one of its subprogrammes, for a report."""
    keys = list(Programme.objects.with_below(programme).values_list("pk", flat=True))
    return Participants(ParticipantFact.objects.in_programmes(keys), MonthCount.objects.in_programmes(keys))


# --- The long way: what facts are made of and held against -----------------------------------------------------------


def participants(programme: Model) -> EnrolmentQuerySet:
    """Everybody who ever entered the programme or one of its subprogrammes."""
    within = Programme.objects.with_below(programme).values("pk")
    found: EnrolmentQuerySet = Enrolment.objects.in_programmes(within).filter(entered_on__isnull=False)
    return found


FACTS = ("enrolment_id", "programme_id", "pseudonym", "entered_on", "left_on", "gender", "counted")
"""Columns of a participant's facts, as `as_facts` has them."""


def as_facts(people: EnrolmentQuerySet) -> QuerySet[Any]:
    """The facts of those among the enrolments who have entered, from their answers: `FACTS` are the columns."""
    bits = [_bit(each) for each in CONTRIBUTIONS.values()]
    gender = Coalesce("record__gender", Value(""))
    return (
        people.filter(entered_on__isnull=False)
        .order_by()
        .annotate(told_gender=gender, counted=reduce(add, bits))
        .values_list("pk", "programme_id", "pseudonym", "entered_on", "left_on", "told_gender", "counted")
    )


def _bit(contribution: Contribution) -> Combinable:
    is_true = When(contribution.condition, then=Value(contribution.mask))
    return Case(is_true, default=Value(0), output_field=BigIntegerField())
