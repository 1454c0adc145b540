from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

from portal.core.regions.tree import around

if TYPE_CHECKING:
    from programmes.models import Programme, SchoolHoliday  # named by the queryset


def regions_of(programme: Programme) -> frozenset[str]:
    """Codes of the regions whose holidays are the programme's."""
    return frozenset((str(programme.country), *around(programme.region)))


class SchoolHolidayQuerySet(models.QuerySet["SchoolHoliday"]):
    def of_programme(self, programme: Programme) -> Self:
        """Those of its region and of all that lies around it; of its country alone, where it names no region."""
        return self.of_programmes([programme])

    def of_programmes(self, programmes: Iterable[Programme]) -> Self:
        return self.filter(region__in={region for each in programmes for region in regions_of(each)})

    def between(self, first: date, last: date) -> Self:
        """Those of which a day lies between these, both included."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)
