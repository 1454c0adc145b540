"""What somebody looks for among the offers, as values that the index understands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from portal.core.regions.distance import Point

RADII = (10, 25, 50, 100)
"""Kilometres around a town."""


class Spans(NamedTuple):
    """Until which day "now" and "soon" reach."""

    soon: int
    later: int


class Around(NamedTuple):
    """What lies within so many kilometres of a place, and what can be done from anywhere."""

    point: Point
    kilometres: int


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. What says nothing asks for nothing; several kinds or fields are alternatives."""

    words: Collection[int] | NDArray[np.int64] | None = None
    """The ids of what the words find."""
    kind: Collection[str] = ()
    level: int | None = None
    place: Collection[str] = ()  # without capitals
    programme: int | None = None
    field: Collection[str] = ()
    degree: int | None = None
    starts: str = ""
    remote: bool = False
    paid: bool = False
    around: Around | None = None
    inside: Collection[str] = ()
    """Places, as in `place`: a region that is looked around, beside what is chosen among places."""
    written: Collection[str] = ()
    spoken: Collection[str] = ()
    fits: Collection[int] | NDArray[np.int64] | None = None
    """The ids of what fits the person."""
