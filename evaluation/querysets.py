from __future__ import annotations

from datetime import timedelta
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from evaluation.constants import IMMEDIATE_RESULT_DAYS, ReportState
from evaluation.facts import REQUIRED
from evaluation.workflows import REPORT
from portal.core.workflow import Actor
from programmes.constants import Module
from programmes.querysets.programmes import OfEnrolmentQuerySet
from programmes.scoping import ScopedQuerySet
from programmes.workflows.hours import COUNTS_AS_PARTICIPANT, HoursStanding

if TYPE_CHECKING:
    from evaluation.models import MonthCount, ParticipantFact, ParticipantRecord, Report


def complete(path: str = "") -> models.Q:
    """Has the record at `path` (as in "record__") all answers that a participant can be reported with?

    Source: Regulation (EU) 2021/1057, Annex I, point 1.
    """
    given = [
        models.Q(**{f"{path}{answer.field}__gt": ""})
        if answer.is_text
        else models.Q(**{f"{path}{answer.field}__isnull": False})
        for answer in REQUIRED
    ]
    return reduce(and_, given) & ~_declined(path)


def counted_as_participant(path: str = "") -> models.Q:
    """Does the enrolment at `path` (as in "enrolment__") count, by having joined or by the funder's hours?"""
    return models.Q(**{f"{path}hours_standing__in": COUNTS_AS_PARTICIPANT})


def unanswered(path: str = "") -> models.Q:
    """Is one of these answers still to be asked for? True also where there is no record at all."""
    blank = [
        models.Q(**{f"{path}{answer.field}": ""})
        if answer.is_text
        else models.Q(**{f"{path}{answer.field}__isnull": True})
        for answer in REQUIRED
    ]
    return reduce(or_, blank, models.Q(**{f"{path}pk__isnull": True}) if path else models.Q())


def incomplete(path: str = "") -> models.Q:
    """The opposite of `complete`: somebody was not asked yet, or would rather not say."""
    return unanswered(path) | _declined(path)


def _declined(path: str) -> models.Q:
    return reduce(
        or_, (models.Q(**{f"{path}{each.field}": each.declined}) for each in REQUIRED if each.declined)
    )


class ParticipantRecordQuerySet(OfEnrolmentQuerySet["ParticipantRecord"]):
    def complete(self) -> Self:
        return self._counted().filter(complete())

    def not_reportable(self) -> Self:
        return self._counted().filter(incomplete())

    def _counted(self) -> Self:
        return self.filter(counted_as_participant("enrolment__"))

    def unanswered(self) -> Self:
        """Who still has to be asked something about the entry."""
        return self.filter(unanswered())

    def to_ask(self) -> Self:
        """Of programmes that ask such questions at all, and of participants whose data is used."""
        return self._counted().filter(enrolment__programme__modules__contains=[Module.EVALUATION]).in_use()

    def by_hours(self) -> Self:
        """Of those who have become participants by their hours, and not by joining."""
        return self.filter(enrolment__hours_standing=HoursStanding.REACHED)

    def without_exit_answers(self) -> Self:
        """Of those who have left so lately that an answer still counts, who has given none."""
        first = timezone.localdate() - timedelta(days=IMMEDIATE_RESULT_DAYS)
        return self.filter(enrolment__left_on__gte=first, exit_answered_at__isnull=True)


class ParticipantFactQuerySet(ScopedQuerySet["ParticipantFact"]):
    def counted_by(self, mask: int) -> Self:
        """Those with one of these bits."""
        return self.filter(GreaterThan(models.F("counted").bitand(mask), 0))


class MonthCountQuerySet(ScopedQuerySet["MonthCount"]):
    pass


class ReportQuerySet(ScopedQuerySet["Report"]):
    def under_way(self) -> Self:
        return self.filter(state__in=REPORT.states_where(waits_for=Actor.PORTAL))

    def ready(self) -> Self:
        return self.filter(state=ReportState.READY)
