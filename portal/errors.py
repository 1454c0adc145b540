"""The answer to what went wrong: a page that says which kind it is, and needs nothing itself.

No page asks the database, the session or who is there, for one of those may be what is broken.
"""

import logging
import sys
from collections.abc import Mapping
from http import HTTPStatus

from csp.utils import build_policy
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override

from portal.core.full_disk import means_full_disk

RETRY_AFTER = 30  # seconds
logger = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django asks for this page while it handles the exception."""
    error = sys.exception()
    if means_full_disk(error):
        logger.error("There is no space left on the disk; see docs/operations.md.")
        return _page(request, "507.html", HTTPStatus.INSUFFICIENT_STORAGE)
    if isinstance(error, OperationalError | InterfaceError):
        return unavailable(request)
    return _page(request, "500.html", HTTPStatus.INTERNAL_SERVER_ERROR)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django asks for this page, and so does the middleware that knows whose fault an exception is."""
    return _page(request, "400.html", HTTPStatus.BAD_REQUEST)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The database is away, or so many people are here that nobody can be served within sensible time."""
    return _page(request, "503.html", HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": str(RETRY_AFTER)})


def too_large(request: HttpRequest, limit: int) -> HttpResponse:
    """More bytes than anything that is sent here can have."""
    context: dict[str, object] = {"megabytes": limit // 2**20}
    return _page(request, "413.html", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, context=context)


def _page(
    request: HttpRequest,
    template: str,
    status: HTTPStatus,
    headers: Mapping[str, str] | None = None,
    context: dict[str, object] | None = None,
) -> HttpResponse:
    """With the headers of its own that no page does without: it may have come past every middleware."""
    own = {
        "Content-Security-Policy": build_policy(),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    with override(get_language_from_request(request)):
        page = render_to_string(template, context)
    return HttpResponse(page, status=status, headers=own | dict(headers or {}))
