"""Towns, the district each lies in, and where on the map."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from portal.core.regions.distance import Point
from portal.core.regions.reading import rows_of
from portal.core.regions.tree import around, within
from portal.core.text import fold
from portal.core.words.spelling import spellings

COUNTRIES = ("AT", "DE", "SI")
"""Those whose towns the list has all of; of the neighbours it has the larger ones."""

_TOLD_APART = re.compile(r" \(|/| (?:am|an der|an dem|ob der|bei|im|in der) ")


@dataclass(frozen=True, slots=True)
class Town:
    """`region` is the smallest one of the list that it lies in; together with the name it is the town's key."""

    name: str
    region: str
    point: Point
    people: int
    other_names: tuple[str, ...]

    @property
    def country(self) -> str:
        return self.region[:2]

    @property
    def keys(self) -> set[str]:
        """What it is found by: its names, and its own without what tells it from others: Waren (Müritz)."""
        return {key for name in (self.name, self.plain_name, *self.other_names) for key in spellings(name)}

    @property
    def plain_name(self) -> str:
        return _TOLD_APART.split(self.name, maxsplit=1)[0]


@cache
def towns() -> tuple[Town, ...]:
    return tuple(
        Town(
            row["name"],
            row["region"],
            (float(row["lat"]), float(row["lon"])),
            int(row["people"] or 0),
            tuple(filter(None, row["aliases"].split("|"))),
        )
        for row in rows_of("towns")
    )


@cache
def towns_by_key() -> Mapping[str, tuple[Town, ...]]:
    """Towns by each folded name, the largest first."""
    found: dict[str, list[Town]] = defaultdict(list)
    for town in sorted(towns(), key=lambda town: -town.people):
        for key in town.keys:
            found[key].append(town)
    return {key: tuple(named) for key, named in found.items()}


@cache
def _middles() -> Mapping[str, Point]:
    """The middle of each region: that of its towns, each as heavy as the people who live there."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for town in towns():
        weight = town.people + 1
        for code in around(town.region):
            of = sums[code]
            of[0] += weight * town.point[0]
            of[1] += weight * town.point[1]
            of[2] += weight
    return {code: (lat / weight, lon / weight) for code, (lat, lon, weight) in sums.items()}


def coordinates(city: str, region: str = "", country: str = "") -> Point | None:
    """Latitude and longitude of a town as a row names it; of its region where the list doesn't have the town.

    None where neither is known. A town that there are several of is looked for in the region, then in the country.
    """
    inside = within(region) if region else frozenset()
    named = [town for town in towns_by_key().get(fold(city), ()) if not country or town.country == country]
    named.sort(
        key=lambda town: town.name != city
    )  # before those that are called so in short, or without an accent
    nearest = next((town for town in named if town.region in inside), None)
    if nearest is None and named and region not in _middles():
        nearest = named[0]
    return nearest.point if nearest else _middles().get(region)
