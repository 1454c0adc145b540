"""Where a placement may appear, and when a day ends for it."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from matching.queries.terms import end_of_day, last_day, programmes_for
from programmes.constants import Module, ProgrammeStatus
from tests.factories import make_organisation, make_programme

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2027, 3, 27), "2027-03-27T22:59:59+00:00"),
        (date(2027, 3, 28), "2027-03-28T21:59:59+00:00"),
        (date(2027, 10, 30), "2027-10-30T21:59:59+00:00"),
        (date(2027, 10, 31), "2027-10-31T22:59:59+00:00"),
    ],
)
def test_a_day_ends_at_midnight_on_both_sides_of_both_clock_changes(day, utc):
    end = end_of_day(day, [make_programme(time_zone="Europe/Berlin")])
    assert end.astimezone(ZoneInfo("UTC")).isoformat() == utc


def test_a_day_ends_where_it_ends_last():
    sofia, vienna = make_programme(time_zone="Europe/Sofia"), make_programme(time_zone="Europe/Vienna")
    end = end_of_day(date(2027, 1, 10), [sofia, vienna])
    assert end.isoformat() == "2027-01-10T23:59:59+01:00"


def test_the_last_day_lies_half_a_year_ahead():
    assert last_day(date(2027, 1, 1)) == date(2027, 6, 30)


def test_an_organisation_posts_where_it_takes_part_and_offers_are_shown():
    shows = make_programme(modules=[Module.PLACEMENTS])
    without = make_programme(modules=[Module.EVENTS])
    draft = make_programme(modules=[Module.PLACEMENTS], status=ProgrammeStatus.DRAFT)
    make_programme(modules=[Module.PLACEMENTS])
    assert list(programmes_for(make_organisation(shows, without, draft))) == [shows]
