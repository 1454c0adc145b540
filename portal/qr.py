"""The QR code of a page that is printed, so that whoever reads the paper finds the page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.core.http import asked
from portal.core.qr import qr_svg

PRINTED = frozenset({"matching:offer_detail", "events:detail"})
"""The pages that have one. It says an address that its reader has, so nobody learns whether there is such a row."""
LONGEST = 300


@cache_control(public=True, max_age=24 * 60 * 60)
@require_safe
def qr(request: HttpRequest) -> HttpResponse:
    path = asked(request, "to")
    if len(path) > LONGEST or not _is_printed(path):
        raise Http404
    return HttpResponse(qr_svg(request.build_absolute_uri(path)), content_type="image/svg+xml")


def _is_printed(path: str) -> bool:
    try:
        return path.startswith("/") and resolve(path).view_name in PRINTED
    except Resolver404:
        return False
