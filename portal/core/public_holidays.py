"""Public holidays of a place, by its country and, in Germany, its Land."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays
from django.utils.translation import get_language

LANDS = {
    "DE1": "BW", "DE2": "BY", "DE3": "BE", "DE4": "BB", "DE5": "HB", "DE6": "HH", "DE7": "HE", "DE8": "MV",
    "DE9": "NI", "DEA": "NW", "DEB": "RP", "DEC": "SL", "DED": "SN", "DEE": "ST", "DEF": "SH", "DEG": "TH",
}  # fmt: skip
"""Beginning of a code of NUTS → Land, as the calendar of holidays calls it."""


def land_of(country: str, region: str) -> str | None:
    return LANDS.get(region[:3]) if country == "DE" else None


def holiday_on(day: date, country: str, region: str = "") -> str:
    """What it is called in the reader's language, where the calendar of holidays knows it; "" on other days."""
    language = (get_language() or "en").partition("-")[0]
    return str(holidays_of(country, land_of(country, region), day.year, language).get(day, ""))


@lru_cache(maxsize=64)
def holidays_of(country: str, land: str | None, year: int, language: str = "") -> holidays.HolidayBase:
    """Of a year. A country that the calendar does not know has none."""
    if country not in holidays.list_supported_countries():
        return holidays.HolidayBase(years=year)
    spoken = (
        next((each for each in _languages(country) if each.startswith(language)), None) if language else None
    )
    return holidays.country_holidays(country, subdiv=land, years=year, language=spoken)


@lru_cache(maxsize=64)
def _languages(country: str) -> tuple[str, ...]:
    return tuple(holidays.list_localized_countries().get(country, ()))
