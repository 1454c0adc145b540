"""Inputs are made by Django's Jinja2 templates, and say what its other templates say."""

import inspect
from datetime import UTC, datetime

import pytest
from django import forms
from django.forms import widgets
from django.forms.renderers import TemplatesSetting
from django.test.html import parse_html
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSplitDateTimeWidget,
)

from portal.core.form_renderer import INPUTS, FormRenderer
from tests.architecture.source import ROOT

CHOICES = [("", "Choose <one>"), ("a", "A & B"), ("Group", [("b", "B"), (3, "three")])]
VALUES = [None, "", "a", ["a", "3"], True, 12345.5, 'quoted "<&>"', datetime(2026, 1, 2, 3, 4, tzinfo=UTC)]
TURNS = ' dir="auto"'
WITHOUT_HTML = {"Widget", "MultiWidget", "ChoiceWidget", "Input", "DateTimeBaseInput"}
OF_DJANGO = [
    each
    for name, each in vars(widgets).items()
    if inspect.isclass(each) and issubclass(each, forms.Widget) and name not in WITHOUT_HTML
]
OF_THE_ADMIN = [UnfoldAdminSelectWidget, UnfoldAdminRadioSelectWidget, UnfoldAdminSplitDateTimeWidget]


class Mixed(forms.MultiWidget):
    """Holds an input that Jinja2 has no template for."""

    def __init__(self, attrs=None):
        super().__init__([forms.TextInput(), UnfoldAdminSelectWidget(choices=CHOICES)], attrs)

    def decompress(self, value):
        return value if isinstance(value, list) else [value, value]


class MarkedChoices(forms.RadioSelect):
    option_template_name = UnfoldAdminRadioSelectWidget.option_template_name


def made(widget, value, renderer):
    return widget.render("na<me", value, {"id": "the-id"}, renderer=renderer)


@pytest.mark.parametrize("kind", [*OF_DJANGO, *OF_THE_ADMIN, Mixed, MarkedChoices])
def test_an_input_says_what_djangos_other_template_says(kind):
    widget = kind(attrs={"title": '"x"', "required": True, "hidden": False, "size": 1234})
    if hasattr(widget, "choices"):
        widget.choices = CHOICES
    compared = 0
    for value in VALUES:
        try:
            expected = made(widget, value, TemplatesSetting())
        except (AttributeError, TypeError):  # a value that is none of this input's
            continue
        ours = made(widget, value, FormRenderer()).replace(TURNS, "")
        assert parse_html(ours) == parse_html(expected)
        compared += 1
    assert compared


def test_inputs_in_which_people_write_take_their_direction_from_what_is_written():
    turning = {
        kind
        for kind in [*OF_DJANGO, Mixed]
        if TURNS in made(kind(attrs={"dir": "ltr"}), None, FormRenderer())
    }
    assert turning == {forms.TextInput, forms.Textarea, widgets.SearchInput, Mixed}


def test_what_is_chosen_is_made_by_jinja2_and_the_page_by_the_sites_templates():
    renderer = FormRenderer()
    assert type(renderer.get_template(f"{INPUTS}select.html").template).__module__.startswith("jinja2")
    assert renderer.get_template("django/forms/field.html").origin.name.startswith(str(ROOT / "templates"))


def test_no_template_of_an_input_waits_in_vain_to_be_used():
    assert not (ROOT / "templates" / INPUTS).exists()
