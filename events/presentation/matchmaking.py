"""How a matchmaking day reads: its times, who meets whom, what became of the wishes, and how good a plan is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import get_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.constants import MeetingOutcome
from events.models import DayProfile, Encounter, Event, MatchmakingDay, MeetingPlan, Registration, Table
from events.presentation.events import when
from events.queries.matchmaking import looked_at
from events.queries.registrations import registration_token
from matching.scoring.assignment.days import Side
from matching.scoring.assignment.plans import Meeting, Plan, Why
from portal.core.presentation import spoken
from programmes.presentation.documents import of_programme

WHY = {
    Why.ABSENT: gettext_lazy("does not come"),
    Why.EXCLUDED: gettext_lazy("the two are not to meet"),
    Why.NO_LANGUAGE: gettext_lazy("no language in common"),
    Why.NEVER_TOGETHER: gettext_lazy("never there at the same time"),
    Why.OWN_FULL: gettext_lazy("no time left beside other meetings"),
    Why.OTHER_FULL: gettext_lazy("the other side has no time left"),
    Why.NO_SLOT: gettext_lazy("both have time, but never at once"),
}


@dataclass(frozen=True)
class Other:
    """Somebody who can be wished for."""

    key: int
    name: str
    hint: str = ""


def slots_in_words(day: MatchmakingDay) -> list[str]:
    """When each slot is, on the clocks of the programme."""
    zone = day.event.programme.zone
    return [f"{_hour(begins, zone)}–{_hour(ends, zone)}" for begins, ends in day.spans]


def _hour(moment: datetime, zone: Any) -> str:
    return time_format(timezone.localtime(moment, zone), get_format("HOUR_FORMAT"))


def tables_as_others(tables: Iterable[Table]) -> list[Other]:
    return [
        Other(table.pk, str(table.organisation), _("Table %(name)s") % {"name": table.number})
        for table in tables
    ]


def people_as_others(profiles: Iterable[DayProfile]) -> list[Other]:
    """Name and headline: what an organisation sees of who agrees to be seen."""
    found = []
    for profile in profiles:
        person = profile.registration.person
        talent = getattr(person, "talent", None)
        headline = str(talent.headline) if talent else ""
        found.append(Other(profile.registration_id, person.get_full_name(), headline))
    return found


def table_lines(tables: Iterable[Table]) -> list[dict[str, object]]:
    """Of an organisation's own page."""
    return [
        {
            "url": reverse("events:table_detail", args=[table.pk]),
            "title": spoken(table.event.title),
            "when": when(table.event),
            "number": table.number,
        }
        for table in tables
    ]


# --- Both sides' own plan ------------------------------------------------------------------------------------------


def lines_of_person(rows: Iterable[Encounter], day: MatchmakingDay) -> list[dict[str, Any]]:
    """Of the person's page: when, with whom, where, what they have said."""
    return [
        _line(row, day, str(row.table.organisation), row.table_id, row.person_says, row.table.left_at)
        for row in rows
    ]


def lines_of_table(rows: Iterable[Encounter], day: MatchmakingDay) -> list[dict[str, Any]]:
    coming = {"registered"}
    return [
        _line(
            row,
            day,
            row.registration.person.get_full_name(),
            row.registration_id,
            row.table_says,
            row.registration.state not in coming,
        )
        for row in rows
    ]


def _line(
    row: Encounter, day: MatchmakingDay, name: str, key: int, said: str, is_off: object
) -> dict[str, Any]:
    again = row.person_says == row.table_says == MeetingOutcome.AGAIN
    return {
        "when": slots_in_words(day)[row.slot],
        "name": name,
        "key": key,
        "table": row.table.number,
        "seat": row.seat if row.table.seats > 1 else None,
        "is_off": bool(is_off),
        "has_begun": row.slot < day.begun,
        "said": said,
        "said_words": MeetingOutcome(said).label if said else "",
        "again": again,
    }


def unmet_wishes(plan: MeetingPlan, side: Side, key: int, names: Mapping[int, str]) -> list[tuple[str, str]]:
    """Whom somebody wished for in vain, and why: items of components/facts.html."""
    wishes = looked_at(plan).wishes.get((side, key), ())
    return [
        (names.get(wish.other, _("Somebody who does not come")), str(WHY[wish.why]))
        for wish in wishes
        if wish.why is not None
    ]


# --- Staff ---------------------------------------------------------------------------------------------------------


def plan_facts(plan: MeetingPlan, made: Plan) -> list[tuple[object, str]]:
    """How good the plan is, and what no plan exceeds: items of components/facts.html."""
    first, second, points = _reached(plan, "reached")
    most_first, most_second, most_points = _reached(plan, "bound")
    return [
        (_("Meetings"), str(len(made.meetings))),
        (_("People and organisations with at least one wish honoured"), _of_most(first, most_first)),
        (_("With at least two"), _of_most(second, most_second)),
        (_("Points by the ranks of the wishes"), _of_most(points, most_points)),
    ]


def gap_in_words(plan: MeetingPlan) -> str:
    """Whether a better plan may exist."""
    reached, most = _reached(plan, "reached"), _reached(plan, "bound")
    if reached == most:
        return _("It is proven that no plan honours more.")
    if reached[:2] == most[:2]:
        return _(
            "It is proven that no plan helps more people; by the ranks of the wishes one may be a little better."
        )
    return _(
        "The search was ended in time. A better plan may exist, but none beyond the numbers in brackets."
    )


def _reached(plan: MeetingPlan, what: str) -> tuple[int, int, int]:
    first, second, points = plan.score.get(what, (0, 0, 0))
    return first, second, points


def _of_most(reached: int, most: int) -> str:
    if reached == most:
        return str(reached)
    return _("%(value)s (no plan more than %(amount)s)") % {"value": reached, "amount": most}


def honoured_rows(made: Plan) -> list[dict[str, Any]]:
    """By rank and side: how many wishes there were, and how many are honoured. For a bar and its numbers."""
    rows = []
    for side, label in ((Side.GUEST, _("People")), (Side.HOST, _("Organisations"))):
        for rank, (honoured, asked) in made.honoured(side).items():
            rows.append({"side": label, "rank": rank, "honoured": honoured, "asked": asked})
    return rows


def names_of_day(event: Event) -> tuple[dict[int, str], dict[int, str]]:
    """Names of tables and of registrations, by their keys."""
    tables = {row.pk: str(row) for row in event.tables.select_related("organisation")}
    people = event.registrations.select_related("person")
    return tables, {row.pk: row.person.get_full_name() for row in people}


def without_meeting(made: Plan, names: tuple[dict[int, str], dict[int, str]]) -> list[tuple[str, str]]:
    """Who wishes for somebody and meets nobody, and the reasons: items of components/facts.html."""
    tables, people = names
    found = []
    met = {(Side.HOST, each.host) for each in made.meetings} | {
        (Side.GUEST, each.guest) for each in made.meetings
    }
    for (side, key), wishes in made.wishes.items():
        if (side, key) in met:
            continue
        name = tables.get(key, "") if side is Side.HOST else people.get(key, "")
        reasons = dict.fromkeys(str(WHY[wish.why]) for wish in wishes if wish.why is not None)
        found.append((name, "; ".join(reasons)))
    return found


def change_rows(
    before: Sequence[Meeting],
    now: Sequence[Meeting],
    slots: Sequence[str],
    names: tuple[dict[int, str], dict[int, str]],
) -> list[list[str]]:
    """Which meetings are new, moved or gone: kind, who, with whom, when."""
    old, new = {each.pair: each for each in before}, {each.pair: each for each in now}
    tables, people = names
    rows = []
    for pair in sorted(old.keys() | new.keys(), key=lambda each: (each not in new, each)):
        was, will = old.get(pair), new.get(pair)
        if was == will:
            continue
        kind = _("gone") if will is None else _("new") if was is None else _("moved")
        times = [slots[each.slot] for each in (was, will) if each is not None and each.slot < len(slots)]
        rows.append([kind, people.get(pair[1], ""), tables.get(pair[0], ""), " → ".join(times)])
    return rows


def grid_of(plan: MeetingPlan, day: MatchmakingDay) -> tuple[list[str], list[list[Any]]]:
    """Head and rows of components/table.html: tables by slots, and who sits there."""
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    rows = Encounter.objects.filter(plan=plan).in_use().for_lines().order_by("slot", "seat")
    for row in rows:
        found[row.table_id, row.slot].append(row.registration.person.get_full_name())
    tables = Table.objects.there().filter(event=plan.event_id).select_related("organisation")
    head = [_("Table"), *slots_in_words(day)]
    return head, [
        [str(table), *(", ".join(found[table.pk, slot]) or "–" for slot in range(len(day.starts)))]
        for table in tables.order_by("number")
    ]


def signs_data(event: Event, tables: Iterable[Table]) -> dict[str, Any]:
    """What `templates/events/table_signs.typ` is given."""
    return {
        **of_programme(event.programme),
        "event": str(event.title),
        "when": when(event),
        "signs": [
            {
                "number": str(table.number),
                "label": _("Table %(name)s") % {"name": table.number},
                "name": str(table.organisation),
            }
            for table in tables
        ],
    }


def meetings_path(row: Registration) -> str:
    return reverse("events:registration_meetings", args=[registration_token(row.pk)])
