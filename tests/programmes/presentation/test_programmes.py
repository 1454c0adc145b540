"""A programme's time and place in words."""

from datetime import date

import pytest
from django.utils.translation import override

from programmes.models import Organisation, Programme
from programmes.presentation.programmes import period, place

BEGIN, END = date(2026, 1, 1), date(2028, 12, 31)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "words"),
    [
        (BEGIN, END, "1\xa0January 2026 – 31\xa0December 2028"),
        (BEGIN, None, "since 1\xa0January 2026"),
        (None, END, "until 31\xa0December 2028"),
        (None, None, ""),
    ],
)
def test_the_funded_time_says_what_is_known_of_it(starts_on, ends_on, words):
    with override("en"):
        assert period(Programme(starts_on=starts_on, ends_on=ends_on)) == words


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (Programme(place="Schmalkalden", region="Thuringia", country="DE"), "Schmalkalden, Germany"),
        (Programme(region="Thuringia", country="DE"), "Thuringia, Germany"),
        (Organisation(city="Velenje", country="SI"), "Velenje, Slovenia"),
        (Organisation(city="", country="SI"), "Slovenia"),
    ],
    ids=str,
)
def test_the_nearest_place_that_is_known_comes_before_the_country(row, words):
    with override("en"):
        assert place(row) == words
