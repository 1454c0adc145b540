"""A long list of choices is written once and says what Django's would."""

import pytest
from django import forms
from django.http import QueryDict
from django.test.html import parse_html
from django.utils import translation
from django.utils.translation import gettext_lazy

from portal.core.locales import language_choices
from portal.core.widgets import (
    ComboboxInput,
    ComboboxSelect,
    ComboboxSelectMultiple,
    SharedSelect,
    SharedSelectMultiple,
    _options,
)

CHOICES = [(None, "Choose <one>"), ("a", "A & B"), (3, "three")]
ATTRIBUTES = [
    {},
    {"id": "an-id"},
    {"id": "an-id", "required": True, "aria-describedby": 'a"b', "disabled": False},
]


@pytest.mark.parametrize("attributes", ATTRIBUTES)
@pytest.mark.parametrize("value", [None, "", "a", 3, "3", "unknown", '"><script>'])
def test_it_says_what_djangos_select_says(value, attributes):
    expected = forms.Select({"class": "x"}, CHOICES).render("na<me", value, attributes)
    assert parse_html(SharedSelect({"class": "x"}, CHOICES).render("na<me", value, attributes)) == parse_html(
        expected
    )


def test_ten_lines_write_their_options_once_in_each_language():
    _options.cache_clear()
    select = SharedSelect(choices=language_choices)
    for language in ("de", "sl"):
        with translation.override(language):
            pages = {select.render("language", "de") for _line in range(10)}
        assert len(pages) == 1
    assert (_options.cache_info().misses, _options.cache_info().hits) == (2, 18)


def test_each_reader_sees_the_names_of_their_own_language():
    select = SharedSelect(choices=[("de", gettext_lazy("Language"))])
    with translation.override("de"):
        assert ">Sprache<" in select.render("language", "de")
    with translation.override("en"):
        assert ">Language<" in select.render("language", "de")


@pytest.mark.parametrize(
    "choices", [CHOICES, CHOICES[1:], [], lambda: CHOICES, lambda: [("", "none"), ("a", "A")]]
)
def test_it_is_required_where_djangos_select_is(choices):
    ours, djangos = SharedSelect(choices=choices), forms.Select(choices=choices)
    assert ours.use_required_attribute(None) == djangos.use_required_attribute(None)


@pytest.mark.parametrize("attributes", ATTRIBUTES)
@pytest.mark.parametrize("value", [None, [], ["a"], ["a", 3], ["unknown"]])
def test_several_choices_are_what_djangos_select_says(value, attributes):
    ours, djangos = (
        SharedSelectMultiple({"class": "x"}, CHOICES),
        forms.SelectMultiple({"class": "x"}, CHOICES),
    )
    assert parse_html(ours.render("name", value, attributes)) == parse_html(
        djangos.render("name", value, attributes)
    )
    assert ours.use_required_attribute(None) == djangos.use_required_attribute(None)
    sent = QueryDict("name=a&name=3")
    assert ours.value_from_datadict(sent, {}, "name") == djangos.value_from_datadict(sent, {}, "name")
    assert ours.value_omitted_from_data({}, {}, "name") == djangos.value_omitted_from_data({}, {}, "name")


def test_a_combobox_is_a_select_that_says_what_it_can_become():
    one, several = ComboboxSelect(choices=CHOICES), ComboboxSelectMultiple(choices=CHOICES)
    assert parse_html(one.render("n", "a")) == parse_html(
        forms.Select({"data-combobox": ""}, CHOICES).render("n", "a")
    )
    assert parse_html(several.render("n", ["a", 3])) == parse_html(
        forms.SelectMultiple({"data-combobox": ""}, CHOICES).render("n", ["a", 3])
    )


def test_a_line_with_suggestions_says_where_they_are_and_how_many_values_it_takes():
    line = ComboboxInput(suggested_by="/towns/", most=3, submits=True).render("town", "Suhl, Jena")
    assert parse_html(line) == parse_html(
        '<input type="text" name="town" value="Suhl, Jena" dir="auto" autocomplete="off" data-combobox="/towns/" '
        'data-many="3" data-submits="">'
    )
    assert "data-" not in ComboboxInput().render("town", "Suhl")
