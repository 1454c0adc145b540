"""What is written is read back by the library as the same moments, whatever the zone and the day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.core.calendar import Entry, Method, Party, Status, content_type, write_calendar

ENTRY = Entry(
    uid="4f2c",
    sequence=3,
    changed_at=datetime(2026, 11, 2, 8, tzinfo=UTC),
    starts_at=datetime(2026, 12, 1, 16, 30, tzinfo=UTC),
    ends_at=datetime(2026, 12, 1, 17, 15, tzinfo=UTC),
    zone="Europe/Berlin",
    summary="Interview: Process engineer",
)
PORTAL = Party(name="Bleibe", address="portal@example.org")
FIRST = datetime(2025, 1, 1, tzinfo=UTC)
ZONES = [
    "Europe/Berlin",
    "Europe/Ljubljana",
    "Europe/Lisbon",
    "Europe/Dublin",
    "America/New_York",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Africa/Casablanca",
    "Pacific/Apia",
    "UTC",
]


def read(text: str) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(text)


def event_of(text: str) -> icalendar.Event:
    (event,) = read(text).walk("VEVENT")
    return event


def moments_by_the_files_rules(text: str) -> tuple[datetime, datetime]:
    """Start and end as a calendar reckons them that knows no zone but by the rules in the file, as Outlook does."""
    calendar, event = read(text), event_of(text)
    zones = {str(zone["TZID"]): zone.to_tz(lookup_tzid=False) for zone in calendar.walk("VTIMEZONE")}
    found = []
    for key in ("DTSTART", "DTEND"):
        moment = event[key].dt
        if zone := event[key].params.get("TZID"):
            moment = moment.replace(tzinfo=zones[zone])
        found.append(moment.astimezone(UTC))
    return found[0], found[1]


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    start=st.integers(0, 8 * 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes)),
    minutes=st.integers(5, 480),
)
@example(
    zone="Europe/Berlin", start=datetime(2026, 10, 25, 0, 30, tzinfo=UTC), minutes=60
)  # 2:30, still summer
@example(zone="Europe/Berlin", start=datetime(2026, 10, 25, 1, 30, tzinfo=UTC), minutes=60)  # 2:30 once more
@example(
    zone="Europe/Berlin", start=datetime(2026, 3, 29, 0, 59, tzinfo=UTC), minutes=30
)  # over the hour that is lost
@example(zone="Europe/Ljubljana", start=datetime(2027, 3, 28, 1, 0, tzinfo=UTC), minutes=30)
@example(zone="Africa/Casablanca", start=datetime(2026, 2, 15, 1, 30, tzinfo=UTC), minutes=60)
def test_the_same_moments_are_read_back_by_the_rules_in_the_file(zone, start, minutes):
    end = start + timedelta(minutes=minutes)
    text = write_calendar([replace(ENTRY, zone=zone, starts_at=start, ends_at=end)], method=Method.REQUEST)
    assert moments_by_the_files_rules(text) == (start, end)
    assert [event_of(text)[key].dt.astimezone(UTC) for key in ("DTSTART", "DTEND")] == [start, end]


def test_a_time_is_written_on_the_clocks_of_its_zone_with_the_yearly_rules_that_outlook_reads():
    text = write_calendar([ENTRY], method=Method.REQUEST)
    assert "DTSTART;TZID=Europe/Berlin:20261201T173000" in text.splitlines()
    (zone,) = read(text).walk("VTIMEZONE")
    rules = {part.name: (part["RRULE"].to_ical(), part["DTSTART"].to_ical()) for part in zone.subcomponents}
    assert rules == {
        "DAYLIGHT": (b"FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", b"20250330T020000"),
        "STANDARD": (b"FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", b"20251026T030000"),
    }


def test_the_hour_that_clocks_show_twice_and_zones_without_yearly_rules_are_written_in_utc():
    twice = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    for entry in (
        replace(ENTRY, starts_at=twice, ends_at=twice + timedelta(hours=1)),
        replace(ENTRY, zone="Africa/Casablanca"),
        replace(ENTRY, zone="UTC"),
    ):
        text = write_calendar([entry], method=Method.REQUEST)
        assert f"DTSTART:{entry.starts_at:%Y%m%dT%H%M%SZ}" in text.splitlines()


def test_a_zone_without_summer_time_has_one_rule():
    (zone,) = read(write_calendar([replace(ENTRY, zone="Asia/Tokyo")], method=Method.PUBLISH)).walk(
        "VTIMEZONE"
    )
    assert [(part.name, part["TZOFFSETTO"].to_ical()) for part in zone.subcomponents] == [
        ("STANDARD", "+0900")
    ]


def test_each_zone_of_a_calendar_is_declared_once_for_all_its_years():
    later = datetime(2029, 7, 1, 10, tzinfo=UTC)
    entries = [ENTRY, replace(ENTRY, uid="b", starts_at=later, ends_at=later + timedelta(hours=1))]
    calendar = read(write_calendar([*entries, replace(ENTRY, uid="c", zone="UTC")], method=Method.PUBLISH))
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
    assert [event["DTSTART"].dt.astimezone(UTC) for event in calendar.walk("VEVENT")] == [
        ENTRY.starts_at,
        later,
        ENTRY.starts_at,
    ]


TEXTS = st.text(max_size=200)


@settings(max_examples=60, deadline=None)
@given(summary=TEXTS, place=TEXTS, name=TEXTS, description=TEXTS)
@example(summary="A\r\nATTENDEE:mailto:x@example.org", place="\0", name='"; RSVP=TRUE:x', description="\\n;,")
@example(summary="Š" * 80, place="🇸🇮" * 40, name="a:b;c,d", description="a\n\nb")
def test_nothing_that_people_type_breaks_out_of_its_line(summary, place, name, description):
    entry = replace(
        ENTRY,
        summary=summary,
        location=place,
        description=description,
        attendees=(Party(name=name, address="ana@example.org"),),
    )
    text = write_calendar([entry], method=Method.REQUEST, organiser=Party(name=name, address="a@example.org"))
    plain = write_calendar([replace(entry, summary="", location="", description="")], method=Method.REQUEST)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    event = event_of(text)
    assert set(event) - {"LOCATION", "DESCRIPTION"} == {*event_of(plain), "ORGANIZER", "ATTENDEE"}
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert str(event["ATTENDEE"]) == "mailto:ana@example.org"
    assert "\n" not in str(event["SUMMARY"])


def test_a_request_names_who_calls_and_who_comes_and_a_published_entry_nobody():
    entry = replace(ENTRY, attendees=(Party(name="Ana, MSc", address="ana@example.org"),))
    request = event_of(write_calendar([entry], method=Method.REQUEST, organiser=PORTAL))
    assert (str(request["ORGANIZER"]), request["ORGANIZER"].params["CN"]) == (
        "mailto:portal@example.org",
        "Bleibe",
    )
    assert request["ATTENDEE"].params == {
        "CN": "Ana, MSc",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
    }
    published = write_calendar([entry], method=Method.PUBLISH, organiser=PORTAL)
    assert "ana@example.org" not in published
    assert "ORGANIZER" not in published


def test_the_frame_says_what_the_reader_is_to_do():
    cancelled = replace(ENTRY, status=Status.CANCELLED)
    calendar = read(
        write_calendar([cancelled], method=Method.CANCEL, name="My dates", refresh=timedelta(hours=1))
    )
    frame = {key: calendar[key].to_ical() for key in calendar}
    frame = {key: value.decode() if isinstance(value, bytes) else value for key, value in frame.items()}
    assert frame == {
        "VERSION": "2.0",
        "PRODID": "-//Bleibe//Bleibe//EN",
        "CALSCALE": "GREGORIAN",
        "METHOD": "CANCEL",
        "NAME": "My dates",
        "X-WR-CALNAME": "My dates",
        "REFRESH-INTERVAL": "PT1H",
        "X-PUBLISHED-TTL": "PT1H",
    }
    (event,) = calendar.walk("VEVENT")
    assert (event["STATUS"], event["TRANSP"], event["SEQUENCE"], str(event["UID"])) == (
        "CANCELLED",
        "TRANSPARENT",
        3,
        "4f2c",
    )
    assert "VALARM" not in calendar.to_ical().decode()


@pytest.mark.parametrize("method", Method)
def test_the_header_names_the_method_of_the_text(method):
    assert content_type(method) == f"text/calendar; charset=utf-8; method={method.value}"


def test_the_same_entry_is_written_the_same_again():
    assert write_calendar([ENTRY], method=Method.PUBLISH) == write_calendar([ENTRY], method=Method.PUBLISH)


def test_zones_of_the_tests_exist():
    assert all(ZoneInfo(zone) for zone in ZONES)
