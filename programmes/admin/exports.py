"""The page on which the export of a list is asked for. A worker makes the file; its page shows how far it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportMixin
from unfold.widgets import UnfoldAdminSelectWidget

from portal.core.http import domain_errors_in, sent, typed
from portal.users.decorators import confirmed_lately
from portal.users.models import User
from programmes.access import may_administer
from programmes.constants import EXPORT_DAYS, ExportFormat, ExportPurpose
from programmes.scoping import ScopedQuerySet
from programmes.services.exports import request_export

NO_CHOICE = ("", "---------")
MAX_CHOSEN = 500
"""A list shows fifty rows on a page, of which somebody ticks some; whoever wants more filters the list."""


class Keys(forms.Field):
    """Keys of rows, each in an input of its own that nobody sees."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: object) -> list[int]:
        texts = [str(each) for each in value] if isinstance(value, list | tuple) else []
        if len(texts) > MAX_CHOSEN or not all(
            text.isascii() and text.isdecimal() and len(text) < 19 for text in texts
        ):
            raise forms.ValidationError(_("Choose the rows in the list again."))
        return [int(text) for text in texts]


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=_("Kind of file"),
        choices=ExportFormat.choices,
        widget=UnfoldAdminSelectWidget,
        help_text=_("Excel opens both; other programs, and the portal's import, read both, too."),
    )
    purpose = forms.ChoiceField(
        label=_("What for"),
        choices=[NO_CHOICE, *ExportPurpose.choices],
        widget=UnfoldAdminSelectWidget,
        error_messages={"required": _("Say what you need the rows for.")},
        help_text=_("It is written down, with your name, the filter and the number of rows."),
    )
    chosen = Keys(required=False)


def list_request(by: User, query: str) -> HttpRequest:
    """What a list is asked for, by a browser or by a worker: who asks, and the query of the address.

    What the list has to say about the query, it has said on its own page.
    """
    request = HttpRequest()
    request._messages = CookieStorage(request)
    request.method, request.user, request.GET = "GET", by, QueryDict(query)
    return request


class ExportPages(ImportExportMixin):
    """The export of a list."""

    boundless_actions = ("export_chosen",)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user, "export", self.model)

    def listed_rows(self, by: User, query: str) -> QuerySet[Model]:
        """The rows that the list shows to a person for the query of its address, and that they may export.

        Raises what the list itself raises for a query that it doesn't understand.
        """
        rows: ScopedQuerySet[Any] = super().get_export_queryset(list_request(by, query))
        return rows.exportable_by(by)

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """Refuse first; only who may export is asked to confirm who they are."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        return self._confirmed_export(request)

    @method_decorator(confirmed_lately)
    def _confirmed_export(self, request: HttpRequest) -> HttpResponse:
        form = ExportForm(typed(request))
        if request.method == "POST" and form.is_valid():
            with domain_errors_in(form):
                return redirect(
                    request_export(
                        kind=self.opts.label_lower,
                        query=self._query(request),
                        programme=self.admin_site.chosen_programme(request),
                        language=get_language(),
                        by=request.user,
                        **form.cleaned_data,
                    )
                )
        return self._export_page(request, form, list(form.data.getlist("chosen")) if form.is_bound else [])

    @admin.action(description=_("Export the chosen rows"), permissions=["export"])
    def export_chosen(self, request: HttpRequest, queryset: QuerySet[Model]) -> HttpResponse:
        """Ask for the kind of file; all rows of the list are meant where all of them were ticked."""
        rows = self.rows_for(request, "export", queryset)
        is_all = sent(request, "select_across") == "1"
        keys = [] if is_all else list(rows.order_by().values_list("pk", flat=True)[:MAX_CHOSEN])
        return self._export_page(request, ExportForm(initial={"chosen": keys}), keys)

    def _export_page(self, request: HttpRequest, form: ExportForm, chosen: list[object]) -> HttpResponse:
        query = self._query(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Export to a file"),
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "number": len(chosen) or self._number(request, query),
            "is_choice": bool(chosen),
            "days": EXPORT_DAYS,
            "export_address": _with_query(self._address("export"), query),
            "list_address": _with_query(self._address("changelist"), query),
        }
        return TemplateResponse(request, "programmes/admin/export_form.html", context)

    def _number(self, request: HttpRequest, query: str) -> int:
        rows = self.listed_rows(request.user, query)
        if self.admin_site.chosen_programme(request):
            rows = rows.in_programmes(self.admin_site.programmes_in_view(request))
        return rows.count()

    def _query(self, request: HttpRequest) -> str:
        asked = request.GET.copy()
        asked.pop(PAGE_VAR, None)
        return asked.urlencode()

    def _address(self, page: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}")


def _with_query(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address
