"""When a reminder goes: by the calendar of its programme, or to the hour, and what a programme leaves to others."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.models.reminder_rules import Rule

KIND = "matching.unanswered"
BERLIN = ZoneInfo("Europe/Berlin")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def rule(offset=5, unit="days", zone="Europe/Berlin", kind=KIND, on_since=LONG_AGO):
    return Rule(1, kind, "first", 1, ZoneInfo(zone), True, offset, unit, "", "", on_since)


def berlin(*when):
    return datetime(*when, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        (berlin(2026, 3, 26, 23, 59), berlin(2026, 3, 31, 8)),  # the clocks go forward on the 29th
        (berlin(2026, 3, 24, 8), berlin(2026, 3, 29, 8)),
        (berlin(2026, 10, 20, 0, 1), berlin(2026, 10, 25, 8)),  # and back on the 25th
        (berlin(2026, 10, 23, 12), berlin(2026, 10, 28, 8)),
    ],
)
def test_days_are_counted_by_the_calendar_over_both_changes_of_the_clocks(sent, due):
    assert rule().due_at(sent) == due
    for now, is_due in ((due - timedelta(minutes=1), False), (due, True)):
        since, until = rule().window(now)
        assert (since <= sent < until) is is_due


@pytest.mark.parametrize("start", [berlin(2026, 3, 28, 12), berlin(2026, 10, 24, 12)])
def test_hours_are_counted_exactly_over_both_changes_of_the_clocks(start):
    due = rule(24, "hours").due_at(start)
    assert due - start.astimezone(UTC) == timedelta(hours=24)
    assert due.astimezone(BERLIN).hour != 12


def test_a_day_is_the_programme_s_not_the_server_s():
    sent = datetime(2026, 6, 1, 22, 30, tzinfo=UTC)  # the second of June in Berlin, the first in London
    assert rule().due_at(sent) == berlin(2026, 6, 7, 8)
    assert rule(zone="Europe/London").due_at(sent) == datetime(
        2026, 6, 6, 8, tzinfo=ZoneInfo("Europe/London")
    )


moments = st.integers(0, 2 * 366 * 86400).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@given(
    moments,
    st.timedeltas(timedelta(0), timedelta(days=29)),
    st.integers(0, 40),
    st.sampled_from(["days", "hours"]),
    st.sampled_from(["Europe/Berlin", "Europe/Ljubljana", "Pacific/Auckland", "America/St_Johns", "UTC"]),
)
def test_the_window_holds_exactly_what_is_due(sent, later, offset, unit, zone):
    asked = rule(offset, unit, zone)
    now = asked.due_at(sent) + later
    since, until = asked.window(now)
    assert since <= sent < until
    earlier = asked.due_at(sent) - timedelta(microseconds=1)
    since, until = asked.window(earlier)
    assert not since <= sent < until


@given(moments, st.timedeltas(timedelta(seconds=1), timedelta(days=300)), st.sampled_from(["days", "hours"]))
def test_what_fell_due_before_it_was_switched_on_is_not_due(sent, later, unit):
    due = rule(5, unit).due_at(sent)
    asked = rule(5, unit, on_since=due + later)
    since, until = asked.window(due + later + timedelta(days=1))
    assert not since <= sent < until
