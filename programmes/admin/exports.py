"""Lists leave the admin as XLSX and CSV: one's own rows, written row by row, and logged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import Format
from unfold.contrib.import_export.forms import ExportForm

from portal.core.presence import check_presence
from portal.core.spreadsheet import csv_table, workbook
from portal.core.temporary import temporary_folder
from portal.privacy.constants import AccessKind
from portal.privacy.services.access_log import log_access
from portal.users.decorators import confirmed_lately
from programmes.access import may_administer
from programmes.resources.rows import exported


class XLSX(Format):
    def get_title(self) -> str:
        return "xlsx"

    def get_extension(self) -> str:
        return "xlsx"

    def get_content_type(self) -> str:
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def can_export(self) -> bool:
        return True

    def write(self, path: Path, title: str, head: list[str], rows: Iterator[list[object]]) -> None:
        with workbook(path, title=title, created=timezone.now()) as book:
            sheet = book.sheet(title, [24] * len(head))
            sheet.add(head, style="head")
            sheet.freeze_head()
            for row in rows:
                sheet.add(row)


class CSV(Format):
    def get_title(self) -> str:
        return "csv"

    def get_extension(self) -> str:
        return "csv"

    def get_content_type(self) -> str:
        return "text/csv; charset=utf-8"

    def can_export(self) -> bool:
        return True

    def write(self, path: Path, title: str, head: list[str], rows: Iterator[list[object]]) -> None:
        with csv_table(path, head) as file:
            for row in rows:
                file.add(row)


class DownloadForm(ExportForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].label = _("Kind of file")


class ExportPages(ImportExportMixin):
    """The export of a list."""

    export_formats = [XLSX, CSV]
    export_form_class = DownloadForm
    skip_admin_log = True

    def has_export_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user, "export", self.model)

    def get_resource_kwargs(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        return {"by": request.user}

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        rows: QuerySet[Model] = super().get_export_queryset(request).administered_by(request.user, "export")
        return rows

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """Refuse first; only who may export is asked to confirm who they are."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        return self._confirmed_export(request)

    @method_decorator(confirmed_lately)
    def _confirmed_export(self, request: HttpRequest) -> HttpResponse:
        answer: HttpResponse = super().export_action(request)
        return answer

    def _do_file_export(
        self,
        file_format: XLSX | CSV,
        request: HttpRequest,
        queryset: QuerySet[Model],
        export_form: forms.Form | None = None,
    ) -> FileResponse:
        """Write the file row by row, note who took what, and hand it out."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        check_presence()
        resource = self.get_export_resource_classes(request)[0](by=request.user)
        title = str(self.opts.verbose_name_plural).capitalize()
        with temporary_folder("export") as folder:
            path = folder / f"export.{file_format.get_extension()}"
            file_format.write(path, title, resource.get_export_headers(), exported(resource, queryset))
            content = path.open("rb")
        log_access(
            by=request.user,
            kind=AccessKind.EXPORT,
            label=self.opts.label_lower,
            purpose="Export from the list",
            rows=queryset.count(),
            filter=request.GET.dict(),
            file=file_format.get_extension(),
        )
        return FileResponse(
            content,
            as_attachment=True,
            filename=self.get_export_filename(request, queryset, file_format),
            content_type=file_format.get_content_type(),
        )

    def get_export_filename(
        self, request: HttpRequest, queryset: QuerySet[Model], file_format: Format
    ) -> str:
        return f"{self.opts.model_name}-{timezone.localdate():%Y-%m-%d}.{file_format.get_extension()}"
