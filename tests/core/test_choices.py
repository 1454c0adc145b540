"""However often a value is sent, it is chosen once: what a request costs is not decided by how long it is."""

import pytest
from django import forms
from django_filters.fields import MultipleChoiceField

KINDS = [("job", "Job"), ("thesis", "Thesis"), ("visit", "Visit")]


@pytest.mark.parametrize(
    "field", [forms.MultipleChoiceField, forms.TypedMultipleChoiceField, MultipleChoiceField]
)
def test_a_value_that_is_sent_again_and_again_is_chosen_once_in_the_order_in_which_it_came(field):
    assert field(choices=KINDS).clean(["thesis", "job"] * 500) == ["thesis", "job"]


def test_nothing_and_no_list_are_what_they_were():
    field = forms.MultipleChoiceField(choices=KINDS, required=False)
    assert field.clean([]) == field.clean(None) == []
    with pytest.raises(forms.ValidationError):
        field.clean("job")
