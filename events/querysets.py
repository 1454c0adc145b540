from __future__ import annotations

from typing import Self

from django.utils import timezone

from events.constants import EventState
from programmes.constants import ProgrammeStatus
from programmes.scoping import ScopedQuerySet


class EventQuerySet(ScopedQuerySet):
    def public(self) -> Self:
        return self.filter(
            state__in=[EventState.PUBLISHED, EventState.CANCELLED, EventState.DONE],
            programme__status__in=[ProgrammeStatus.RUNNING, ProgrammeStatus.CLOSING],
        )

    def upcoming(self) -> Self:
        return self.filter(ends_at__gte=timezone.now()).order_by("starts_at", "pk")
