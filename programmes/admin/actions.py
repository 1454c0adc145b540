"""Actions on chosen rows that ask for a reason first, on a page of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib.admin import ModelAdmin, helpers
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise
from unfold.widgets import UnfoldAdminTextareaWidget

from portal.core.http import sent

REASON_LIMIT = 2000


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LIMIT,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 5}),
        error_messages={"required": _("Say why, so that the people concerned can correct it.")},
    )


Row = TypeVar("Row", bound=Model)


def ask_reason(
    model_admin: ModelAdmin[Model],
    request: HttpRequest,
    rows: QuerySet[Row],
    *,
    action: str,
    title: str | Promise,
    hint: str | Promise,
    service: Callable[[Row, str], object],
    done: StrPromise,
    is_needed: bool = True,
) -> HttpResponse | None:
    """Show a page that asks why; once it's answered, call the service for each row with the reason.

    Where it is not needed, it may be left empty.
    """
    form = ReasonForm(request.POST if "has_reason" in request.POST else None)
    if not is_needed:
        form.fields["reason"].label, form.fields["reason"].required = _("Note"), False
    form.fields["reason"].help_text = hint
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        model_admin.run_on_each(request, rows, lambda row: service(row, reason), done)
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "form": form,
        "rows": rows,
        "action": action,
        "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
        "back": sent(request, "back"),
        "list_address": request.get_full_path(),
    }
    return TemplateResponse(request, "programmes/admin/reason.html", context)
