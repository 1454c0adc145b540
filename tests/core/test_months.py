from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.months import Month, NoSuchMonth, in_days, read_day

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "month"), [("", Month(2026, 11)), ("2026-12", Month(2026, 12)), ("2021-01", Month(2021, 1))]
)
def test_a_month_is_read_and_without_one_it_is_this(text, month):
    assert Month.read(text, TODAY) == month
    assert str(month) == (text or "2026-11")


@pytest.mark.parametrize(
    "text",
    [
        "2026",
        "2026-13",
        "2026-00",
        "2026-1",
        "26-12",
        "2026-12-01",
        "x",
        "2020-12",
        "2030-01",
        "9999-12",
        "٢٠٢٦-١٢",
    ],
)
def test_what_is_no_month_or_lies_too_far_away_is_refused(text):
    with pytest.raises(NoSuchMonth):
        Month.read(text, TODAY)


@pytest.mark.parametrize("text", ["2026-02-30", "2026-W05-1", "20261224", "x", "0001-01-01", "9999-12-31"])
def test_what_is_no_day_or_lies_too_far_away_is_refused(text):
    assert read_day("", TODAY) == TODAY
    with pytest.raises(NoSuchMonth):
        read_day(text, TODAY)


@given(st.dates(date(1990, 1, 1), date(2200, 12, 31)))
def test_a_month_is_shown_in_whole_weeks_with_all_its_days(day):
    month = Month.of(day)
    days = month.days()
    assert (days[0].weekday(), days[-1].weekday(), len(days) % 7) == (0, 6, 0)
    inside = [each for each in days if Month.of(each) == month]
    assert (inside[0], inside[-1], len(inside)) == (month.first, month.last, month.last.day)
    assert days[6] >= month.first
    assert days[-7] <= month.last
    assert month.after.before == month.before.after == month


def test_what_goes_on_for_days_stands_on_each_and_on_none_that_is_not_shown():
    days = Month(2026, 12).days()
    last = days[-1]
    lines = [(TODAY, days[1], "long"), (last, last + timedelta(days=5), "begins"), (TODAY, TODAY, "before")]
    found = {
        each.day: [*each.lines]
        for each in in_days(days, lines, today=days[1], month=Month(2026, 12))
        if each.lines
    }
    assert found == {days[0]: ["long"], days[1]: ["long"], last: ["begins"]}
    assert [each.day for each in in_days(days, [], today=days[1]) if each.is_today] == [days[1]]
