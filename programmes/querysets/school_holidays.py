from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

from portal.core.regions.tree import around

if TYPE_CHECKING:
    from programmes.models import Programme, SchoolHoliday  # named by the queryset


class SchoolHolidayQuerySet(models.QuerySet["SchoolHoliday"]):
    def of_programme(self, programme: Programme) -> Self:
        """Those of its region and of all that lies around it; of its country alone, where it names no region."""
        return self.filter(region__in={str(programme.country), *around(programme.region)})

    def between(self, first: date, last: date) -> Self:
        """Those of which a day lies between these, both included."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)
