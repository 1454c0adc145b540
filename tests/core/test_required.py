"""A field that was left empty says what to do, under its own name."""

import pytest
from django import forms
from django.utils.translation import override
from i18nfield.forms import I18nFormField, I18nTextInput

from portal.core.fields import MoneyInput
from portal.core.widgets import ComboboxSelect


class Everything(forms.Form):
    title = forms.CharField(label="Title:")
    text = I18nFormField(label="Text", widget=I18nTextInput)
    kind = forms.ChoiceField(label="What kind?", choices=[("a", "A")], widget=ComboboxSelect)
    kinds = forms.MultipleChoiceField(label="Kinds", choices=[("a", "A")])
    day = forms.DateField(label="Day")
    moment = forms.SplitDateTimeField(label="Begin")
    number = forms.IntegerField(label="Seats")
    pay = MoneyInput(label="Pay")
    file = forms.FileField(label="CV")
    agreed = forms.BooleanField(label="I agree")
    own = forms.CharField(label="Own", error_messages={"required": "Name a day, any day."})


def test_each_way_of_answering_has_its_sentence():
    assert {name: errors[0] for name, errors in Everything({}).errors.items()} == {
        "title": "Fill in “Title”.",
        "text": "Fill in “Text” in one language at least.",
        "kind": "Choose one for “What kind?”.",
        "kinds": "Choose at least one for “Kinds”.",
        "day": "Enter a day for “Day”.",
        "moment": "Enter a day and a time for “Begin”.",
        "number": "Enter a number for “Seats”.",
        "pay": "Enter a number for “Pay”.",
        "file": "Choose a file for “CV”.",
        "agreed": "Tick “I agree”.",
        "own": "Name a day, any day.",
    }


@pytest.mark.parametrize(
    ("language", "sentence"), [("de", "Füllen Sie „Title“ aus."), ("sl", "Izpolnite polje »Title«.")]
)
def test_each_language_builds_the_sentence_by_itself(language, sentence):
    with override(language):
        assert Everything({}).errors["title"] == [sentence]


def test_the_code_stays_for_programs():
    assert {errors[0].code for errors in Everything({}).errors.as_data().values()} == {"required"}
