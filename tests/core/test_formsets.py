"""No request makes the portal build more lines than a page has."""

import pytest
from django import forms

from portal.core.formsets import SPARE_LINES, LimitedFormSet, lines_of


class Line(forms.Form):
    name = forms.CharField(required=False)


Lines = lines_of(Line, LimitedFormSet, extra=2, most=3)


def sent(total, *names):
    data = {"form-TOTAL_FORMS": total, "form-INITIAL_FORMS": 0}
    return Lines(data | {f"form-{number}-name": name for number, name in enumerate(names)})


def test_an_empty_page_shows_the_spare_lines():
    assert (len(Lines()), len(Lines(initial=[{}, {}]))) == (2, 3)


def test_as_many_lines_as_are_possible_are_read():
    lines = sent(3, "a", "b", "c")
    assert lines.is_valid()
    assert [line.cleaned_data["name"] for line in lines] == ["a", "b", "c"]


@pytest.mark.parametrize("total", [4, 5000, 10**9])
def test_more_lines_are_refused_and_only_few_of_them_built(total):
    lines = sent(total, "a")
    assert not lines.is_valid()
    assert lines.non_form_errors() == ["At most 3 lines are possible here."]
    assert len(lines) == min(total, 3 + SPARE_LINES)


@pytest.mark.parametrize("total", [-1, -5000, "", "abc", "9" * 40])
def test_a_number_of_lines_that_makes_no_sense_is_refused(total):
    lines = sent(total, "a")
    assert not lines.is_valid()
    assert len(lines.non_form_errors()) == 1
    assert len(lines) <= 3 + SPARE_LINES
