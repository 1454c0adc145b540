"""Attended hours in words."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from programmes.presentation.hours import meter_words, source_words, what_comes
from programmes.queries.hours import Meter
from tests.attending import SOURCE, sessions_attended


@pytest.mark.parametrize(
    ("language", "hours", "words"),
    [
        ("en", "3.5", "3.5 of 8 hours"),
        ("de", "3.5", "3,5 von 8 Stunden"),
        ("sl", "8.00", "8 od 8 ur"),
    ],
)
def test_a_meter_says_how_many_hours_of_how_many(language, hours, words):
    with override(language):
        assert meter_words(Meter(Decimal(hours), Decimal("8.00"), is_reached=False), Decimal(hours)) == words


@pytest.mark.parametrize(("total", "words"), [("1", "1 hour"), ("1.5", "1.5 hours"), ("0", "0 hours")])
def test_hours_that_nothing_depends_on_are_only_counted(total, words):
    assert meter_words(None, Decimal(total)) == words


def test_what_comes_depends_on_whether_anybody_asks():
    meter = Meter(Decimal(3), Decimal(8), is_reached=False)
    assert "questions" in what_comes(meter, asks=True)
    assert what_comes(meter, asks=False) == "With 8 hours you count as a participant."
    reached = Meter(Decimal(8), Decimal(8), is_reached=True)
    assert what_comes(reached, asks=True) == "You count as a participant."


def test_a_source_without_an_app_is_called_as_it_is_stored():
    with sessions_attended():
        assert source_words(SOURCE) == "Session"
    assert source_words(SOURCE) == SOURCE
