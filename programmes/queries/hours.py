"""How many of the hours that a funder asks for somebody has, and what they come from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from portal.users.models import User
from programmes.extensions import hours_sources
from programmes.models import Enrolment, Hours
from programmes.queries.programmes import taking_part
from programmes.workflows.hours import HoursStanding, in_hours


@dataclass(frozen=True)
class Meter:
    """Hours somebody has, of those after which they count as a participant."""

    hours: Decimal
    threshold: Decimal
    is_reached: bool


def meter_of(enrolment: Enrolment, minutes: int) -> Meter | None:
    """None for whoever counts without having so many hours."""
    threshold = enrolment.funding.threshold_hours if enrolment.funding else None
    if threshold is None or enrolment.hours_standing == HoursStanding.NOT_COUNTED:
        return None
    return Meter(in_hours(minutes), threshold, enrolment.hours_standing == HoursStanding.REACHED)


def meters_for(user: User) -> list[tuple[Enrolment, Meter]]:
    """What the person takes part in and counts in by hours; a part of what is read for all of a page."""
    found = ((row, meter_of(row, row.minutes)) for row in taking_part(user))
    return [(row, meter) for row, meter in found if meter is not None]


def ledger_of(enrolment: Enrolment, user: User) -> list[Hours]:
    """What counts for the enrolment, the latest first, as far as `user` reads it."""
    rows = Hours.objects.visible_to(user).filter(person=enrolment.person_id, funding=enrolment.funding_id)
    return list(rows)


def titles_of(rows: Iterable[Hours]) -> Mapping[tuple[str, int], str]:
    """Source and key of each → what was attended, as its source calls it: one question for each source."""
    keys: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        keys[row.source].append(row.source_key)
    return {
        (name, key): title
        for name, found in keys.items()
        if name in hours_sources
        for key, title in hours_sources[name].named(found).items()
    }
