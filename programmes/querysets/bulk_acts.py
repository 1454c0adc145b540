from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils import timezone

from programmes.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from programmes.models import BulkAct

STALE = timedelta(minutes=2)


class BulkActQuerySet(ScopedQuerySet["BulkAct"]):
    def standing_still(self) -> Self:
        """Under way, and nobody has been at them for a while."""
        return self.filter(finished_at__isnull=True, updated_at__lt=timezone.now() - STALE)

    def last_of_each_kind(self, programmes: models.QuerySet[Any]) -> dict[str, datetime]:
        """Name of an act → when it was last asked for in one of these programmes, and done on a row. One query."""
        did_something = models.Q(finished_at__isnull=True) | models.Q(done__gt=models.F("left_out"))
        rows = (
            self.in_programmes(list(programmes))
            .filter(did_something)
            .order_by()
            .values_list("kind")
            .annotate(last=models.Max("created_at"))
        )
        return dict(rows)
