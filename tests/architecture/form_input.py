"""What could be typed into the fields of any form: values that fit, values that don't, and what nobody means."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib.admin.views.main import ChangeList
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms.formsets import BaseFormSet
from django_filters import FilterSet
from hypothesis import strategies as st

HOSTILE = (
    "", " ", "\0", "a\0b", "\u200b", "\u202eabc", "é" * 300, "x" * 20_000, "-1", "0", "1", "1.5", "1.000,5", "1e400",
    "9" * 30, str(2**63), str(2**31), "NaN", "0001-01-01", "9999-12-31", "2027-02-30", "2027-03-28T02:30", "24:61",
    "None", "on", "[]", "{}", "<b>&'\"", "a@b", "anna@example.org", "http://[x", "https://example.org", "../..", "%s%n",
)  # fmt: skip
TEXT = st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
DAYS = st.dates().map(str) | st.sampled_from(["2027-03-01", "01.03.2027", "3/1/2027"])
NUMBERS = st.integers(-5, 3000).map(str) | st.decimals(allow_nan=False, allow_infinity=False, places=2).map(
    str
)
FILES = st.sampled_from([b"", b"%PDF-1.7", b"x", b"\x89PNG\r\n", b"PK\x03\x04"]).map(
    lambda content: SimpleUploadedFile("\u202efile\0.pdf", content)
)
Sent = dict[str, Any]


def inputs_of(context: Any) -> Iterator[tuple[str, st.SearchStrategy[Any]]]:
    """Every input of every form in a page's context: its name, and what might come in it."""
    for each in _each_once(_values(context)):
        if isinstance(each, BaseFormSet):
            yield from _lines(each)
        elif isinstance(each, forms.BaseForm):
            yield from _fields(each)
        elif isinstance(each, FilterSet):
            yield from _fields(each.form)


def _each_once(values: Iterable[Any]) -> Iterable[Any]:
    """Every part of a page that a template of its own draws has the page's forms in its context again."""
    return {id(each): each for each in values}.values()


def asks(context: Any) -> bool:
    """Does the page's form ask for rows instead of changing some?"""
    return any(isinstance(each, FilterSet | ChangeList) for each in _values(context))


def _values(context: Any) -> Iterator[Any]:
    for layer in getattr(context, "dicts", None) or context or ():
        for value in layer.values() if isinstance(layer, dict) else _values(layer):
            if isinstance(value, list | tuple):
                yield from value
            yield getattr(value, "formset", None) or getattr(value, "form", None) or value


def _lines(formset: BaseFormSet[Any]) -> Iterator[tuple[str, st.SearchStrategy[Any]]]:
    for name in ("TOTAL_FORMS", "INITIAL_FORMS"):
        fitting = str(formset.total_form_count() if name == "TOTAL_FORMS" else formset.initial_form_count())
        yield f"{formset.prefix}-{name}", st.just(fitting) | st.sampled_from(["-1", "x", "", "9" * 12, "3"])
    for form in formset.forms[:2]:
        yield from _fields(form)


def _fields(form: forms.BaseForm) -> Iterator[tuple[str, st.SearchStrategy[Any]]]:
    for name, field in form.fields.items():
        for input_name in _input_names(form.add_prefix(name), field.widget):
            yield input_name, _typed(field)


def _input_names(name: str, widget: forms.Widget) -> Iterable[str]:
    return [name + each for each in widget.widgets_names] if isinstance(widget, forms.MultiWidget) else [name]


def _typed(field: forms.Field) -> st.SearchStrategy[Any]:
    match field:
        case forms.FileField():
            return FILES
        case forms.ModelChoiceField():
            rows = [str(row.pk) for row in field.queryset[:5]]
            return _chosen(rows, several=isinstance(field, forms.ModelMultipleChoiceField))
        case forms.ChoiceField():
            codes = [str(code) for code, _label in list(field.choices)[:300] if not isinstance(_label, list)]
            return _chosen(codes, several=isinstance(field, forms.MultipleChoiceField))
        case forms.BooleanField():
            return st.sampled_from(["on", "", "x", "\0"])
        case forms.DateField() | forms.DateTimeField() | forms.SplitDateTimeField():
            return DAYS | TEXT
        case forms.IntegerField():
            return NUMBERS | TEXT
        case forms.EmailField():
            return st.sampled_from(["anna@example.org", "a@b.c" * 90]) | TEXT
        case _:
            return TEXT


def _chosen(codes: list[str], *, several: bool) -> st.SearchStrategy[Any]:
    one = (st.sampled_from(codes) | TEXT) if codes else TEXT
    return st.lists(one, max_size=4) if several else one
