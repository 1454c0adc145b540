"""Fields of models for what many nouns have: a country, a language, an amount of money or hours."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from typing import Any, ClassVar, TypeVar

from django import forms
from django.core.exceptions import FieldError, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.choices import BaseChoiceIterator
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from portal.core import encryption, locales
from portal.core.amounts import (
    amount_shown,
    amount_typed,
    can_be_read_in_two_ways,
    cent_places,
    money_shown,
    parse_amount,
    trimmed,
)
from portal.core.regions.inputs import RegionInput
from portal.core.regions.tree import region_name
from portal.core.widgets import SharedSelect

SetType = TypeVar("SetType")
GetType = TypeVar("GetType")
Choices = list[tuple[str, str]]


class WebAddressField(forms.URLField):
    """The address of a page, which a browser opens: anything but http and https is refused, with one sentence."""

    default_validators = [URLValidator(schemes=["http", "https"])]


class CodeField(models.CharField[SetType, GetType]):
    """A code of a list that this code keeps, so that a longer list needs no migration.

    The list is asked anew whenever somebody sees it: its names are in the reader's language, and sorted by it.
    """

    listed: Callable[[], Choices]
    longest = 8

    def offered(self) -> Choices:
        """The list as somebody chooses from it."""
        return type(self).listed()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", self.longest)
        super().__init__(*args, **kwargs | {"choices": type(self).listed})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["choices"]
        return name, path, args, kwargs

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        field = super().formfield(*args, **{"widget": SharedSelect, **kwargs})
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
        yield from self.field.offered()


class CountryField(CodeField[SetType, GetType]):
    """A country by its code of two letters (ISO 3166-1)."""

    listed = staticmethod(locales.country_choices)
    longest = 2

    def offered(self) -> Choices:
        return locales.offered_countries()


class LanguageField(CodeField[SetType, GetType]):
    """A language that people or workplaces speak, by its code (ISO 639)."""

    listed = staticmethod(locales.language_choices)


class InterfaceLanguageField(CodeField[SetType, GetType]):
    """One of the languages the portal itself speaks: `settings.LANGUAGES`."""

    listed = staticmethod(locales.interface_language_choices)


class RegionField(models.CharField[SetType, GetType]):
    """A region of the portal's list by its code; text from before there was the list, or from where it has nothing."""

    longest = 120

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", self.longest)
        super().__init__(*args, **kwargs)

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        return super().formfield(*args, **{"form_class": RegionInput} | kwargs)

    @staticmethod
    def shown(value: str) -> str:
        """The region as lists and histories have it."""
        return region_name(value)


class AmountInput(forms.DecimalField):
    """An amount in the reader's notation. Not `type=number`, in which browsers differ about commas."""

    widget = forms.TextInput
    default_error_messages: ClassVar[dict[str, StrOrPromise]] = {
        "two_ways": _("This can be read in two ways. Write thousands without a sign between, as in 1000."),
    }

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if isinstance(value, str) and value.strip():
            value = self._parsed(value)
        return super().to_python(value)

    def _parsed(self, value: str) -> Decimal:
        try:
            amount = parse_amount(value)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if can_be_read_in_two_ways(value):
            raise ValidationError(self.error_messages["two_ways"], code="two_ways")
        return amount

    def prepare_value(self, value: Any) -> Any:
        return self.typed(Decimal(value)) if isinstance(value, Decimal | int) else value

    def typed(self, amount: Decimal) -> str:
        return amount_typed(amount)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"inputmode": "decimal", "autocomplete": "off"}


def read_whole_numbers_of_forms() -> None:
    """Make every `IntegerField` read whole numbers in the reader's notation, too.

    Django takes what stands behind a full stop for a fraction of nothing: it reads the thousand that a German or
    Slovenian writes, 1.000, as one. What can be read in two ways is refused, as with amounts. Put into Django's method
    for the reason in docs/decisions/0014.
    """
    original = forms.IntegerField.to_python

    @wraps(original)
    def to_python(self: forms.IntegerField, value: Any) -> int | None:
        return original(self, _whole_number(value) if isinstance(value, str) else value)

    forms.IntegerField.to_python = to_python  # type: ignore[method-assign]


def _whole_number(text: str) -> str:
    """In figures alone; what is no whole number stays as it is, for Django to refuse."""
    try:
        amount = parse_amount(text) if not (text.isascii() and text.isdigit()) else None
    except ValueError:
        return text
    if amount is None or amount != amount.to_integral_value():
        return text
    if can_be_read_in_two_ways(text):
        raise ValidationError(AmountInput.default_error_messages["two_ways"], code="two_ways")
    return str(int(amount))


class MoneyInput(AmountInput):
    def typed(self, amount: Decimal) -> str:
        return amount_typed(amount, cent_places(amount))


class AmountField(models.DecimalField[SetType, GetType]):
    """An amount that is never negative: exact in the database, in the reader's notation for people.

    Its model holds the database to that with `never_negative`.
    """

    digits, places = 14, 2
    input_class = AmountInput
    limits: tuple[Any, ...] = (MinValueValidator(0),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", self.digits)
        kwargs.setdefault("decimal_places", self.places)
        kwargs.setdefault("validators", self.limits)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Decimal | None, *_args: Any) -> Decimal | None:
        return None if value is None else trimmed(value)

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        limits = self._validators  # type: ignore[attr-defined]  # the form has Django's others itself
        return super().formfield(*args, **{"form_class": self.input_class, "validators": limits} | kwargs)

    @staticmethod
    def shown(value: Decimal) -> str:
        """The amount as lists and histories have it."""
        return amount_shown(value)


class MoneyField(AmountField[SetType, GetType]):
    """Euros and cents."""

    input_class = MoneyInput

    @staticmethod
    def shown(value: Decimal) -> str:
        return money_shown(value)


class HoursField(AmountField[SetType, GetType]):
    """Hours, of which a quarter is the smallest part that contracts know: 38,5, 19,25."""

    digits = 6


class PercentField(AmountField[SetType, GetType]):
    """Per cent of a whole."""

    digits = 5
    limits = (MinValueValidator(0), MaxValueValidator(100))


def never_negative(*fields: str, name: str) -> models.CheckConstraint:
    """Keeps amounts, unknown ones aside, from falling below zero."""
    condition = models.Q()
    for field in fields:
        condition &= models.Q(**{f"{field}__isnull": True}) | models.Q(**{f"{field}__gte": 0})
    return models.CheckConstraint(
        condition=condition, name=name, violation_error_message=_("An amount can't be negative.")
    )


class OpenedText(str):
    """A text that was read from the database, with the sealed text it was."""

    __slots__ = ("sealed",)
    sealed: str

    @classmethod
    def of(cls, sealed: str) -> OpenedText:
        opened = cls(encryption.unseal(sealed))
        opened.sealed = sealed
        return opened


class KeptSealed(DeferredAttribute):
    """Writing the same text again changes nothing, as with any other field: no new sealed text, no line of history."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        before = instance.__dict__.get(self.field.attname)
        same = isinstance(before, OpenedText) and value == before
        instance.__dict__[self.field.attname] = before if same else value


class EncryptedTextField(models.TextField[SetType, GetType]):
    """A text that stands in the database, its history and every copy of them for the portal alone.

    The database can't look into it: there is no searching, sorting or comparing, only whether there is one.
    """

    descriptor_class = KeptSealed

    def from_db_value(self, value: str | None, *_args: Any) -> str | None:
        return OpenedText.of(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, OpenedText) and encryption.is_current(value.sealed):
            return value.sealed
        value = super().get_prep_value(value)
        return encryption.seal(value) if isinstance(value, str) else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: the database can't answer {lookup_name!r}.")
        return super().get_lookup(lookup_name)
