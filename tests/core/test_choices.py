"""However often a value is sent, it is chosen once: what a request costs is not decided by how long it is."""

import pytest
from django import forms
from django.utils import translation
from django_filters.fields import MultipleChoiceField

from events.models import Event
from matching.models import Placement
from programmes.models import Programme

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


def test_label_is_the_one_of_the_language_that_is_spoken_and_what_has_none_stays():
    event = Event(format="nonsense", state="cancelled")
    with translation.override("de"):
        assert event.get_state_display() == "Abgesagt"
    with translation.override("en"):
        assert event.get_state_display() == "Cancelled"
    assert event.get_format_display() == "nonsense"
    assert Programme(country="DE").get_country_display() == "Germany"
    assert Placement(degree=None).get_degree_display() is None


def test_labels_are_looked_up_in_a_list_that_is_made_once(monkeypatch):
    field = Event._meta.get_field("format")
    Event(format="workshop").get_format_display()
    monkeypatch.setattr(type(field), "flatchoices", property(lambda self: pytest.fail("made anew")))

    assert Event(format="workshop").get_format_display()
