"""What components/field.html and components/error_summary.html are told of a form, whatever its widgets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django import forms
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.forms.widgets import (
    CheckboxInput,
    CheckboxSelectMultiple,
    RadioSelect,
    SplitDateTimeWidget,
    Widget,
)
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from i18nfield.forms import I18nWidget

from portal.core.locales import own_language_name


@dataclass(frozen=True)
class LanguageInput:
    """One language's input of a text that is held in several."""

    code: str
    name: str
    id: str
    html: SafeString
    is_filled: bool
    is_open: bool
    """Is it shown at once? The others are a press away, and are sent all the same."""


def shape(widget: Widget) -> str:
    """Which of the six layouts of components/field.html a widget needs."""
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, I18nWidget):
        return "languages"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "checkbox"
    if widget.use_fieldset:
        return "group"
    return "single"


def field_anchor(field: BoundField) -> str:
    """The id of the first thing in `field` that takes input: where an error summary's link leads."""
    start = field.field.widget.attrs.get("id") or field.auto_id
    kind = shape(field.field.widget)
    if kind == "languages":
        return next((each.id for each in language_inputs(field) if each.is_open), f"{start}_0")
    if kind == "choices":
        return f"{start}_0"
    return field.id_for_label or start


def language_inputs(field: BoundField) -> list[LanguageInput]:
    """The inputs of a text in several languages: open is one of them, and with errors each that says something.

    That is the reader's language, or, where that says nothing and another does, the first that does.
    """
    widget = field.field.widget
    value = field.value()
    values = value if isinstance(value, list) else widget.decompress(value)
    texts = dict(zip(widget.locales, [*values, *[None] * len(widget.locales)], strict=False))
    codes = [code for code in widget.locales if code in widget.enabled_locales]
    filled = {code for code in codes if texts[code]}
    reader = (get_language() or "")[:2]
    first = min(
        codes, key=lambda code: (code not in filled and bool(filled), code != reader, codes.index(code))
    )
    opened = {first} | (filled if field.errors else set())
    parts = dict(zip(widget.locales, widget.widgets, strict=True))
    shown = [
        LanguageInput(
            code,
            own_language_name(code),
            f"{field.auto_id}_{widget.locales.index(code)}",
            _language_input(field, parts[code], widget.locales.index(code), texts[code]),
            code in filled,
            code in opened,
        )
        for code in codes
    ]
    return sorted(shown, key=lambda each: not each.is_open)


def _language_input(field: BoundField, part: Widget, index: int, text: object) -> SafeString:
    attrs = field.build_widget_attrs({}, field.field.widget) | {"id": f"{field.auto_id}_{index}"}
    if describedby := field.aria_describedby:
        attrs["aria-describedby"] = describedby
    return part.render(f"{field.html_name}_{index}", text, attrs, renderer=field.form.renderer)


def suggested(field: BoundField) -> Iterator[tuple[str, str]]:
    """What may have been meant instead, as its errors say: a name, or a name and what the whole field says then."""
    for error in field.errors.as_data():
        for each in (error.params or {}).get("suggestions", ()):
            yield (each, each) if isinstance(each, str) else each


def drop_placeholder(field: BoundField) -> None:
    """Libraries repeat the label as a placeholder, which vanishes while one types; the portal uses hints instead."""
    attrs = field.field.widget.attrs
    if "placeholder" in attrs and not field.field.widget.is_hidden:
        del attrs["placeholder"]


def name_parts(field: BoundField) -> None:
    """Give each input of a compound widget a name of its own; the legend names only the whole."""
    widget = field.field.widget
    parts = [_("Date"), _("Time")] if isinstance(widget, SplitDateTimeWidget) else []
    for index, part in enumerate(getattr(widget, "widgets", [])):
        name = parts[index] if index < len(parts) else f"{field.label} {index + 1}"
        part.attrs.setdefault("aria-label", name)


def is_required(field: BoundField) -> bool:
    """A text in several languages is required when one language is: `one_required` instead of `required`."""
    return bool(field.field.required or getattr(field.field, "one_required", False))


@dataclass(frozen=True)
class Problem:
    """One line of an error summary; `anchor` is empty when no single field is to blame."""

    message: str
    anchor: str = ""
    label: str = ""


def line_name(lines: BaseFormSet[forms.Form], line: forms.BaseForm, number: int) -> str:
    """Which line it is: by what stands in its first field, else by its number."""
    first = line[next(iter(line.fields))]
    value = first.value()
    chosen = {str(key): str(name) for key, name in getattr(first.field, "choices", ())}
    name = chosen.get(str(value), "") if chosen else str(value or "")
    kind = getattr(lines, "line_name", "")
    return f"{kind} {name if value and name else number}".strip()


def problems(bound: forms.BaseForm | BaseFormSet[forms.Form]) -> Iterator[Problem]:
    if isinstance(bound, BaseFormSet):
        yield from (Problem(str(message)) for message in bound.non_form_errors())
        for number, form in enumerate(bound.forms, 1):
            line = line_name(bound, form, number)
            name = str(form[next(iter(form.fields))].label)
            for each in problems(form):
                is_named = each.label in ("", name)
                yield replace(each, label=line if is_named else f"{line}, {each.label}")
        return
    yield from (Problem(str(message)) for message in bound.non_field_errors())
    for name, messages in bound.errors.items():
        if name in bound.fields:
            blamed = bound[name]
            anchor = "" if blamed.is_hidden else field_anchor(blamed)
            label = str(blamed.label).rstrip(".:?!")
            yield from (
                Problem(str(message), anchor, "" if label in str(message) else label) for message in messages
            )
