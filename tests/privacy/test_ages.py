from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.privacy.ages import birthday, consent_age, needs_guardian


@pytest.mark.parametrize(
    ("country", "years"), [("DE", 16), ("SI", 15), ("AT", 14), ("si", 15), ("FR", 16), ("", 16)]
)
def test_each_country_has_its_age_and_others_the_regulations(country, years):
    assert consent_age(country) == years


@pytest.mark.parametrize(
    ("born", "country", "on", "needed"),
    [
        (date(2010, 5, 17), "DE", date(2026, 5, 16), True),
        (date(2010, 5, 17), "DE", date(2026, 5, 17), False),
        (date(2010, 5, 17), "SI", date(2025, 5, 17), False),
        (date(2008, 2, 29), "SI", date(2023, 2, 28), True),  # no 29 February in 2023 ...
        (date(2008, 2, 29), "SI", date(2023, 3, 1), False),  # ... so the first of March
        (date(2008, 2, 29), "DE", date(2024, 2, 28), True),
        (date(2008, 2, 29), "DE", date(2024, 2, 29), False),
        (date(2030, 1, 1), "DE", date(2026, 1, 1), True),
        (date(9999, 12, 31), "DE", date(9999, 12, 31), True),
        (date(1, 1, 1), "DE", date(2026, 1, 1), False),
    ],
)
def test_a_guardian_is_needed_until_the_birthday(born, country, on, needed):
    assert needs_guardian(birth_date=born, country=country, on=on) is needed


@given(st.dates(max_value=date(9900, 1, 1)), st.integers(0, 90))
def test_on_the_birthday_one_is_that_old_and_not_the_day_before(born, years):
    day = birthday(born, years)
    assert day.year == born.year + years
    before = day - timedelta(days=1)
    assert years == 0 or (before.month, before.day) < (born.month, born.day) or before.year < day.year
