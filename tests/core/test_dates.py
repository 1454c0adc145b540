"""Which days make sense, and how they are written."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from portal.core.dates import EndsBeforeStart, YearsBetween, check_period, day

between = YearsBetween(1990, 2100)


@pytest.mark.parametrize("value", [date(1990, 1, 1), date(2100, 12, 31), datetime(2027, 3, 1, tzinfo=UTC)])
def test_a_day_of_a_year_that_makes_sense_is_taken(value):
    assert between(value) is None


@pytest.mark.parametrize("value", [date(1, 1, 1), date(1989, 12, 31), date(2101, 1, 1), date(9999, 12, 31)])
def test_any_other_is_refused_with_the_years_that_do(value):
    with pytest.raises(ValidationError) as refused:
        between(value)
    assert refused.value.messages == ["Choose a day between the years 1990 and 2100."]


def test_the_same_years_are_the_same_check_so_that_no_migration_is_made_for_them():
    assert between == YearsBetween(1990, 2100)
    assert hash(between) == hash(YearsBetween(1990, 2100))
    assert between != YearsBetween(1950, 2100)
    assert between.deconstruct() == ("portal.core.dates.YearsBetween", (1990, 2100), {})


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(date(2027, 3, 1), date(2027, 3, 1)), (None, date(2027, 3, 1)), (date(2027, 3, 1), None), (None, None)],
)
def test_a_period_may_be_one_day_or_open(starts_on, ends_on):
    assert check_period(starts_on, ends_on) is None


def test_a_period_does_not_end_before_it_starts():
    with pytest.raises(EndsBeforeStart) as refused:
        check_period(date(2027, 3, 2), date(2027, 3, 1))
    assert (refused.value.field, str(refused.value)) == ("ends_on", "The end must not be before the start.")


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "1\xa0March 2027"), ("de", "1.\xa0März 2027"), ("sl", "1.\xa03.\xa02027")],
)
def test_a_day_is_written_as_the_language_writes_it(language, written):
    with override(language):
        assert day(date(2027, 3, 1)) == written


def test_the_day_of_a_moment_is_the_one_in_the_portal_s_time():
    assert day(datetime(2027, 2, 28, 23, 30, tzinfo=UTC)) == "1\xa0March 2027"
