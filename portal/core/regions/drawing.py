"""A map made of dots, one for each square of the land in which the list has a town: nobody else's map is needed.

`manage.py draw_map` writes static/img/map.svg, the whole land in the colour of the text around it. What
lies in a region is drawn over it by the same dots (`dots`), where a page asks for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path

from portal.core.regions.distance import Point
from portal.core.regions.towns import COUNTRIES, towns
from portal.core.regions.tree import around

FILE = Path(__file__).parents[3] / "static" / "img" / "map.svg"
NORTH, WEST = 55.15, 5.75
SCALE = 42
"""Units a degree of latitude."""
NARROWING = 0.64
"""How much shorter a degree of longitude is: the cosine of 50 degrees north."""
STEP = 6
WIDTH, HEIGHT = 312, 414
"""What the dots of all countries need."""
Square = tuple[int, int]


def at(point: Point) -> tuple[int, int]:
    """Where a point of the earth is on the map, in its units from the top left."""
    latitude, longitude = point
    return round((longitude - WEST) * SCALE * NARROWING), round((NORTH - latitude) * SCALE)


@lru_cache(maxsize=200)
def dots(code: str) -> str:
    """The squares in which a region has a town, as the `d` of a path; a stroke with round ends makes a dot of each."""
    return _path(square for square, codes in _squares().items() if code in codes)


def drawn() -> str:
    """The file."""
    stroke = 'fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path id="land" {stroke} d="{_path(_squares())}"/>'
        "</svg>\n"
    )


def _path(squares: Iterable[Square]) -> str:
    """Every other row is moved by half a step, as bricks are."""
    return "".join(
        f"M{column * STEP + (row % 2) * STEP // 2} {row * STEP}h0" for row, column in sorted(squares)
    )


@cache
def _squares() -> Mapping[Square, frozenset[str]]:
    """By row and column, in which regions their towns lie."""
    found: dict[Square, set[str]] = defaultdict(set)
    for town in towns():
        if town.country in COUNTRIES:
            x, y = at(town.point)
            row = round(y / STEP)
            found[row, round((x - (row % 2) * STEP / 2) / STEP)].update(around(town.region))
    return {square: frozenset(codes) for square, codes in found.items()}
