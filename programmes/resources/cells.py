"""What may stand in a cell: codes or the words for them in any of the portal's languages, days, lists, programmes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django_stubs_ext import StrOrPromise
from import_export.widgets import Widget

from portal.core.dates import YearsBetween
from portal.core.locales import country_name_lazy, language_name_lazy
from portal.core.tables.heads import folded
from portal.core.text import clean_line

Choice = tuple[str, StrOrPromise]


class WordsWidget(Widget):
    """A list as words with spaces between."""

    def render(self, value: Iterable[str] | None, obj: Model | None = None, **kwargs: object) -> str:
        return " ".join(sorted(value or ()))


class Code(forms.CharField):
    """A code of a list in any letter case, or what the list calls it in any of the portal's languages."""

    def __init__(self, *, choices: Iterable[Choice], required: bool = True) -> None:
        super().__init__(required=required)
        self.choices = list(choices)
        self._codes: dict[str, str] = {}  # one for all copies: each form has its own fields

    def to_python(self, value: object) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        code = self.codes.get(folded(text))
        if code is None:
            raise ValidationError(_("“%(text)s” is not one of the choices.") % {"text": text[:40]})
        return code

    @property
    def codes(self) -> Mapping[str, str]:
        """Everything that a choice is called → its code."""
        if not self._codes:
            self._codes.update(codes_of(self.choices))
        return self._codes


class Words(forms.CharField):
    """Several codes, or names, with commas, semicolons or blanks between."""

    def __init__(self, *, choices: Iterable[Choice] | None = None, required: bool = True) -> None:
        super().__init__(required=required)
        self.choices = None if choices is None else list(choices)
        self._codes: dict[str, str] = {}  # one for all copies: each form has its own fields

    def to_python(self, value: object) -> list[str]:
        text = super().to_python(value) or ""
        if self.choices is None:
            return sorted({part.strip() for part in re.split(r"[,;\n]", text) if part.strip()})
        if not self._codes:
            self._codes.update(codes_of(self.choices))
        found = {word: self._codes.get(folded(word)) for word in re.split(r"[\s,;]+", text) if word}
        unknown = [word for word, code in found.items() if code is None]
        if unknown:
            raise ValidationError(_("“%(word)s” is not known here.") % {"word": unknown[0][:40]})
        return sorted({code for code in found.values() if code})


class Day(forms.Field):
    """A day as a spreadsheet or a European writes it. 03/04/2026 means two days, so nobody's guess is taken."""

    WRITTEN = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%Y/%m/%d")
    TIME = re.compile(r"(?<=\d)(?:T| |, )\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?Z?$")
    """What other programs write behind each day, a moment or not."""

    def __init__(self, *, years: YearsBetween, required: bool = False) -> None:
        super().__init__(required=required, validators=[years])

    def to_python(self, value: object) -> date | None:
        text = self.TIME.sub("", clean_line(str(value or ""))).replace(". ", ".")
        if not text:
            return None
        for form in self.WRITTEN:
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
            except ValueError:
                continue
        raise ValidationError(_("Write the day as 2026-03-01 or 01.03.2026."))


def code_choices(choices: type[TextChoices]) -> list[Choice]:
    return list(choices.choices)


def codes_of(choices: Iterable[Choice]) -> dict[str, str]:
    """Codes and labels, folded → code. A code wins where a label of another reads the same."""
    choices = list(choices)
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {folded(str(label)): str(code) for code, label in choices}
    return found | {folded(str(code)): str(code) for code, _label in choices}


def country_choices(codes: Iterable[str]) -> list[Choice]:
    return [(code, country_name_lazy(code)) for code in codes]


def language_choices(codes: Iterable[str]) -> list[Choice]:
    return [(code, language_name_lazy(code)) for code in codes]
