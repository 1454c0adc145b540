from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.lookups import GreaterThan

from evaluation.constants import ReportState
from evaluation.facts import REQUIRED
from evaluation.workflows import REPORT
from portal.core.workflow import Actor
from programmes.querysets.programmes import OfEnrolmentQuerySet
from programmes.scoping import ScopedQuerySet

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
    return reduce(and_, given)


def incomplete(path: str = "") -> models.Q:
    """The opposite of `complete`, true also where there is no record at all."""
    blank = [
        models.Q(**{f"{path}{answer.field}": ""})
        if answer.is_text
        else models.Q(**{f"{path}{answer.field}__isnull": True})
        for answer in REQUIRED
    ]
    return reduce(or_, blank, models.Q(**{f"{path}pk__isnull": True}))


class ParticipantRecordQuerySet(OfEnrolmentQuerySet["ParticipantRecord"]):
    def complete(self) -> Self:
        return self.filter(complete())

    def not_reportable(self) -> Self:
        return self.filter(incomplete())


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
