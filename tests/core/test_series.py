from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from portal.core.series import LAST, MOST_DAYS, Monthly, Weekly, days_by, moments_on

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = 1, 2, 3, 4


def days(rule, first, **end) -> list[str]:
    return [f"{day:%m-%d}" for day in days_by(rule, first=date.fromisoformat(first), **end)]


def test_every_other_week_counts_from_the_week_of_the_first_day():
    rule = Weekly(weekdays=(THURSDAY, TUESDAY), every=2)
    found = days(rule, "2027-01-06", until=date(2027, 2, 4))  # a Wednesday
    assert found == ["01-07", "01-19", "01-21", "02-02", "02-04"]


def test_the_third_wednesday_and_the_last_friday_of_each_month():
    assert days(Monthly(weekday=WEDNESDAY, number=3), "2027-01-01", times=3) == ["01-20", "02-17", "03-17"]
    assert days(Monthly(weekday=FRIDAY, number=LAST), "2027-01-30", times=2) == ["02-26", "03-26"]


def test_a_month_without_such_a_day_has_none():
    assert days(Monthly(weekday=FRIDAY, number=5), "2027-01-01", times=3) == ["01-29", "04-30", "07-30"]


def test_a_series_ends_by_its_day_or_its_number_whichever_comes_first_and_never_goes_on_for_ever():
    rule = Weekly(weekdays=(TUESDAY,))
    assert len(days(rule, "2027-01-05", until=date(2027, 1, 19), times=9)) == 3
    assert len(days(rule, "2027-01-05", until=date(2030, 1, 1))) == MOST_DAYS
    assert len(days(rule, "2027-01-05", times=500)) == MOST_DAYS


def test_the_hour_stays_the_same_when_clocks_change():
    berlin = ZoneInfo("Europe/Berlin")
    for day, hour in (
        (date(2027, 3, 24), 17),
        (date(2027, 3, 31), 16),
        (date(2027, 10, 27), 16),
        (date(2027, 11, 3), 17),
    ):
        starts_at, ends_at = moments_on(day, time(18), time(20), berlin)
        assert (starts_at.hour, ends_at.hour) == (18, 20)
        assert starts_at.astimezone(UTC) == datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
