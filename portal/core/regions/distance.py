"""How far apart places are, as the crow flies."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

import numpy as np
from numpy.typing import NDArray

EARTH = 6371.0088
"""Mean radius in kilometres (IUGG)."""

Point = tuple[float, float]
"""Latitude and longitude in degrees (WGS 84)."""


def kilometres(one: Point, other: Point) -> float:
    """Between two places, by the haversine formula."""
    (lat, lon), (other_lat, other_lon) = one, other
    across = sin(radians(other_lat - lat) / 2) ** 2
    along = cos(radians(lat)) * cos(radians(other_lat)) * sin(radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH * asin(min(1, sqrt(across + along)))


def kilometres_to_all(
    place: Point, lats: NDArray[np.floating], lons: NDArray[np.floating]
) -> NDArray[np.float64]:
    """The same to many places at once; NaN where one has no coordinates."""
    lat, lon = np.radians(place[0]), np.radians(place[1])
    other_lats, other_lons = np.radians(lats), np.radians(lons)
    across = np.sin((other_lats - lat) / 2) ** 2
    along = np.cos(lat) * np.cos(other_lats) * np.sin((other_lons - lon) / 2) ** 2
    found: NDArray[np.float64] = 2 * EARTH * np.arcsin(np.minimum(1, np.sqrt(across + along)))
    return found
