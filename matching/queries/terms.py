"""Where a placement may appear, and for how long."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from matching.constants import LONGEST_LISTING_DAYS
from programmes.constants import Module
from programmes.models import Organisation, Programme
from programmes.querysets.programmes import ProgrammeQuerySet


def programmes_for(organisation: Organisation) -> ProgrammeQuerySet:
    """The programmes in which the organisation may post: its own that run and have placements."""
    return organisation.programmes.showing(Module.PLACEMENTS)


def end_of_day(day: date, programmes: Iterable[Programme]) -> datetime:
    """The last second of `day` where it ends last: in the westernmost time zone of the programmes."""
    zones = {programme.zone for programme in programmes} or {timezone.get_default_timezone()}
    return max(datetime.combine(day, time(23, 59, 59), tzinfo=zone) for zone in zones)


def last_day(today: date) -> date:
    """The last day until which a placement may be shown."""
    return today + timedelta(days=LONGEST_LISTING_DAYS)
