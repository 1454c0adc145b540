"""Import and export of lists as XLSX and CSV: confined to one's programmes, logged, and previewed row by row."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

import tablib
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, npgettext
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import Format
from import_export.results import Result
from import_export.tmp_storages import BaseStorage
from openpyxl import load_workbook
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from portal.core.spreadsheet import csv_table, workbook
from portal.core.temporary import temporary_folder
from portal.privacy.constants import AccessKind
from portal.privacy.services.access_log import log_access
from portal.users.decorators import confirmed_lately
from programmes.access import may_administer
from programmes.resources.rows import exported
from programmes.services import uploads

UPLOAD_LIMIT = 5 * 1024 * 1024
UNPACKED_LIMIT = 60 * 1024 * 1024
"""An Excel file is a packed one; what it unpacks to is limited, too."""
ROW_LIMIT = 2000
CELL_LIMIT = 5000


class UnreadableFile(Exception):
    """The file can't be read; the text says why, and what to do."""


def table(rows: Iterable[Iterable[object]]) -> tablib.Dataset:
    """The first row names the columns; empty rows are left out, and every cell becomes text."""
    filled = (row for row in ([as_text(cell) for cell in cells] for cells in rows) if any(row))
    head = [name.strip().lower() for name in next(iter(filled), [])]
    while head and not head[-1]:
        head.pop()
    if not head:
        raise UnreadableFile(_("This file has nothing in it."))
    if len(set(head)) < len(head):
        raise UnreadableFile(_("Two columns have the same name. Give each its own."))
    found = tablib.Dataset(headers=head)
    for number, row in enumerate(filled, 1):
        if number > ROW_LIMIT:
            raise UnreadableFile(
                ngettext(
                    "This file has more than %(limit)d row. Split it up.",
                    "This file has more than %(limit)d rows. Split it up.",
                    ROW_LIMIT,
                )
                % {"limit": ROW_LIMIT}
            )
        found.append((row + [""] * len(head))[: len(head)])
    return found


def as_text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
    text = str(cell).replace("\0", "").strip()[:CELL_LIMIT]
    return text.removeprefix("'") if text[:2] in {"'=", "'+", "'-", "'@"} else text


class XLSX(Format):
    def get_title(self) -> str:
        return "xlsx"

    def get_extension(self) -> str:
        return "xlsx"

    def get_content_type(self) -> str:
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        try:
            with zipfile.ZipFile(io.BytesIO(in_stream)) as packed:
                if sum(entry.file_size for entry in packed.infolist()) > UNPACKED_LIMIT:
                    raise UnreadableFile(_("This file is too large. Split it up."))
            book = load_workbook(io.BytesIO(in_stream), read_only=True, data_only=True)
            return table(book.worksheets[0].iter_rows(values_only=True))
        except UnreadableFile:
            raise
        except Exception as error:  # openpyxl raises whatever its parsers meet
            raise UnreadableFile(
                _("This is not an Excel file that can be read. Save it anew as XLSX.")
            ) from error

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

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        try:
            text = in_stream.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UnreadableFile(_("This file is not in UTF-8. Save it as “CSV UTF-8”.")) from error
        first = text.split("\n", 1)[0]
        separator = max(";,\t", key=first.count)
        try:
            return table(csv.reader(io.StringIO(text), delimiter=separator))
        except csv.Error as error:
            raise UnreadableFile(_("This is not a CSV file that can be read. Save it anew.")) from error

    def write(self, path: Path, title: str, head: list[str], rows: Iterator[list[object]]) -> None:
        with csv_table(path, head) as file:
            for row in rows:
                file.add(row)


class UploadFolder(BaseStorage):
    """Keeps an upload between preview and confirmation."""

    def save(self, data: bytes) -> None:
        self.name = uploads.store_upload(data=data)

    def read(self) -> bytes:
        return uploads.read_upload(name=self.name)

    def remove(self) -> None:
        uploads.delete_upload(name=self.name)


class UploadForm(ImportForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["import_file"].label = _("File")
        self.fields["import_file"].help_text = _(
            "At most 2000 rows. The first row names the columns. Nothing is changed before you have seen a preview."
        )
        self.fields["format"].label = _("Kind of file")

    def clean_import_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["import_file"]
        if (upload.size or 0) > UPLOAD_LIMIT:
            raise ValidationError(_("This file is too large; at most 5 MB are possible. Split it up."))
        return upload


class DownloadForm(ExportForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].label = _("Kind of file")


class ConfirmForm(forms.Form):
    import_file_name = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    original_file_name = forms.CharField(widget=forms.HiddenInput, required=False)
    format = forms.ChoiceField(choices=[("0", "xlsx"), ("1", "csv")], widget=forms.HiddenInput)


class ExchangeAdmin(ImportExportMixin):
    """Mixin for admins whose list can be exported and imported. Stands before `ScopedModelAdmin`."""

    formats = [XLSX, CSV]
    export_formats = import_formats = formats
    import_form_class = UploadForm
    export_form_class = DownloadForm
    confirm_form_class = ConfirmForm
    tmp_storage_class = UploadFolder
    skip_admin_log = True

    def has_import_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user, "import", self.model)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user, "export", self.model)

    def get_resource_kwargs(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        return {"by": request.user}

    # --- Export ----------------------------------------------------------------------------------------------------

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

    # --- Import ----------------------------------------------------------------------------------------------------

    def write_to_tmp_storage(self, import_file: UploadedFile, input_format: Format) -> UploadFolder:
        storage = UploadFolder()
        storage.save(b"".join(import_file.chunks()))
        return storage

    def add_data_read_fail_error_to_form(self, form: forms.Form, error: Exception) -> None:
        text = (
            str(error) if isinstance(error, UnreadableFile) else _("This file can't be read. Save it anew.")
        )
        form.add_error("import_file", text)

    def import_action(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        """What is wrong with the whole file stands beside it."""
        page: TemplateResponse = super().import_action(request, **kwargs)
        context = page.context_data or {}
        form, result = context["form"], context.get("result")
        if result is not None and result.base_errors:
            for error in result.base_errors:
                form.add_error("import_file", str(error.error))
            del context["result"]
        if form.is_bound:
            self._keep_what_can_be_confirmed(request, context)
        return page

    def _keep_what_can_be_confirmed(self, request: HttpRequest, context: dict[str, object]) -> None:
        """One upload, in place of the one before it; the session knows whose it is."""
        self._forget_upload(request)
        name = getattr(context["form"].files.get("import_file"), "tmp_storage_name", None)
        if "confirm_form" in context:
            request.session[self._session_key] = name
        elif name:
            uploads.delete_upload(name=name)

    @property
    def _session_key(self) -> str:
        return f"import of {self.opts.label_lower}"

    def _forget_upload(self, request: HttpRequest) -> None:
        name = request.session.pop(self._session_key, None)
        if name:
            uploads.delete_upload(name=name)

    def process_import(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        """Import what was previewed, all of it or nothing."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = ConfirmForm(request.POST)
        page = f"admin:{self.opts.app_label}_{self.opts.model_name}_import"
        name = request.session.get(self._session_key)
        if request.method != "POST" or not form.is_valid() or form.cleaned_data["import_file_name"] != name:
            messages.error(request, _("This preview is no longer there. Choose the file again."))
            return redirect(page)
        try:
            dataset = self.import_formats[int(form.cleaned_data["format"])]().create_dataset(
                UploadFolder(name=name).read()
            )
        except (UnreadableFile, OSError):
            messages.error(request, _("This preview is no longer there. Choose the file again."))
            return redirect(page)
        finally:
            self._forget_upload(request)
        resource = self.get_import_resource_classes(request)[0](by=request.user)
        result = resource.import_data(
            dataset, dry_run=False, rollback_on_validation_errors=True, use_transactions=True
        )
        if result.has_errors() or result.has_validation_errors():
            messages.error(
                request,
                _("Something has changed since the preview, so nothing was imported. Look at it again."),
            )
            return redirect(page)
        self.add_success_message(result, request)
        return redirect(self.list_name)

    def add_success_message(self, result: Result, request: HttpRequest) -> None:
        new, changed, same = (result.totals[kind] for kind in ("new", "update", "skip"))
        parts = {
            "new": npgettext("imported rows", "%(new)d new", "%(new)d new", new),
            "changed": npgettext("imported rows", "%(changed)d changed", "%(changed)d changed", changed),
            "same": npgettext("imported rows", "%(same)d left as it was", "%(same)d left as they were", same),
        }
        numbers = {"new": new, "changed": changed, "same": same}
        said = {name: part % numbers for name, part in parts.items()}
        messages.success(request, _("Imported: %(new)s, %(changed)s, %(same)s.") % said)
