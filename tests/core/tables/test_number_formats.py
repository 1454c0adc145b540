"""What a person sees in Excel is what arrives. The expected texts are those that Excel shows in English."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.tables.number_formats import plain_number, shown_number


@pytest.mark.parametrize(
    ("value", "code", "seen"),
    [
        (1067, "General", "1067"),
        (1067, "00000", "01067"),
        (1067, "@", "1067"),
        (1234567890123456, "General", "1234567890123456"),
        (1.2345678901234e15, "General", "1234567890123400"),
        (1.2e15, "0.00E+00", "1200000000000000"),
        (0.1 + 0.2, "General", "0.3"),
        (1e-7, "General", "0.0000001"),
        (0.5, "0%", "50%"),
        (0.385, "0.0%", "38.5%"),
        (13.9, "0.00", "13.90"),
        (13.9, '0.00 "€"', "13.90 €"),
        (13.9, "#,##0.00 [$€-407]", "13.90 €"),
        (1234.5, "#,##0.00", "1234.50"),
        (2.5, "0", "3"),
        (0.5, "#.##", ".5"),
        (5, "0.0#", "5.0"),
        (493012345678, "00-000-0000000", "49-301-2345678"),
        (4915112345678, "+00 000 00000000", "+49 151 12345678"),
        (7, '"D-"00000', "D-00007"),
        (7, r"\M\V000", "MV007"),
        (-5, "0", "-5"),
        (-5, "0;(0)", "(5)"),
        (-5, "0;[Red]-0", "-5"),
        (0, '0;-0;"none"', "none"),
        (12000, "0,", "12"),
        (0.5, "# ?/?", "0.5"),
        (7, "_-000_-", "007"),
        (7, "*x000", "007"),
        (True + 0, "0", "1"),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(value, code, seen):
    assert shown_number(value, code) == seen


@given(st.integers(0, 10**12), st.integers(1, 14))
def test_leading_zeros_of_a_format_are_kept_for_any_number(number, width):
    assert shown_number(number, "0" * width) == f"{number:0{width}d}"


@given(st.one_of(st.integers(), st.floats()), st.text(max_size=30))
def test_no_number_and_no_format_breaks_the_reading(number, code):
    assert isinstance(shown_number(number, code), str)


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_identifiers_keep_all_their_digits(number):
    assert plain_number(float(number)) == str(number)
