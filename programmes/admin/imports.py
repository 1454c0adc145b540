"""The page to which a file of rows is sent. What becomes of it is shown on the page of the import."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportMixin
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldBooleanSwitchWidget

from portal.core.http import domain_errors_in
from programmes.access import may_administer
from programmes.extensions import importers
from programmes.services.imports import request_import


class UploadForm(forms.Form):
    import_file = forms.FileField(
        label=_("File"),
        widget=UnfoldAdminFileFieldWidget,
        allow_empty_file=True,
        help_text=_(
            "An Excel file (XLSX) or a CSV, at most 20 MB and 50,000 rows. One row names the columns. Nothing is "
            "changed before you have seen a preview."
        ),
    )
    clears_cells = forms.BooleanField(
        label=_("Empty cells clear what is there"),
        widget=UnfoldBooleanSwitchWidget,
        required=False,
        help_text=_("Otherwise they leave it as it is, and the preview names them."),
    )


class ImportPages(ImportMixin):
    """The import of a list."""

    def has_import_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user, "import", self.model)

    def get_urls(self) -> list[URLPattern]:
        """The library's second step is a page of ours."""
        return [each for each in super().get_urls() if not (each.name or "").endswith("_process_import")]

    def import_action(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        if not self.has_import_permission(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = UploadForm(*((request.POST, request.FILES) if is_sent else ()))
        if is_sent and form.is_valid():
            upload = form.cleaned_data["import_file"]
            with domain_errors_in(form):
                batch = request_import(
                    kind=self.opts.label_lower,
                    file=upload,
                    size=upload.size,
                    name=upload.name,
                    clears_cells=form.cleaned_data["clears_cells"],
                    language=get_language(),
                    by=request.user,
                )
                return redirect(batch)
        return TemplateResponse(
            request, "programmes/admin/import_form.html", self._import_context(request, form)
        )

    def _import_context(self, request: HttpRequest, form: forms.Form) -> dict[str, object]:
        columns = importers[self.opts.label_lower].columns()
        return {
            **self.admin_site.each_context(request),
            "title": _("Import from a file"),
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "columns": [(column.name, column) for column in columns if column.is_written],
            "template_address": reverse("programmes:import_template", args=[self.opts.model_name]),
            "list_address": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
        }
