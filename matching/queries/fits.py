"""How well everything on offer fits somebody: from one index in the process, the same for all whom it is asked about.

Nothing of it is kept for anybody: a profile is ranked when a page asks, against what the offers say at that moment.
Who may see which of them is not its business; whoever shows an offer asks `visible_to`, as always.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from matching.models import Placement, Talent
from matching.queries.profiles import placement_profile, read_placements, talent_profile
from matching.querysets.placements import PlacementQuerySet
from matching.scoring.batch import DemandIndex, Fits
from matching.scoring.gaps import Gap
from matching.scoring.rules import Demand
from portal.core.changes.following import Changed, Follower
from programmes.models import Programme


@dataclass(frozen=True)
class ShownPlacements:
    """What is open, and what would be if its time were not over."""

    index: DemandIndex
    ends: NDArray[np.float64]
    """When each one's time is over, in the order of the index."""
    fresh: NDArray[np.float64]
    """When each was published, or changed since."""

    def are_open(self) -> NDArray[np.bool_]:
        flags: NDArray[np.bool_] = self.ends > timezone.now().timestamp()
        return flags

    def are_new(self, since: datetime | None) -> NDArray[np.bool_]:
        """Which were published or changed after that moment; without one, all."""
        flags: NDArray[np.bool_] = self.fresh > (since.timestamp() if since else -np.inf)
        return flags

    def replaced(self, pks: Collection[int]) -> ShownPlacements:
        """With these read anew, as far as they are still shown."""
        demands, times = _read(Placement.objects.shown().filter(pk__in=pks))
        index = self.index.patched(demands, gone=pks)
        before, now = self.index.demand_ids, index.demand_ids
        is_kept = np.isin(now, before)
        places = np.searchsorted(now, [demand.id for demand in demands])
        columns = []
        for column, came in zip((self.ends, self.fresh), times, strict=True):
            new = np.zeros(len(now))
            new[is_kept] = column[np.searchsorted(before, now[is_kept])]
            new[places] = came
            columns.append(new)
        return ShownPlacements(index, *columns)


class _ShownPlacements(Follower[ShownPlacements]):
    follows = (Placement, Programme)

    def build(self) -> ShownPlacements:
        demands, times = _read(Placement.objects.shown())
        return ShownPlacements(DemandIndex(demands), *times)

    def patch(self, thing: ShownPlacements, changed: Changed) -> ShownPlacements:
        """Placements that have changed are read anew, and those that began to be shown, or no longer are."""
        if changed.everything_of(Placement):
            return self.build()
        pks = set(changed.rows_of(Placement))
        if changed.everything_of(Programme) or changed.rows_of(Programme):
            pks |= set(thing.index.demand_ids.tolist()).symmetric_difference(_shown_pks())
        return thing.replaced(pks)


SHOWN_PLACEMENTS = _ShownPlacements()


def fits_for(talent: Talent) -> Fits:
    """How well what is open fits somebody whose profile was read `with_talent_profile`."""
    shown = SHOWN_PLACEMENTS.current()
    return shown.index.fits(talent_profile(talent)).take(np.flatnonzero(shown.are_open()))


def gap_of(talent: Talent) -> Gap | None:
    """The smallest step that would help somebody most with what is open."""
    shown = SHOWN_PLACEMENTS.current()
    return shown.index.gap(talent_profile(talent), among=shown.are_open())


def _shown_pks() -> Iterable[int]:
    return Placement.objects.shown().order_by().values_list("pk", flat=True)


def _read(placements: PlacementQuerySet) -> tuple[list[Demand], NDArray[np.float64]]:
    """What these placements ask for, in the order of their keys, and for each until when and from when on it counts."""
    demands, ends, fresh = [], [], []
    for placement in read_placements(placements):
        demands.append(placement_profile(placement))
        ends.append(placement.expires_at.timestamp())
        fresh.append(
            max(at.timestamp() if at else 0.0 for at in (placement.published_at, placement.changed_at))
        )
    return demands, np.array([ends, fresh], dtype=np.float64)
