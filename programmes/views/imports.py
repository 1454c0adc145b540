"""What became of the files one has sent: how far they are, what they would do, what they did."""

from __future__ import annotations

from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.core.http import asked, domain_errors_as_messages
from portal.core.temporary import temporary_folder
from portal.core.workflow import Actor
from portal.users.decorators import AuthenticatedRequest, confirmed_lately
from programmes.access import may_administer
from programmes.constants import RowOutcome
from programmes.extensions import importers
from programmes.models import Import, ImportRow
from programmes.presentation.imports import column_rows, facts_of, outcome_tabs, table_rows
from programmes.querysets.programmes import ImportRowQuerySet
from programmes.resources.template_files import write_template
from programmes.scoping import get_visible_or_404
from programmes.services.imports import confirm_import, discard_import, undo_import
from programmes.workflows.imports import IMPORT

ROWS_ON_A_PAGE = 50
IMPORTS_ON_A_PAGE = 25
SPECIAL_ROWS = {"noted": ImportRowQuerySet.noted, "kept": ImportRowQuerySet.not_put_back}


@login_required
@require_safe
def import_list(request: AuthenticatedRequest) -> HttpResponse:
    """The files one has sent, the newest first."""
    kinds = [
        (each.called, reverse(f"admin:{kind.replace('.', '_')}_import"))
        for kind, each in importers.items()
        if may_administer(request.user, "import", each.model)
    ]
    if not kinds:
        raise PermissionDenied
    page = Paginator(Import.objects.visible_to(request.user), IMPORTS_ON_A_PAGE).get_page(
        asked(request, "page")
    )
    head = [_("File"), _("Rows of"), _("State"), _("Sent on")]
    context = {"page": page, "head": head, "rows": table_rows(page), "starts": kinds, "trail": _trail()}
    return render(request, "programmes/import_list.html", context)


@login_required
@require_safe
def import_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """How far an import is, what its rows do, and what of the file is left out."""
    batch = get_visible_or_404(Import.objects.all(), request.user, pk=pk)
    chosen = asked(request, "rows")
    everything = ImportRow.objects.visible_to(request.user).filter(batch=batch)
    rows = everything.filter(outcome=chosen) if chosen in RowOutcome.values else everything
    rows = SPECIAL_ROWS.get(chosen, ImportRowQuerySet.all)(rows)
    page = Paginator(rows.order_by("number"), ROWS_ON_A_PAGE).get_page(asked(request, "page"))
    context = {
        "batch": batch,
        "called": importers[batch.kind].called,
        "badge": IMPORT.badge(batch.state),
        "explanation": IMPORT.explanation(batch.state, Actor.STAFF),
        "steps": [
            step for step in IMPORT.steps_from(batch.state, Actor.STAFF) if _is_offered(batch, step.name)
        ],
        "page": page,
        "tabs": outcome_tabs(
            batch, chosen, noted=everything.noted().count(), kept=everything.not_put_back().count()
        ),
        "columns": column_rows(batch),
        "column_head": [_("Column of the file"), _("Read as"), _("Filled cells")],
        "facts": facts_of(batch),
        "again": reverse(f"admin:{batch.kind.replace('.', '_')}_import"),
        "trail": _trail(batch.file_name),
    }
    return render(request, "programmes/import_detail.html", context)


def _is_offered(batch: Import, step: str) -> bool:
    return {"confirm": batch.can_be_confirmed, "undo": batch.can_be_undone}.get(step, True)


def _trail(name: str = "") -> list[tuple[str, str]]:
    above = [(reverse("admin:index"), _("Administration"))]
    if not name:
        return [*above, ("", _("Imports"))]
    return [*above, (reverse("programmes:import_list"), _("Imports")), ("", name)]


@login_required
@require_POST
def import_confirm(request: AuthenticatedRequest, pk: int) -> HttpResponseBase:
    """Have the rows carried out, by who has proven lately that it's them."""
    return _confirm(request, get_visible_or_404(Import, request.user, "change", pk=pk))


@confirmed_lately
def _confirm(request: AuthenticatedRequest, batch: Import) -> HttpResponse:
    with domain_errors_as_messages(request):
        confirm_import(batch=batch, by=request.user)
    return redirect(batch)


@login_required
@require_POST
def import_undo(request: AuthenticatedRequest, pk: int) -> HttpResponseBase:
    """Have the import taken back, by who has proven lately that it's them."""
    return _undo(request, get_visible_or_404(Import, request.user, "change", pk=pk))


@confirmed_lately
def _undo(request: AuthenticatedRequest, batch: Import) -> HttpResponse:
    with domain_errors_as_messages(request):
        undo_import(batch=batch, by=request.user)
    return redirect(batch)


@login_required
@require_POST
def import_discard(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    batch = get_visible_or_404(Import, request.user, "change", pk=pk)
    with domain_errors_as_messages(request):
        discard_import(batch=batch, by=request.user)
        messages.success(request, IMPORT.step("discard").done)
        return redirect("programmes:import_list")
    return redirect(batch)


@login_required
@require_safe
def import_template(request: AuthenticatedRequest, name: str) -> HttpResponseBase:
    """An Excel file with the columns, as the reader calls them, and what may be chosen in them."""
    kind = next((kind for kind, _importer in importers.items() if kind.endswith(f".{name}")), None)
    if kind is None:
        raise Http404
    if not may_administer(request.user, "import", importers[kind].model):
        raise PermissionDenied
    with temporary_folder("template") as folder:
        path = folder / "template.xlsx"
        write_template(path, kind, by=request.user)
        content = path.read_bytes()
    return FileResponse(BytesIO(content), as_attachment=True, filename=f"{importers[kind].called}.xlsx")
