"""A talent's files: keep one, send it to who may read it, delete it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matching.forms.talent import DocumentForm
from matching.models import Document
from matching.services.talents import add_document, ensure_talent, remove_document
from portal.core.http import domain_errors_in, typed
from portal.core.page_messages import worded
from portal.privacy.constants import AccessKind, ReadingPurpose
from portal.privacy.services.access_log import log_access
from portal.users.decorators import AuthenticatedRequest
from programmes.access import may
from programmes.scoping import get_visible_or_404


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cv_add(request: AuthenticatedRequest) -> HttpResponse:
    if not may(request.user, "add", Document):
        raise PermissionDenied
    is_sent = request.method == "POST"
    form = DocumentForm(typed(request), request.FILES or None)
    if is_sent and form.is_valid():
        with domain_errors_in(form):
            add_document(
                talent=ensure_talent(user=request.user, by=request.user),
                title=form.cleaned_data["title"],
                upload=form.cleaned_data["upload"],
                by=request.user,
            )
            messages.success(
                request, worded(lambda: _("Your CV is stored. You can send it with an application."))
            )
            return redirect("matching:profile")
    return render(request, "matching/document_add.html", {"form": form})


@login_required
@require_safe
def cv_download(request: AuthenticatedRequest, pk: int) -> HttpResponseBase:
    """The file, as an attachment, to its owner or to a company it was sent to; the latter is logged."""
    document: Document = get_visible_or_404(
        Document.objects.visible_to(request.user).select_related("talent__user"), request.user, pk=pk
    )
    try:
        file = document.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    owner = document.talent.user
    if owner != request.user:
        log_access(
            by=request.user,
            kind=AccessKind.DOWNLOAD,
            label=Document._meta.label,
            object_id=document.pk,
            purpose=ReadingPurpose.SENT_FILE,
            subject=owner,
        )
    name = f"{slugify(document.title) or 'cv'}.pdf"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cv_delete(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Ask, then delete. Applications that the file was sent with go on without it."""
    document: Document = get_visible_or_404(
        Document.objects.visible_to(request.user), request.user, "delete", pk=pk
    )
    if request.method == "POST":
        remove_document(document=document, by=request.user)
        messages.success(request, worded(lambda: _("The file is deleted.")))
        return redirect("matching:profile")
    sent = document.applications.visible_to(request.user).under_way().count()
    return render(request, "matching/document_delete.html", {"document": document, "sent": sent})
