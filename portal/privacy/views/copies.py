"""A copy of what is held about oneself."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.http import domain_errors_as_messages
from portal.core.workflow import Actor
from portal.privacy.constants import COPY_DAYS
from portal.privacy.models import DataCopy
from portal.privacy.services.copies import note_fetched, request_copy
from portal.privacy.workflows import COPY
from portal.users.decorators import AuthenticatedRequest, confirmed_lately


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: AuthenticatedRequest) -> HttpResponseBase:
    """Ask for a copy, see how far it is, and fetch it."""
    if request.method == "POST":
        return _ask(request)
    newest = request.user.data_copies.first()
    context: dict[str, object] = {"copy": newest, "days": COPY_DAYS}
    if newest is not None:
        context |= {
            "badge": COPY.badge(newest.state),
            "explanation": COPY.explanation(newest.state, Actor.PERSON),
        }
    return render(request, "privacy/copy.html", context)


@confirmed_lately
def _ask(request: AuthenticatedRequest) -> HttpResponse:
    with domain_errors_as_messages(request):
        request_copy(person=request.user, language=get_language() or "en", by=request.user)
    return redirect("privacy:copy")


@login_required
@never_cache
@require_safe
def fetch(request: AuthenticatedRequest, pk: int) -> HttpResponseBase:
    """The file, to its owner alone, as long as it can be fetched; each time is written down."""
    found = get_object_or_404(request.user.data_copies, pk=pk)
    if not found.can_be_fetched:
        raise Http404
    return _fetch(request, found)


@confirmed_lately
def _fetch(request: AuthenticatedRequest, found: DataCopy) -> HttpResponseBase:
    try:
        content = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    note_fetched(copy=found, by=request.user)
    name = f"{timezone.localdate(found.created_at):%Y-%m-%d}-my-data.zip"
    return FileResponse(content, as_attachment=True, filename=name, content_type="application/zip")
