"""Dates that are about to be added to an event: what stands against them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.models import Event
from events.presentation.conflicts import Conflict
from portal.core.public_holidays import holiday_on
from portal.core.series import moments_on


@dataclass(frozen=True)
class Planned:
    """From when to when, what is to be known of the day, and whether it is left out."""

    starts_at: datetime
    ends_at: datetime
    words: str
    note: str
    is_left_out: bool
    conflicts: tuple[Conflict, ...] = ()


def planned(
    event: Event, days: Iterable[date], begins: time, ends: time, *, leaves_holidays_out: bool
) -> list[Planned]:
    """What stands already is not added once more; public holidays are left out where that is wanted."""
    programme = event.programme
    there = set(event.sessions.values_list("starts_at", flat=True))
    found = []
    for day in days:
        moments = moments_on(day, begins, ends, programme.zone)
        holiday = holiday_on(day, str(programme.country), programme.region)
        is_there = moments[0] in there
        note = _("stands already") if is_there else holiday
        is_left_out = is_there or bool(holiday and leaves_holidays_out)
        found.append(Planned(*moments, f"{date_format(day, 'l')}, {date_format(day)}", note, is_left_out))
    return found


def shown_as(dates: Iterable[Planned]) -> str:
    """What a preview has shown, so that nothing else is written."""
    return " ".join(f"{each.starts_at.isoformat()}/{each.ends_at.isoformat()}" for each in dates)
