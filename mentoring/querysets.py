from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from programmes.constants import CLOSING_DAYS
from programmes.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from mentoring.models import Mentor


class MentorQuerySet(ScopedQuerySet["Mentor"]):
    def people_of_running_rounds(self) -> models.QuerySet[Any]:
        """Keys of those who accompany others today, or will."""
        return self.filter(round__ends_on__gte=timezone.localdate()).values("user")

    def _worked_with(self) -> models.Q:
        """Who works with people finds the mentors of a round until its papers are closed."""
        return models.Q(round__ends_on__gte=timezone.localdate() - timedelta(days=CLOSING_DAYS))
