"""What nobody would want to send is named, whatever kind of file it stands in."""

import pytest

from portal.core.tables.lines import TEXT_LIMIT, trouble_with


@pytest.mark.parametrize("text", ["#NV", "#N/A", "#WERT!", "#IME?", "#DEL/0!", "###", "Err:502"])
def test_what_a_spreadsheet_shows_in_place_of_a_result_is_named(text):
    assert trouble_with(text) == "This cell shows an error in Excel."


@pytest.mark.parametrize("text", ["", "#", "#1", "C#", "#Heimat!", "NV", "Werk #N/A 3"])
def test_what_only_looks_like_it_is_left_alone(text):
    assert trouble_with(text) == ""


def test_a_cell_that_no_cell_could_hold_is_named():
    assert trouble_with("a" * TEXT_LIMIT) == ""
    assert trouble_with("a" * (TEXT_LIMIT + 1)) == "This cell is longer than a cell can be."
