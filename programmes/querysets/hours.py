"""Which attended hours somebody reads, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from programmes.scoping import ScopedQuerySet, is_among

if TYPE_CHECKING:
    from programmes.models import Hours


class HoursQuerySet(ScopedQuerySet["Hours"]):
    def _of_programmes(self, programmes: Iterable[object]) -> models.Q:
        """Those that a funder of the programme counts; and of who takes part in it for a funder of the whole, too."""
        funding: Any = self.model._meta.get_field("funding").related_model
        enrolment = funding.enrolments.rel.related_model
        counted: models.QuerySet[Any] = enrolment._base_manager.filter(programme__in=programmes)
        return super()._of_programmes(programmes) | is_among(counted, person="person", funding="funding")
