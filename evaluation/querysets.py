from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Self

from django.db import models

from evaluation.constants import ReportState
from programmes.scoping import ScopedQuerySet


def complete(path: str = "") -> models.Q:
    """Has the record at `path` (as in "record__") all answers that a participant can be reported with?

    Source: Regulation (EU) 2021/1057, Annex I, point 1.
    """
    answered = {
        "gender__gt": "",
        "birth_date__isnull": False,
        "status_entry__gt": "",
        "isced_entry__isnull": False,
    }
    return models.Q(**{f"{path}{answer}": value for answer, value in answered.items()})


def incomplete(path: str = "") -> models.Q:
    """The opposite of `complete`, true also where there is no record at all."""
    missing = {"gender": "", "birth_date__isnull": True, "status_entry": "", "isced_entry__isnull": True}
    answers = [models.Q(**{f"{path}{answer}": value}) for answer, value in missing.items()]
    return reduce(or_, answers, models.Q(**{f"{path}pk__isnull": True}))


class ParticipantRecordQuerySet(ScopedQuerySet):
    def complete(self) -> Self:
        return self.filter(complete())

    def not_reportable(self) -> Self:
        return self.filter(incomplete())


class ReportQuerySet(ScopedQuerySet):
    def under_way(self) -> Self:
        return self.filter(state__in=[ReportState.QUEUED, ReportState.RUNNING])

    def ready(self) -> Self:
        return self.filter(state=ReportState.READY)
