"""Time zones: those that Python and the database both know, so that a day is the same day in a page and in a query."""

from datetime import UTC, datetime
from functools import cache, lru_cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models.lookups import IsNull
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.core.collation import in_order

MIDSUMMER = datetime(2000, 6, 21, tzinfo=UTC)


@cache
def known_zones() -> frozenset[str]:
    """Names of places, as in `Europe/Berlin`, that both know. The database is asked once in a process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_timezone_names")
        known = {name for (name,) in cursor.fetchall()}
    return frozenset(known & available_timezones())


def check_zone(name: str) -> None:
    """For forms and models."""
    if name not in known_zones():
        raise ValidationError(_("This time zone is unknown. Write it like Europe/Berlin."), code="time_zone")


def zone_choices() -> list[tuple[str, str]]:
    """For a list to choose from: zones by town and country, as the reader's language has them; no abbreviations."""
    return _named_zones(get_language() or "en", known_zones())


@lru_cache(maxsize=8)
def _named_zones(language: str, zones: frozenset[str]) -> list[tuple[str, str]]:
    named = [(name, _place_of(name, language)) for name in zones if "/" in name or name == "UTC"]
    return sorted(named, key=lambda each: (in_order(each[1]), each[0]))


def place_of(zone: str) -> str:
    """What people call the zone: its town and country, in the active language."""
    return _place_of(zone, get_language() or "en")


def _place_of(zone: str, language: str) -> str:
    """A zone that stands for no place of its own, as older names do, by the last part of its name."""
    code = get_global("zone_territories").get(zone)
    country = Locale.parse(language, sep="-").territories.get(code) if code else None
    if country is None:
        return _last_part(zone)
    town = get_timezone_location(zone, locale=language.replace("-", "_"), return_city=True)
    return f"{_last_part(town)}, {country}"


def _last_part(name: str) -> str:
    return name.rpartition("/")[2].replace("_", " ")


def zone_constraint(field: str, *, name: str) -> models.CheckConstraint:
    """Keeps out what the database can't reckon with: a query that counts days by such a zone would fail for everybody.

    The database refuses an unknown name itself when it tries to use it.
    """
    there = models.Func(
        models.F(field), models.Value(MIDSUMMER), function="timezone", output_field=models.DateTimeField()
    )
    return models.CheckConstraint(condition=IsNull(there, False), name=name)
