"""Lines on a page: how many there may be. A request that claims more is refused before its lines are built."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import BaseForm, BaseFormSet, BaseInlineFormSet, Form, ModelForm, formset_factory
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_stubs_ext import StrOrPromise

from portal.core.http import sent

SPARE_LINES = 10
"""Lines beyond the limit that are read all the same, so that the answer shows what was typed in them."""

NEW_ROWS = 50
"""Rows that one page of the admin can add beside those that are there."""


Line = TypeVar("Line", bound=BaseForm)
Lines = TypeVar("Lines", bound=BaseFormSet[Any])


class LimitedFormSet(BaseFormSet[Line]):
    """Lines whose number comes with them and may be nonsense."""

    error_messages: dict[str, StrOrPromise]

    default_error_messages: ClassVar[dict[str, StrOrPromise]] = {
        **BaseFormSet.default_error_messages,
        "missing_management_form": _("Something went wrong with the lines. Please try again."),
        "too_many_forms": ngettext_lazy(
            "At most %(num)d line is possible here.", "At most %(num)d lines are possible here.", "num"
        ),
    }

    def clean(self) -> None:
        super().clean()
        if self.total_form_count() < 0:
            raise ValidationError(self.error_messages["missing_management_form"])


class LimitedInlineFormSet(
    LimitedFormSet[ModelForm[Model]], BaseInlineFormSet[Model, Model, ModelForm[Model]]
):
    """A row's lines in the admin: as many as there are, and `NEW_ROWS` more."""

    default_error_messages: ClassVar[dict[str, StrOrPromise]] = {
        **LimitedFormSet.default_error_messages,
        "too_many_forms": _("This page was sent with more lines than are possible. Nothing was saved."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.absolute_max = len(self.get_queryset()) + NEW_ROWS


def lines_of(form: type[Form], formset: type[Lines], *, extra: int, most: int) -> type[Lines]:
    """A formset of at most `most` lines, of which an empty page shows `extra`."""
    lines = formset_factory(
        form,
        formset=formset,
        extra=extra,
        max_num=most,
        validate_max=True,
        absolute_max=most + SPARE_LINES,
    )
    return cast("type[Lines]", lines)


MORE_LINES = 3
"""What one press adds."""


def asks_for_lines(request: HttpRequest) -> bool:
    """Was a button of components/lines.html pressed, which adds lines and saves nothing?"""
    return bool(sent(request, "more") or sent(request, "add"))


def with_more_lines(data: QueryDict, formset: type[BaseFormSet[Any]], prefix: str) -> QueryDict:
    """What was sent, with more lines in the formset called `prefix` if its button was pressed: empty ones, or one with
    the name that the button has."""
    wanted, sign, name = str(data.get("add", "")).partition("=")
    lines = str(data.get(f"{prefix}-TOTAL_FORMS", ""))
    if prefix not in (data.get("more"), wanted) or not (
        lines.isascii() and lines.isdigit() and len(lines) < 4
    ):
        return data
    data, number = data.copy(), int(lines)
    first = next(iter(formset.form.base_fields))
    if sign:
        names = [f"{prefix}-{line}-{first}" for line in range(number)]
        free = next((each for each in names if not data.get(each)), f"{prefix}-{number}-{first}")
        data[free] = name
        number += free not in names
    else:
        number += MORE_LINES
    data[f"{prefix}-TOTAL_FORMS"] = str(min(number, formset.max_num))
    return data


def keep_unchecked(form: BaseForm | Iterable[BaseForm]) -> None:
    """Show what was typed without judging it yet: the person has asked for more lines, not to save."""
    if isinstance(form, BaseForm):
        vars(form).update(_errors=ErrorDict(), cleaned_data={})
        return
    for line in form:
        keep_unchecked(line)
    vars(form).update(_errors=[], _non_form_errors=ErrorList())
