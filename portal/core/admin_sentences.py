"""What pages of the admin say of a row that was saved or deleted: in the reader's language, and without a model's name.

Django puts names of models into its sentences, which most languages would have to inflect, and makes them when they are
written. Here a sentence names the row, and is made when it is read.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from portal.core.page_messages import worded

FIXED = (
    _("No action selected."),
    _("Items must be selected in order to perform actions on them. No items have been changed."),
)
"""What Django says besides, always in the same words."""


class AdminSentences(ModelAdmin[Model]):
    """Mixin: instead of Django's sentence that is the one which the request carries, if it carries one."""

    def message_user(
        self, request: HttpRequest, message: Any, level: int | str = messages.INFO, *args: Any, **kwargs: Any
    ) -> None:
        said: StrPromise | None = getattr(request, "_sentence", None)
        fixed = next((each for each in FIXED if str(each) == str(message)), None)
        super().message_user(request, said or fixed or message, level, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: Model, *args: Any, **kwargs: Any) -> HttpResponse:
        _carry(request, saved(obj))
        return super().response_add(request, obj, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Model, *args: Any, **kwargs: Any) -> HttpResponse:
        _carry(request, saved(obj))
        return super().response_change(request, obj, *args, **kwargs)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        _carry(request, worded(lambda: gettext("“%(row)s” is deleted.") % {"row": obj_display}))
        return super().response_delete(request, obj_display, obj_id)


def say_how_many_are_deleted(request: HttpRequest, number: int) -> None:
    _carry(
        request,
        worded(
            lambda: (
                ngettext("%(number)d row is deleted.", "%(number)d rows are deleted.", number)
                % {"number": number}
            )
        ),
    )


def _carry(request: Any, sentence: StrPromise) -> None:
    request._sentence = sentence


def saved(row: Model) -> StrPromise:
    return worded(lambda: gettext("“%(row)s” is saved.") % {"row": row})
