"""Fields of models for what many nouns have: a country, a language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.db import models
from django.utils.choices import BaseChoiceIterator

from portal.core import locales

SetType = TypeVar("SetType")
GetType = TypeVar("GetType")
Choices = list[tuple[str, str]]


class CodeField(models.CharField[SetType, GetType]):
    """A code of a list that this code keeps, so that a longer list needs no migration.

    The list is asked anew whenever somebody sees it: its names are in the reader's language, and sorted by it.
    """

    listed: Callable[[], Choices]
    longest = 8

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", self.longest)
        super().__init__(*args, **kwargs | {"choices": type(self).listed})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["choices"]
        return name, path, args, kwargs

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        field = super().formfield(*args, **kwargs)
        if isinstance(field, forms.ChoiceField):
            field.choices = Offered(self, has_blank=self.blank or not self.has_default())
        return field


class Offered(BaseChoiceIterator):
    """What a form offers for a field: its list, below an empty line where nothing is chosen yet."""

    def __init__(self, field: CodeField[Any, Any], *, has_blank: bool) -> None:
        self.field, self.has_blank = field, has_blank

    def __iter__(self) -> Any:
        if self.has_blank:
            yield from models.fields.BLANK_CHOICE_DASH
        yield from self.field.choices or ()


class CountryField(CodeField[SetType, GetType]):
    """A country by its code of two letters (ISO 3166-1)."""

    listed = staticmethod(locales.country_choices)
    longest = 2


class LanguageField(CodeField[SetType, GetType]):
    """A language that people or workplaces speak, by its code (ISO 639)."""

    listed = staticmethod(locales.language_choices)


class InterfaceLanguageField(CodeField[SetType, GetType]):
    """One of the languages the portal itself speaks: `settings.LANGUAGES`."""

    listed = staticmethod(locales.interface_language_choices)
