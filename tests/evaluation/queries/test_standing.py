"""Where programmes stand, counted year by year, is what the figures of each year say."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from evaluation.queries.contributions import BEGINNING, CODES, Period, all_participants
from evaluation.queries.figures import figures
from evaluation.queries.standing import NOBODY, standings, this_quarter
from tests.factories import make_enrolment, make_programme, make_record

pytestmark = pytest.mark.django_db


def test_each_year_and_the_whole_are_what_figures_say_of_them(django_assert_num_queries):
    whole = make_programme("whole")
    part = make_programme("part", parent=whole)
    for programme, days in ((whole, 3), (whole, 200), (part, 400), (part, 800)):
        entered = timezone.localdate() - timedelta(days=days)
        make_record(make_enrolment(programme, entered_on=entered))
        make_enrolment(programme, entered_on=entered)
    people, today = all_participants(whole), timezone.localdate()
    with django_assert_num_queries(1):
        found = standings(people, [whole, part])
    for code in CODES:
        standing = found.get((whole.pk, code), NOBODY)
        assert standing.so_far == figures(people, Period(BEGINNING, today)).by_code[code].total
        until = this_quarter(today) - timedelta(days=1)
        assert standing.before_quarter == figures(people, Period(BEGINNING, until)).by_code[code].total
        for year in range(today.year - 3, today.year + 1):
            days = Period(date(year, 1, 1), date(year, 12, 31))
            assert standing.by_year[year] == figures(people, days).by_code[code].total
    assert found[part.pk, "EECO01"].so_far == 2


@pytest.mark.parametrize(("day", "first"), [((2026, 3, 31), (2026, 1, 1)), ((2026, 10, 1), (2026, 10, 1))])
def test_a_quarter_begins_in_january_april_july_or_october(day, first):
    assert this_quarter(date(*day)) == date(*first)
