from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.http import QueryDict
from django.utils.translation import override

from portal.core.moments import (
    MomentInput,
    duration_in_words,
    moment_in_words,
    next_working_days,
    span_in_words,
    zone_in_words,
)


class MomentForm(forms.Form):
    time_1 = MomentInput(required=False)

    def __init__(self, data=None, zone="Europe/Berlin"):
        super().__init__(data)
        self.fields["time_1"].zone = zone


def typed(day, clock, zone="Europe/Berlin"):
    form = MomentForm(QueryDict(mutable=True), zone)
    form.data["time_1_0"], form.data["time_1_1"] = day, clock
    return form


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Tuesday, 1\xa0December 2026, 17:30"),
        ("de", "Dienstag, 1.\xa0Dezember 2026, 17:30\xa0Uhr"),
        ("sl", "torek, 1.\xa012.\xa02026 ob\xa017.30"),
    ],
)
def test_a_moment_is_said_as_its_language_writes_it_on_the_clocks_of_its_place(language, words):
    with override(language):
        assert moment_in_words(datetime(2026, 12, 1, 16, 30, tzinfo=UTC), "Europe/Berlin") == words


@pytest.mark.parametrize(
    ("language", "start", "end", "words"),
    [
        ("de", (18, 0), (21, 0), "4.\xa0Dezember 2026, 18–21\xa0Uhr"),
        ("de", (18, 30), (21, 0), "4.\xa0Dezember 2026, 18:30–21\xa0Uhr"),
        ("en", (9, 0), (11, 30), "4\xa0December 2026, 09:00–11:30"),
        ("sl", (9, 0), (11, 30), "4.\xa012.\xa02026, 9.00–11.30"),
    ],
)
def test_from_when_to_when_is_said_as_its_language_writes_it(language, start, end, words):
    zone = ZoneInfo("Europe/Ljubljana")
    first, last = (datetime(2026, 12, 4, *clock, tzinfo=zone) for clock in (start, end))
    with override(language):
        assert span_in_words(first, last, zone) == words


def test_what_lasts_beyond_midnight_names_both_days():
    zone = ZoneInfo("Europe/Berlin")
    first, last = datetime(2026, 12, 4, 22, tzinfo=zone), datetime(2026, 12, 5, 1, tzinfo=zone)
    with override("de"):
        assert (
            span_in_words(first, last, zone)
            == "4.\xa0Dezember 2026, 22:00\xa0Uhr – 5.\xa0Dezember 2026, 01:00\xa0Uhr"
        )


@pytest.mark.parametrize(
    ("language", "zone", "words"),
    [("en", "Europe/Vienna", "local time in Vienna"), ("de", "Europe/Vienna", "Ortszeit Wien")],
)
def test_people_are_told_whose_clocks_are_meant_by_a_town(language, zone, words):
    with override(language):
        assert zone_in_words(zone) == words


def test_a_duration_is_said_in_hours_where_it_has_whole_ones():
    with override("en"):
        words = [duration_in_words(timedelta(minutes=minutes)) for minutes in (30, 60, 90, 120)]
    assert words == ["takes 30 minutes", "takes 1 hour", "takes 90 minutes", "takes 2 hours"]


def test_working_days_leave_weekends_out():
    friday = date(2026, 11, 27)
    assert next_working_days(3, after=friday) == [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)]


@pytest.mark.parametrize(
    ("day", "clock", "zone", "moment"),
    [
        ("2026-12-01", "17:30", "Europe/Berlin", datetime(2026, 12, 1, 16, 30, tzinfo=UTC)),
        ("2026-12-01", "17.30", "Europe/Berlin", datetime(2026, 12, 1, 16, 30, tzinfo=UTC)),
        ("2027-07-01", "17:30", "Europe/Lisbon", datetime(2027, 7, 1, 16, 30, tzinfo=UTC)),
        ("2026-10-25", "02:30", "Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_day_and_time_are_read_on_the_clocks_of_the_place(day, clock, zone, moment):
    form = typed(day, clock, zone)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["time_1"].astimezone(UTC) == moment


@pytest.mark.parametrize(
    ("day", "clock", "error"),
    [
        ("2027-03-28", "02:30", "The clocks skip this time on that day. Choose another."),
        ("2026-12-01", "", "Enter both: the day and the time."),
        ("", "10:00", "Enter both: the day and the time."),
        ("2026-02-30", "10:00", "Enter the day, as in 1.3.2027."),
        ("2026-12-01", "25:00", "Enter the time, as in 14:30."),
        ("2026-12-01", "ten", "Enter the time, as in 14:30."),
        ("1\0", "\0", "Enter the day, as in 1.3.2027."),
    ],
)
def test_what_is_no_time_is_named_beside_it(day, clock, error):
    with override("en"):
        assert error in typed(day, clock).errors["time_1"]


def test_nothing_typed_is_no_time():
    form = typed("", "")
    assert form.is_valid()
    assert form.cleaned_data["time_1"] is None


def test_browsers_offer_a_calendar_and_a_clock():
    html = str(MomentForm()["time_1"])
    assert 'type="date"' in html
    assert 'type="time"' in html
