"""Inputs of forms: long lists that are written once, and comboboxes, which are chosen from by typing."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.choices import CallableChoiceIterator
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.core.files import check_pdf

LISTS = 64
"""Lists of choices that a process remembers, each language's for itself."""

Choices = tuple[tuple[str, str], ...]


class SharedSelect(forms.Select):
    """A choice from a list that is long, or stands in each line of a page: its options are written once.

    A page of ten lines with eighty languages each would else make eight hundred options. What is written is what
    `forms.Select` writes. Groups of choices are none of its business.
    """

    @property
    def pairs(self) -> Iterable[tuple[Any, Any]]:
        """The choices; those that a function makes as it makes them, without a look at each whether it is a group."""
        return self.choices.func() if isinstance(self.choices, CallableChoiceIterator) else self.choices

    def use_required_attribute(self, initial: Any) -> bool:
        first = next(iter(self.pairs), None)
        if self.allow_multiple_selected:
            return True
        return first is not None and first[0] in ("", None)

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        options = _options(tuple((_text(key), str(label)) for key, label in self.pairs))
        chosen = set(self.format_value(value))
        written = "".join([selected if key in chosen else plain for key, plain, selected in options])
        attributes = self.build_attrs(self.attrs, attrs)
        if self.allow_multiple_selected:
            attributes["multiple"] = True
        return format_html(
            '<select name="{}"{}>{}\n</select>',
            name,
            flatatt(attributes),
            SafeString(written),
        )


class SharedSelectMultiple(SharedSelect, forms.SelectMultiple):
    """Several choices from such a list."""


class ComboboxSelect(SharedSelect):
    """A choice from a list, by typing where there is a script (`static/js/combobox.js`); else a select."""

    def __init__(self, attrs: Mapping[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"data-combobox": "", **(attrs or {})}, choices)


class ComboboxSelectMultiple(SharedSelectMultiple):
    """Several choices from a list, each a chip that can be taken away."""

    def __init__(self, attrs: Mapping[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"data-combobox": "", **(attrs or {})}, choices)


class ComboboxInput(forms.TextInput):
    """A line of text with suggestions from the page at `suggested_by`; any other text can be sent, too.

    With `most`, the line holds up to so many values with commas between, each shown as a chip. With `submits`,
    choosing a suggestion sends the form. Without a script it is a line of text.
    """

    def __init__(
        self,
        attrs: Mapping[str, Any] | None = None,
        *,
        suggested_by: Any = None,
        most: int = 0,
        submits: bool = False,
    ) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.suggested_by, self.most, self.submits = suggested_by, most, submits

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        if self.suggested_by:
            attrs["data-combobox"] = str(self.suggested_by)
            attrs |= {"data-many": self.most} if self.most else {}
            attrs |= {"data-submits": ""} if self.submits else {}
        return attrs


def _text(key: object) -> str:
    return "" if key is None else str(key)


@lru_cache(LISTS)
def _options(choices: Choices) -> tuple[tuple[str, SafeString, SafeString], ...]:
    """Each choice's key with its option, as it is and as the chosen one."""
    return tuple(
        (
            key,
            format_html('\n  <option value="{}">{}</option>', key, label),
            format_html('\n  <option value="{}" selected>{}</option>', key, label),
        )
        for key, label in choices
    )


class PictureInput(forms.ClearableFileInput):
    """A picture for everybody to see, to be chosen, replaced or taken away."""

    template_name = "components/picture_input.html"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__({"accept": "image/png,image/jpeg,image/webp", **(attrs or {})})


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class PdfsField(forms.FileField):
    """Several PDFs, each under the rules of a CV."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        uploads = data if isinstance(data, list | tuple) else [data] if data else []
        files = [super(PdfsField, self).clean(upload, initial) for upload in uploads]
        for upload in files:
            check_pdf(upload)
        return files
