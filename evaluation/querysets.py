from __future__ import annotations

from typing import Self

from django.db import models

from evaluation.constants import ReportState
from programmes.scoping import ScopedQuerySet

COMPLETE = models.Q(gender__gt="", birth_date__isnull=False, status_entry__gt="", isced_entry__isnull=False)
"""Answers without which a participant can't be reported: Regulation (EU) 2021/1057, Annex I, point 1."""


class ParticipantRecordQuerySet(ScopedQuerySet):
    def complete(self) -> Self:
        return self.filter(COMPLETE)

    def not_reportable(self) -> Self:
        return self.exclude(COMPLETE)


class ReportQuerySet(ScopedQuerySet):
    def under_way(self) -> Self:
        return self.filter(state__in=[ReportState.QUEUED, ReportState.RUNNING])

    def ready(self) -> Self:
        return self.filter(state=ReportState.READY)
