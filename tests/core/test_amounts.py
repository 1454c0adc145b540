"""Amounts are read and written in the reader's notation, exactly."""

from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from portal.core.amounts import (
    amount_shown,
    amount_typed,
    can_be_read_in_two_ways,
    json_number,
    money_shown,
    parse_amount,
    plural_number,
)


@pytest.mark.parametrize(
    ("language", "written", "amount"),
    [
        ("de", "13,90", "13.9"),
        ("de", "13,90 €", "13.9"),
        ("de", "52.000", "52000"),
        ("de", "52.000,50", "52000.5"),
        ("de", "1.234.567,89", "1234567.89"),
        ("de", "52 000", "52000"),
        ("de", "52\u202f000,50\u00a0€", "52000.5"),
        ("de", "1\u2009234\u2009567", "1234567"),
        ("de", "13,90\u200b EUR", "13.9"),
        ("de", "1’234.50", "1234.5"),
        ("en", "€13.90", "13.9"),
        ("de", "13,90 Euro", "13.9"),
        ("sl", "13,90 evra", "13.9"),
        ("de", "13,- €", "13"),
        ("de", "13,–", "13"),
        ("de", "٣٨٫٥", "38.5"),
        ("en", "۱۳٫۹۰", "13.9"),
        ("de", "۱٬۲۳۴٫۵", "1234.5"),
        ("de", "1٫234", "1.234"),
        ("en", "١٢٣٤", "1234"),
        ("sl", "１３，９０", "13.9"),
        ("en", "१३.५", "13.5"),
        ("de", "13.90", "13.9"),
        ("de", "0.5", "0.5"),
        ("sl", "38,5", "38.5"),
        ("sl", "1.200", "1200"),
        ("sl", "38.5", "38.5"),
        ("en", "13.90", "13.9"),
        ("en", "52,000", "52000"),
        ("en", "52,000.50", "52000.5"),
        ("en", "38,5", "38.5"),
        ("en", "52.000,50", "52000.5"),
        ("en", "52.000", "52"),
        ("en", " 40 ", "40"),
        ("en", "\N{MINUS SIGN}5", "-5"),
    ],
)
def test_an_amount_is_read_in_the_notation_of_the_reader(language, written, amount):
    with override(language):
        assert str(parse_amount(written)) == amount


@pytest.mark.parametrize("language", ["en", "de", "sl"])
@pytest.mark.parametrize(
    "written",
    [
        "",
        "x",
        "nan",
        "1e5",
        "Infinity",
        "1,2,3",
        "1.2.3",
        "12,34.5.6",
        "--5",
        "1_000",
        "13 90",
        "38 5",
        "1 2345",
        "9" * 60,
    ],
)
def test_what_is_no_amount_is_refused(language, written):
    with override(language), pytest.raises(ValueError, match=r"^"):
        parse_amount(written)


@pytest.mark.parametrize(
    ("language", "written", "answer"),
    [
        ("en", "1.000", True),
        ("de", "1,000", True),
        ("de", "1.000", False),
        ("en", "1,000", False),
        ("en", "0.125", False),
        ("en", "1000.000", False),
        ("de", "13,90", False),
        ("en", "13.90", False),
    ],
)
def test_a_thousand_in_the_notation_of_others_is_told_from_one(language, written, answer):
    with override(language):
        assert can_be_read_in_two_ways(written) is answer


@pytest.mark.parametrize(
    ("language", "amount", "shown"),
    [
        ("de", "38.50", "38,5"),
        ("de", "40.00", "40"),
        ("de", "19.25", "19,25"),
        ("de", "1000", "1.000"),
        ("sl", "38.50", "38,5"),
        ("en", "38.50", "38.5"),
        ("en", "40", "40"),
    ],
)
def test_an_amount_is_shown_without_the_zeros_at_its_end(language, amount, shown):
    with override(language):
        assert amount_shown(Decimal(amount)) == shown


@pytest.mark.parametrize(
    ("language", "amounts", "shown"),
    [
        ("de", ["13.90"], "13,90"),
        ("de", ["52000.00"], "52.000"),
        ("de", ["13.90", "15"], "13,90–15,00"),
        ("sl", ["13.9", "15.5"], "13,90–15,50"),
        ("en", ["52000", "58000"], "52,000–58,000"),
    ],
)
def test_money_has_two_places_or_none(language, amounts, shown):
    with override(language):
        assert money_shown(*map(Decimal, amounts)) == shown


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from(["en", "de", "sl"]))
def test_what_is_shown_or_stands_in_an_input_is_read_again(amount, language):
    with override(language):
        assert parse_amount(amount_shown(amount)) == amount
        assert parse_amount(amount_typed(amount)) == amount
        assert parse_amount(money_shown(amount)) == amount


def test_fractions_have_the_plural_of_three():
    assert [plural_number(Decimal(hours)) for hours in ("1.00", "2", "38.5", "0.5")] == [1, 2, 3, 3]


def test_a_number_of_json_has_the_same_figures():
    assert [json_number(amount) for amount in (None, Decimal("13.90"), Decimal("52000.00"))] == [
        None,
        13.9,
        52000,
    ]
