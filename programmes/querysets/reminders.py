from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import Coalesce, JSONObject

from programmes.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from programmes.models import Reminder, ReminderOccasion


class ReminderQuerySet(ScopedQuerySet["Reminder"]):
    def with_above(self) -> Self:
        """`above`: what the same reminder says in the programme that the row's programme is part of."""
        says = ("kind", "standard", "is_on", "offset", "unit", "condition", "text")
        above = self.model.objects.exclude(standard="").filter(
            programme=models.OuterRef("programme__parent"),
            kind=models.OuterRef("kind"),
            standard=models.OuterRef("standard"),
        )
        return self.annotate(
            above=models.Subquery(above.values(row=JSONObject(**{name: name for name in says}))[:1])
        )

    def with_sent(self, since: datetime) -> Self:
        """`sent_lately` and `sent_last`: how often since then, and when last, somebody was told."""
        told = self.model.occasions.rel.related_model._default_manager.filter(
            reminder=models.OuterRef("pk"), told__gt=0
        ).order_by()
        number = told.filter(settled_at__gte=since).values("reminder").annotate(number=models.Count("pk"))
        return self.annotate(
            sent_lately=Coalesce(models.Subquery(number.values("number")), 0),
            sent_last=models.Subquery(told.order_by("-settled_at").values("settled_at")[:1]),
        )


class ReminderOccasionQuerySet(ScopedQuerySet["ReminderOccasion"]):
    def waiting(self) -> Self:
        """Found, and nobody was told yet."""
        return self.filter(settled_at__isnull=True)
