"""Telephone numbers as people write them. Nobody calls one but people, so nothing more is asked of it than digits."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

PHONE_LENGTH = 30

_WRITTEN = re.compile(r"\+?[0-9][0-9 ()/.\-]*(?: ?(?:ext\.?|x) ?[0-9]{1,6})?", re.IGNORECASE)
_DIGITS = (5, 18)
"""The longest number has 15 digits (ITU-T E.164); an extension may follow."""


def validate_phone(phone: str) -> None:
    """Digits with the signs that people set between them, and a plus before the country's code."""
    digits = sum(sign.isdigit() for sign in phone)
    if not _WRITTEN.fullmatch(phone) or not _DIGITS[0] <= digits <= _DIGITS[1]:
        raise ValidationError(_("Write a telephone number, for instance +49 361 123456."), code="phone")


def dialled(phone: str) -> str:
    """What a link to call it says: `+49 (361) 123-456` → `+49361123456`; an extension is left to the person."""
    number = re.split(r"ext|x", phone, maxsplit=1, flags=re.IGNORECASE)[0]
    return re.sub(r"[^0-9+]", "", number)


class PhoneInput(forms.CharField):
    """The field in which people say how they can be called. None has to."""

    default_validators = [validate_phone]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Telephone"))
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", PHONE_LENGTH)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}))
        super().__init__(**kwargs)
