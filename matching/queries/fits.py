"""How well everything on offer fits somebody: from one index in the process, the same for all whom it is asked about.

Nothing of it is kept for anybody: a profile is ranked when a page asks, against what the offers say at that moment.
Who may see which of them is not its business; whoever shows an offer asks `visible_to`, as always.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from matching.models import Placement, Talent
from matching.queries.profiles import placement_profile, read_placements, talent_profile
from matching.querysets import PlacementQuerySet
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

    def are_open(self) -> NDArray[np.bool_]:
        flags: NDArray[np.bool_] = self.ends > timezone.now().timestamp()
        return flags

    def replaced(self, pks: Collection[int]) -> ShownPlacements:
        """With these read anew, as far as they are still shown."""
        demands, came = _read(Placement.objects.shown().filter(pk__in=pks))
        index = self.index.patched(demands, gone=pks)
        before, now = self.index.demand_ids, index.demand_ids
        ends = np.zeros(len(now))
        is_kept = np.isin(now, before)
        ends[is_kept] = self.ends[np.searchsorted(before, now[is_kept])]
        ends[np.searchsorted(now, [demand.id for demand in demands])] = came
        return ShownPlacements(index, ends)


class _ShownPlacements(Follower[ShownPlacements]):
    follows = (Placement, Programme)

    def build(self) -> ShownPlacements:
        demands, ends = _read(Placement.objects.shown())
        return ShownPlacements(DemandIndex(demands), np.array(ends))

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


def _read(placements: PlacementQuerySet) -> tuple[list[Demand], list[float]]:
    """What these placements ask for, and when their time is over, in the order of their keys."""
    demands, ends = [], []
    for placement in read_placements(placements):
        demands.append(placement_profile(placement))
        ends.append(placement.expires_at.timestamp())
    return demands, ends
