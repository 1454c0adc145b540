"""Which attended hours somebody reads, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models.functions import Coalesce

from programmes.scoping import ScopedQuerySet, is_among

if TYPE_CHECKING:
    from programmes.models import Hours

Rows = TypeVar("Rows", bound=models.QuerySet[Any])


class HoursQuerySet(ScopedQuerySet["Hours"]):
    def added_to(self, enrolments: Rows) -> Rows:
        """The enrolments with `minutes`: what these come to for the person and the funding that the row counts for."""
        of_row = self.filter(person=models.OuterRef("person"), funding=models.OuterRef("funding"))
        total = of_row.order_by().values("funding").annotate(total=models.Sum("minutes")).values("total")
        return enrolments.annotate(minutes=Coalesce(models.Subquery(total), 0))

    def _of_programmes(self, programmes: Iterable[object]) -> models.Q:
        """Those that a funder of the programme counts; and of who takes part in it for a funder of the whole, too."""
        funding: Any = self.model._meta.get_field("funding").related_model
        enrolment = funding.enrolments.rel.related_model
        counted: models.QuerySet[Any] = enrolment._base_manager.filter(programme__in=programmes)
        return super()._of_programmes(programmes) | is_among(counted, person="person", funding="funding")
