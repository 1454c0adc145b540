"""How the result of an event reads, and what earlier events let one expect."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.constants import AttendanceMode
from events.models import Event
from events.presentation.sessions import when_session
from events.queries.results import Absence, Result
from portal.core.amounts import amount_shown, money_shown
from portal.core.presentation import Item
from programmes.constants import HorizontalPrinciple
from programmes.workflows.hours import in_hours


def result_facts(event: Event, result: Result, before: Absence) -> list[Item]:
    found = result.turnout
    principles = ", ".join(str(HorizontalPrinciple(each).label) for each in event.principles)
    return [
        (_("Registered"), str(found.registered)),
        (_("Came"), str(found.came)),
        (_("Did not come"), _percent(found.no_show_percent)),
        (_("Did not come, at the programme’s events before"), _percent(before.percent)),
        (_("Places"), _places(event)),
        (_("Hours in the ledger"), amount_shown(in_hours(result.minutes))),
        (_("Certificates issued"), str(result.certified) if event.certificate_kind else ""),
        (_("Horizontal principles"), principles),
        (_("Costs planned"), "" if event.costs_planned is None else f"{money_shown(event.costs_planned)} €"),
        (_("Costs spent"), "" if event.costs_spent is None else f"{money_shown(event.costs_spent)} €"),
        (_("Costs for each person who came"), _each(event, found.came)),
        (_("Fees paid"), f"{money_shown(result.fees)} €" if event.fee else ""),
    ]


def _percent(percent: int | None) -> str:
    return _("not known yet") if percent is None else f"{percent} %"


def _places(event: Event) -> str:
    rows = list(event.admissions.all())
    if not rows or any(row.capacity is None for row in rows):
        return ""
    return str(sum(row.capacity or 0 for row in rows))


def _each(event: Event, came: int) -> str:
    if event.costs_spent is None or not came:
        return ""
    return f"{money_shown(event.costs_spent / came)} €"


def way_rows(result: Result) -> list[list[str]]:
    return [
        [str(AttendanceMode(way).label), str(number), str(came)]
        for way, (number, came) in result.ways.items()
    ]


def date_rows(event: Event, result: Result) -> list[dict[str, Any]]:
    return [
        {"when": when_session(session, event), "belonged": belonged, "came": came}
        for session, belonged, came in result.dates
    ]


def advice(event: Event, before: Absence) -> list[str]:
    """What one can expect of the places that are set: advice, by which nothing is changed."""
    limited = [row for row in event.admissions.all() if row.capacity]
    if not limited or event.has_begun:
        return []
    if before.percent is None:
        return [
            _("How many registered people stay away can’t be said yet: too few events with noted attendance.")
        ]
    said = ngettext(
        "Of those registered for your last %(number)d event %(percent)d %% did not come.",
        "Of those registered for your last %(number)d events %(percent)d %% did not come.",
        before.held,
    ) % {"number": before.held, "percent": before.percent}
    lines = [_line(str(row.get_attendance_display()), row.capacity or 0, before) for row in limited]
    return [said, *lines]


def _line(way: str, places: int, before: Absence) -> str:
    needed = before.registrations_for(places)
    said = ngettext(
        "%(way)s: %(number)d registration would fill the places that are set.",
        "%(way)s: %(number)d registrations would fill the places that are set.",
        needed,
    )
    return said % {"way": way, "number": needed}
