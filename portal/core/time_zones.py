"""Time zones: those that Python and the database both know, so that a day is the same day in a page and in a query."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _

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
    """For a list to choose from: zones by the name of a place, and UTC; no abbreviations."""
    return [(name, name) for name in sorted(known_zones()) if "/" in name or name == "UTC"]


def zone_constraint(field: str, *, name: str) -> models.CheckConstraint:
    """Keeps out what the database can't reckon with: a query that counts days by such a zone would fail for everybody.

    The database refuses an unknown name itself when it tries to use it.
    """
    there = models.Func(
        models.F(field), models.Value(MIDSUMMER), function="timezone", output_field=models.DateTimeField()
    )
    return models.CheckConstraint(condition=IsNull(there, False), name=name)
