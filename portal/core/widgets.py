"""Inputs of forms that Django's would make anew for each line of a page."""

from functools import lru_cache
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LISTS = 64
"""Lists of choices that a process remembers, each language's for itself."""

Choices = tuple[tuple[str, str], ...]


class SharedSelect(forms.Select):
    """A choice from a list that is long, or stands in each line of a page: its options are written once.

    A page of ten lines with eighty languages each would else make eight hundred options. What is written is what
    `forms.Select` writes. Groups of choices are none of its business.
    """

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        options = _options(tuple((_text(key), str(label)) for key, label in self.choices))
        chosen = set(self.format_value(value))
        written = [selected if key in chosen else plain for key, plain, selected in options]
        return format_html(
            '<select name="{}"{}>{}\n</select>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            format_html_join("", "{}", ((option,) for option in written)),
        )


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
