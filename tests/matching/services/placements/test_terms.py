"""How long a placement may be shown."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from matching.services.placements.errors import ExpiryOutOfRange
from matching.services.placements.terms import end_of_day, last_day
from tests.factories import (
    make_programme,
)
from tests.matching.services.placements.conftest import in_days

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("days", [-1, 0, 182, 3650])
def test_it_is_shown_from_now_to_half_a_year_at_most(company, days):
    with pytest.raises(ExpiryOutOfRange):
        company.draft(expires_at=in_days(days) - timedelta(seconds=1))


def test_the_last_possible_day_is_accepted_to_its_end(company):
    end = end_of_day(last_day(timezone.localdate()), [company.programme])
    assert company.draft(expires_at=end).expires_at == end


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2027, 3, 27), "2027-03-27T22:59:59+00:00"),
        (date(2027, 3, 28), "2027-03-28T21:59:59+00:00"),
        (date(2027, 10, 30), "2027-10-30T21:59:59+00:00"),
        (date(2027, 10, 31), "2027-10-31T22:59:59+00:00"),
    ],
)
def test_a_day_ends_at_midnight_on_both_sides_of_both_clock_changes(company, day, utc):
    end = end_of_day(day, [company.programme])
    assert end.astimezone(ZoneInfo("UTC")).isoformat() == utc


def test_a_day_ends_where_it_ends_last():
    sofia, vienna = make_programme(time_zone="Europe/Sofia"), make_programme(time_zone="Europe/Vienna")
    end = end_of_day(date(2027, 1, 10), [sofia, vienna])
    assert end.isoformat() == "2027-01-10T23:59:59+01:00"
