"""Entries for people's calendars, as iCalendar text (RFC 5545, 5546, 7986): the one place that knows the format.

What calendars demand beside it: Outlook reckons times by the rules that stand in the file and by nothing else, and of
rules it knows "each year on such a Sunday of such a month" alone (Microsoft's MS-OXCICAL, 2.1.3.1.1.19); Google and
Apple go by the name of the zone. So rules are written that are true of the years around the entries, and yearly where
the zone has yearly ones. What changes or cancels an entry has its UID and a higher SEQUENCE (RFC 5546, 2.1.4).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import icalendar

from portal.core.text import clean_line, clean_text

PRODUCT = "-//Bleibe//Bleibe//EN"
EXTENSION = "ics"
Observance = icalendar.TimezoneStandard | icalendar.TimezoneDaylight
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONG_AGO = datetime(1970, 1, 1)  # noqa: DTZ001  on the clocks of the zone


class Method(StrEnum):
    """What the reader's calendar is to do (RFC 5546, 1.4)."""

    PUBLISH = "PUBLISH"  # show it; nobody is invited
    REQUEST = "REQUEST"  # put it in, or change it
    CANCEL = "CANCEL"  # take it out


class Status(StrEnum):
    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, kw_only=True)
class Party:
    """Somebody who calls or is invited. Outlook and Google want an address of each."""

    name: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something at a time. The same `uid` and a higher `sequence` is the same entry, changed at `changed_at`.

    `zone` names the time zone in which people agreed on it; what is not in it is not told.
    """

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    status: Status = Status.CONFIRMED
    attendees: tuple[Party, ...] = ()


@dataclass(frozen=True)
class CalendarPart:
    """A calendar that goes along with a mail; its method stands in the mail, too (RFC 6047)."""

    method: Method
    text: str


def content_type(method: Method) -> str:
    """RFC 5545, 8.1: the method stands in the header as in the text."""
    return f"text/calendar; charset=utf-8; method={method}"


def write_calendar(
    entries: Sequence[Entry],
    *,
    method: Method,
    organiser: Party | None = None,
    name: str = "",
    refresh: timedelta | None = None,
) -> str:
    """These entries as one calendar. `name` and `refresh` are for one that is subscribed to: how often to look again.

    Only who is invited to answers: a published entry names nobody (RFC 5546, 3.2.1).
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    if name:
        calendar.add("name", clean_line(name))
        calendar.add("x-wr-calname", clean_line(name))
    if refresh is not None:
        calendar.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", icalendar.vDuration(refresh))
    zones = {
        zone: _rules_around([entry for entry in entries if entry.zone == zone]) for zone in _zones(entries)
    }
    for rules in filter(None, zones.values()):
        calendar.add_component(rules)
    called_by = None if method is Method.PUBLISH else organiser
    for entry in entries:
        calendar.add_component(_event(entry, called_by, has_rules=zones[entry.zone] is not None))
    return str(calendar.to_ical().decode())


def _event(entry: Entry, organiser: Party | None, *, has_rules: bool) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    for key, moment in zip(("dtstart", "dtend"), _moments(entry, has_rules=has_rules), strict=True):
        event.add(key, moment)
    event.add("summary", clean_line(entry.summary))
    for key, text in (
        ("location", clean_line(entry.location)),
        ("description", clean_text(entry.description)),
    ):
        if text:
            event.add(key, text)
    if entry.url:
        event.add("url", icalendar.vUri(entry.url))
    event.add("status", entry.status.value)
    event.add("transp", "OPAQUE" if entry.status is Status.CONFIRMED else "TRANSPARENT")
    if organiser is not None:
        event.add("organizer", _party(organiser), encode=False)
        for party in entry.attendees:
            event.add("attendee", _attendee(party), encode=False)
    return event


def _party(party: Party) -> icalendar.vCalAddress:
    """A name can hold no quotation marks and no line breaks there (RFC 5545, 3.2)."""
    address = icalendar.vCalAddress(f"mailto:{clean_line(party.address)}")
    if name := clean_line(party.name).replace('"', "'"):
        address.params["CN"] = name
    return address


def _attendee(party: Party) -> icalendar.vCalAddress:
    """They have agreed here already, and are asked nothing."""
    address = _party(party)
    address.params.update(
        {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
    )
    return address


# --- Moments and time zones ----------------------------------------------------------------------------------------


def _zones(entries: Iterable[Entry]) -> list[str]:
    return sorted({entry.zone for entry in entries})


def _moments(entry: Entry, *, has_rules: bool) -> tuple[datetime, datetime]:
    """Start and end on the clocks of its zone; in UTC where its rules can't be written, or one is shown twice.

    A time with a zone means the first of the two (RFC 5545, 3.3.5), so the second can't be written that way.
    """
    zone = ZoneInfo(entry.zone)
    local = entry.starts_at.astimezone(zone), entry.ends_at.astimezone(zone)
    if has_rules and not any(moment.fold for moment in local):
        return local
    return local[0].astimezone(UTC), local[1].astimezone(UTC)


def _rules_around(entries: Sequence[Entry]) -> icalendar.Timezone | None:
    """What the clocks do in the years around these entries, which are all in one zone."""
    years = {moment.year for entry in entries for moment in (entry.starts_at, entry.ends_at)}
    return _time_zone(entries[0].zone, min(years) - 1, max(years) + 1)


@lru_cache(maxsize=256)
def _time_zone(name: str, first_year: int, last_year: int) -> icalendar.Timezone | None:
    """The zone's yearly rules from the first of these years to the last; None where they are not the same each year.

    Such as in Morocco, whose clocks follow the moon: what is not yearly Outlook reads as it likes.
    """
    transitions = list(_transitions(ZoneInfo(name), first_year, last_year))
    kinds = _kinds(transitions)
    observances = [made for kind in kinds if (made := _yearly(kind, last_year - first_year + 1))]
    if name == "UTC" or len(observances) < len(kinds):
        return None
    component = icalendar.Timezone()
    component.add("tzid", name)
    for observance in observances or [_unchanging(ZoneInfo(name), first_year)]:
        component.add_component(observance)
    return component


@dataclass(frozen=True)
class _Transition:
    """When clocks change: the time they show then (`local`), and how far they are ahead of UTC before and after."""

    local: datetime
    before: timedelta
    after: timedelta
    name: str

    def rules(self) -> set[tuple[int, str, datetime]]:
        """Yearly rules that lead to this day: month, which weekday of it, and the time of day."""
        which = {(self.local.day - 1) // 7 + 1}
        if self.local.day > monthrange(self.local.year, self.local.month)[1] - 7:
            which.add(-1)
        time, weekday = self.local.replace(year=1970, month=1, day=1), WEEKDAYS[self.local.weekday()]
        return {(self.local.month, f"{number}{weekday}", time) for number in which}


def _kinds(transitions: Iterable[_Transition]) -> list[list[_Transition]]:
    """The same change of each year together: to summer time, and back."""
    kinds: dict[object, list[_Transition]] = {}
    for each in transitions:
        kinds.setdefault((each.before, each.after, each.name), []).append(each)
    return list(kinds.values())


def _yearly(kind: list[_Transition], years: int) -> Observance | None:
    """One rule for all of these, if there is one and each of so many years has its change."""
    rules = set.intersection(*(each.rules() for each in kind))
    if not rules or len(kind) != years:
        return None
    month, weekday, _time = min(
        rules, key=lambda rule: rule[1]
    )  # "the last" where that is as true as "the fourth"
    made = _observance(kind[0])
    made.add("rrule", {"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": weekday})
    return made


def _unchanging(zone: ZoneInfo, year: int) -> Observance:
    moment = datetime(year, 1, 1, tzinfo=zone)
    offset = moment.utcoffset() or timedelta()
    return _observance(_Transition(LONG_AGO, offset, offset, moment.tzname() or ""))


def _observance(each: _Transition) -> Observance:
    made: Observance = (
        icalendar.TimezoneDaylight() if each.after > each.before else icalendar.TimezoneStandard()
    )
    made.add("dtstart", each.local)
    made.add("tzoffsetfrom", each.before)
    made.add("tzoffsetto", each.after)
    made.add("tzname", each.name)
    return made


def _transitions(zone: ZoneInfo, first_year: int, last_year: int) -> Iterator[_Transition]:
    """All changes of the clocks, found by halving each day on which the distance to UTC changes."""
    moment, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while moment < end:
        following = moment + timedelta(days=1)
        before, after = _offset(zone, moment), _offset(zone, following)
        if before != after:
            at = _first_with(after, zone, moment, following)
            local = (at + before).replace(tzinfo=None)
            yield _Transition(local, before, after, at.astimezone(zone).tzname() or "")
        moment = following


def _first_with(offset: timedelta, zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The first second between the two at which the zone has this distance to UTC."""
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) // 2).replace(microsecond=0)
        low, high = (low, middle) if _offset(zone, middle) == offset else (middle, high)
    return high


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
