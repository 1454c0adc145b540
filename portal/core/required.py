"""What a form says of a field that was left empty: what to do, with the field's own name, instead of "required".

The sentences are whole, one for each way of answering, so that each language builds its own; the name stands in
quotation marks, for no language can bend it. A field with words of its own (`error_messages={"required": …}`) keeps
them.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from i18nfield.forms import I18nFormField

Kinds = type[Any] | tuple[type[Any], ...]

BY_FIELD: tuple[tuple[Kinds, StrOrPromise], ...] = (
    (I18nFormField, _("Fill in “%(name)s” in one language at least.")),
    (forms.FileField, _("Choose a file for “%(name)s”.")),
    ((forms.DateTimeField, forms.SplitDateTimeField), _("Enter a day and a time for “%(name)s”.")),
    (forms.DateField, _("Enter a day for “%(name)s”.")),
    (forms.TimeField, _("Enter a time for “%(name)s”.")),
    ((forms.MultipleChoiceField, forms.ModelMultipleChoiceField), _("Choose at least one for “%(name)s”.")),
    ((forms.ChoiceField, forms.ModelChoiceField), _("Choose one for “%(name)s”.")),
    (forms.IntegerField, _("Enter a number for “%(name)s”.")),
    (forms.BooleanField, _("Tick “%(name)s”.")),
)
"""The first that fits; decimals and floats are made of `IntegerField`."""

OTHERWISE = _("Fill in “%(name)s”.")


def name_what_is_missing_in_forms() -> None:
    """Put it into the one method by which forms take an error down, as in docs/decisions/0014."""
    original = forms.BaseForm.add_error

    @wraps(original)
    def add_error(self: forms.BaseForm, field: str | None, error: Any) -> None:
        if field is not None and isinstance(error, ValidationError) and hasattr(error, "error_list"):
            error = ValidationError([_named(self, field, each) for each in error.error_list])
        original(self, field, error)

    forms.BaseForm.add_error = add_error  # type: ignore[method-assign]


def _named(form: forms.BaseForm, name: str, error: ValidationError) -> ValidationError:
    if error.code != "required" or error.message is not forms.Field.default_error_messages["required"]:
        return error
    label = str(form[name].label).rstrip(".: ")
    return ValidationError(missing(form.fields[name]), code="required", params={"name": label})


def missing(field: forms.Field) -> StrOrPromise:
    """The sentence for a field of this kind."""
    return next((sentence for kinds, sentence in BY_FIELD if isinstance(field, kinds)), OTHERWISE)
