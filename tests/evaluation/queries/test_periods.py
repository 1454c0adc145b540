from collections import Counter
from datetime import date, timedelta

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from evaluation.queries.contributions import Period
from evaluation.queries.periods import Days, last_day, next_month, parts_of


def days_of(period):
    return [
        period.starts_on + timedelta(days=each)
        for each in range((period.ends_on - period.starts_on).days + 1)
    ]


def months_in(parts):
    month = parts.months.starts_on if parts.months else None
    while month and month <= parts.months.ends_on:
        yield month
        month = next_month(month)


@given(begin=st.dates(date(2025, 1, 1), date(2028, 3, 31)), length=st.integers(0, 800))
def test_the_parts_of_a_period_are_its_days_and_no_others(begin, length):
    period = Period(begin, begin + timedelta(days=length))
    parts = parts_of(period)
    counted = Counter()
    for month in months_in(parts):
        counted.update(days_of(Period(month, last_day(month))))
    for days in parts.days:
        assert last_day(days.period.starts_on) == last_day(days.period.ends_on)
        for day in days_of(days.period):
            counted[day] += days.sign
    assert +counted == Counter(days_of(period))
    assert min(counted.values()) >= 0


def test_a_month_at_an_end_counts_by_its_days_or_by_the_others_whichever_are_fewer():
    most = parts_of(Period(date(2023, 1, 5), date(2023, 3, 26)))
    assert most.months == Period(date(2023, 1, 1), date(2023, 3, 1))
    assert most.days == (
        Days(Period(date(2023, 1, 1), date(2023, 1, 4)), -1),
        Days(Period(date(2023, 3, 27), date(2023, 3, 31)), -1),
    )
    least = parts_of(Period(date(2023, 1, 28), date(2023, 3, 3)))
    assert least.months == Period(date(2023, 2, 1), date(2023, 2, 1))
    assert least.days == (
        Days(Period(date(2023, 1, 28), date(2023, 1, 31)), 1),
        Days(Period(date(2023, 3, 1), date(2023, 3, 3)), 1),
    )


def test_days_within_one_month_are_counted_by_themselves():
    period = Period(date(2023, 1, 2), date(2023, 1, 30))
    assert (parts_of(period).months, parts_of(period).days) == (None, (Days(period, 1),))


def test_what_ends_today_is_counted_by_whole_months_without_the_days_to_come():
    today = timezone.localdate()
    parts = parts_of(Period(today.replace(month=1, day=1), today))
    to_come = Days(Period(today + timedelta(days=1), last_day(today)), -1)
    assert parts.months == Period(today.replace(month=1, day=1), today.replace(day=1))
    assert parts.days == ((to_come,) if today != last_day(today) else ())
