"""One's exports: how far they are, their files, and what to do when there is none."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.core.http import asked, domain_errors_as_messages
from portal.core.workflow import Actor
from portal.users.decorators import AuthenticatedRequest, confirmed_lately
from programmes.access import may_administer
from programmes.constants import EXPORT_DAYS, ExportFormat
from programmes.extensions import exporters
from programmes.models import Export
from programmes.presentation.exports import facts_of, file_name, table_rows
from programmes.scoping import get_visible_or_404
from programmes.services.exports import discard_export, note_fetched, retry_export
from programmes.workflows.exports import EXPORT

EXPORTS_ON_A_PAGE = 25
CONTENT_TYPES = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.CSV: "text/csv; charset=utf-8",
}


@login_required
@never_cache
@require_safe
def export_list(request: AuthenticatedRequest) -> HttpResponse:
    """What one has exported lately, the newest first."""
    models = [each.model for each in exporters if may_administer(request.user, "export", each.model)]
    if not models:
        raise PermissionDenied
    rows = Export.objects.visible_to(request.user)
    page = Paginator(rows, EXPORTS_ON_A_PAGE).get_page(asked(request, "page"))
    context = {
        "page": page,
        "days": EXPORT_DAYS,
        "head": [_("Rows of"), _("Kind of file"), _("State"), _("Asked for on")],
        "rows": table_rows(page),
        "starts": [(model._meta.verbose_name_plural, _list_address(model)) for model in models],
        "trail": _trail(),
    }
    return render(request, "programmes/export_list.html", context)


@login_required
@never_cache
@require_safe
def export_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """How far an export is; once it is ready, its file."""
    export = get_visible_or_404(Export.objects.select_related("programme"), request.user, pk=pk)
    context = {
        "export": export,
        "badge": EXPORT.badge(export.state),
        "explanation": EXPORT.explanation(export.state, Actor.STAFF),
        "steps": EXPORT.steps_from(export.state, Actor.STAFF),
        "facts": facts_of(export),
        "again": f"{_list_address(exporters[export.kind].model)}?{export.query}",
        "trail": _trail(export.rows_of),
    }
    return render(request, "programmes/export_detail.html", context)


def _list_address(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def _trail(name: str = "") -> list[tuple[str, str]]:
    above = [(reverse("admin:index"), _("Administration"))]
    if not name:
        return [*above, ("", _("Exports"))]
    return [*above, (reverse("programmes:export_list"), _("Exports")), ("", name)]


@login_required
@never_cache
@require_safe
def export_fetch(request: AuthenticatedRequest, pk: int) -> HttpResponseBase:
    """The file, to who asked for it and still may have its rows; each time is written down."""
    export = get_visible_or_404(Export, request.user, pk=pk)
    if not export.can_be_fetched:
        raise Http404
    return _fetch(request, export)


@confirmed_lately
def _fetch(request: AuthenticatedRequest, export: Export) -> HttpResponseBase:
    try:
        content = export.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    with domain_errors_as_messages(request):
        note_fetched(export=export, by=request.user)
        kind = ExportFormat(export.format)
        return FileResponse(
            content, as_attachment=True, filename=file_name(export), content_type=CONTENT_TYPES[kind]
        )
    content.close()
    return redirect(export)


@login_required
@require_POST
def export_retry(request: AuthenticatedRequest, pk: int) -> HttpResponseBase:
    """Try again what failed, by who has proven lately that it's them."""
    return _retry(request, get_visible_or_404(Export, request.user, "change", pk=pk))


@confirmed_lately
def _retry(request: AuthenticatedRequest, export: Export) -> HttpResponse:
    with domain_errors_as_messages(request):
        retry_export(export=export, by=request.user)
    return redirect(export)


@login_required
@require_POST
def export_discard(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    export = get_visible_or_404(Export, request.user, "change", pk=pk)
    with domain_errors_as_messages(request):
        discard_export(export=export, by=request.user)
        messages.success(request, EXPORT.step("discard").done)
        return redirect("programmes:export_list")
    return redirect(export)
