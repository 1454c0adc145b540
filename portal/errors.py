"""The answer to what went wrong: a page that says which kind it is, and needs nothing itself.

No page asks the database, the session or who is there, for one of those may be what is broken.
"""

import logging
import sys
from collections.abc import Mapping
from http import HTTPStatus

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


def _page(
    request: HttpRequest, template: str, status: HTTPStatus, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    with override(get_language_from_request(request)):
        return HttpResponse(render_to_string(template), status=status, headers=headers)
