"""The facts of an offer in words, as each language says them."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from matching.models import Placement
from matching.presentation.placements import (
    age_of,
    hours_of,
    initial_of,
    pay_of,
    period_of,
    place_of,
    seats_of,
)


def offer(**fields) -> Placement:
    return Placement(**{"kind": "job", "pay_period": "year", **fields})


@pytest.mark.parametrize(
    ("language", "hours", "said"),
    [
        ("en", None, ""),
        ("en", 1, "1 hour a week"),
        ("en", 20, "20 hours a week"),
        ("en", 35, "Full time"),
        ("de", 1, "1 Stunde pro Woche"),
        ("de", 20, "20 Stunden pro Woche"),
        ("sl", 1, "1 ura na teden"),
        ("sl", 2, "2 uri na teden"),
        ("sl", 3, "3 ure na teden"),
        ("sl", 20, "20 ur na teden"),
    ],
)
def test_hours_are_counted_as_the_language_counts(language, hours, said):
    with override(language):
        assert hours_of(offer(hours=hours)) == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (None, None, ""),
        (52000, 58000, "52,000–58,000 € a year"),
        (52000, 52000, "52,000 € a year"),
        (52000, None, "from 52,000 € a year"),
        (None, 58000, "up to 58,000 € a year"),
    ],
)
def test_pay_is_told_as_far_as_it_is_known(low, high, said):
    assert pay_of(offer(pay_min=low, pay_max=high)) == said


def test_pay_is_written_as_the_reader_writes_numbers():
    with override("de"):
        assert pay_of(offer(pay_min=52000)) == "ab 52.000 € im Jahr"


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (None, None, ""),
        (date(2027, 3, 1), None, "from 1\xa0March 2027"),
        (None, date(2027, 8, 31), "until 31\xa0August 2027"),
        (date(2027, 3, 1), date(2027, 8, 31), "1\xa0March 2027 to 31\xa0August 2027"),
    ],
)
def test_a_period_is_told_as_far_as_it_is_known(start, end, said):
    assert period_of(offer(starts_on=start, ends_on=end)) == said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, ""),
        ({"city": "Suhl"}, "Suhl"),
        ({"city": "Suhl", "region": "DEG04"}, "Suhl, Thuringia"),
        ({"city": "Suhl", "region": "Somewhere"}, "Suhl, Somewhere"),
        ({"city": "Hamburg", "region": "Hamburg"}, "Hamburg"),
        ({"city": "Suhl", "is_remote": True}, "Suhl, remote possible"),
    ],
)
def test_a_place_is_named_once(fields, said):
    assert place_of(offer(**fields)) == said


@pytest.mark.parametrize(
    ("language", "seats", "said"),
    [("en", 1, ""), ("en", 2, "2 places"), ("sl", 2, "2 mesti"), ("sl", 3, "3 mesta"), ("sl", 5, "5 mest")],
)
def test_one_place_goes_without_saying_and_several_are_counted(language, seats, said):
    with override(language):
        assert seats_of(offer(seats=seats)) == said


@pytest.mark.parametrize(
    ("language", "days", "said"),
    [
        ("en", 0, "new today"),
        ("en", 1, "posted yesterday"),
        ("en", 3, "posted 3 days ago"),
        ("en", 31, "posted more than 30 days ago"),
        ("de", 0, "heute neu"),
        ("de", 1, "seit gestern"),
        ("de", 3, "seit 3 Tagen"),
        ("de", 31, "seit mehr als 30 Tagen"),
        ("sl", 1, "pred 1 dnem"),
        ("sl", 2, "pred 2 dnevoma"),
        ("sl", 3, "pred 3 dnevi"),
    ],
)
def test_an_offer_says_for_how_long_it_has_been_there_by_the_reader_s_day(language, days, said):
    noon = timezone.localtime().replace(hour=12)
    with override(language):
        assert age_of(offer(published_at=noon - timedelta(days=days))) == said


def test_an_offer_that_nobody_has_published_has_no_age():
    assert age_of(offer()) == ""


@pytest.mark.parametrize(("name", "letter"), [("ödel GmbH", "Ö"), ("»3D« Druck", "3"), ("…", "")])
def test_a_tile_bears_the_first_letter_of_the_name(name, letter):
    assert initial_of(name) == letter
