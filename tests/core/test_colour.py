import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portal.core import colour

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_black_on_white_has_the_highest_contrast_there_is():
    assert colour.contrast("#000000", "#ffffff") == pytest.approx(21)


def test_contrast_of_a_known_pair():
    """#767676 on white is the lightest grey that reaches 4.5 : 1."""
    assert colour.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert colour.contrast("#777777", "#ffffff") < 4.5


@given(colours, colours)
def test_contrast_does_not_depend_on_the_order(one, other):
    assert colour.contrast(one, other) == colour.contrast(other, one)
    assert 1 <= colour.contrast(one, other) <= 21.01


@given(colours)
def test_every_colour_becomes_readable_on_the_dark_theme(given_colour):
    assert colour.contrast(colour.readable_on_dark(given_colour), colour.DARK_PAPER) >= 4.5


@given(colours)
def test_the_ink_on_any_colour_is_readable(given_colour):
    assert colour.contrast(colour.ink_on(given_colour), given_colour) >= 4.5


@pytest.mark.parametrize("wrong", ["", "0b5c56", "#0b5c5", "#0b5c56ff", "red", "#gggggg", "#0b5c56\n"])
def test_what_is_not_a_colour_is_refused(wrong):
    with pytest.raises(ValidationError, match="hexadecimal"):
        colour.validate_accent(wrong)


def test_a_colour_too_light_for_white_text_is_refused():
    with pytest.raises(ValidationError, match="too light"):
        colour.validate_accent("#ffcc00")
    colour.validate_accent("#0b5c56")
