"""How long a placement may be shown."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.queries.terms import end_of_day, last_day
from matching.services.placements.errors import ExpiryOutOfRange
from tests.matching.services.placements.conftest import in_days

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("days", [-1, 0, 182, 3650])
def test_it_is_shown_from_now_to_half_a_year_at_most(company, days):
    with pytest.raises(ExpiryOutOfRange):
        company.draft(expires_at=in_days(days) - timedelta(seconds=1))


def test_the_last_possible_day_is_accepted_to_its_end(company):
    end = end_of_day(last_day(timezone.localdate()), [company.programme])
    assert company.draft(expires_at=end).expires_at == end
