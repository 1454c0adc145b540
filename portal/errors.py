"""The answer to what went wrong: a page that says which kind it is, and needs nothing itself.

No page asks the database, the session or who is there, for one of those may be what is broken.
"""

import logging
import sys
from collections.abc import Mapping
from http import HTTPStatus
from math import ceil
from typing import TypeVar

from csp.utils import build_policy
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, ngettext, override
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from portal.core.full_disk import means_full_disk
from portal.core.storages import BucketAway

RETRY_AFTER = 30  # seconds
logger = logging.getLogger(__name__)
Answer = TypeVar("Answer", bound=HttpResponseBase)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django asks for this page while it handles the exception."""
    error = sys.exception()
    if means_full_disk(error):
        logger.error("There is no space left on the disk; see docs/operations.md.")
        return _page(request, "507.html", HTTPStatus.INSUFFICIENT_STORAGE)
    if isinstance(error, OperationalError | InterfaceError | BucketAway):
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
    size = f"{limit // 2**20} MB"
    return _page(request, "413.html", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, context={"size": size})


def for_part_of_page(request: HttpRequest, response: Answer) -> Answer | HttpResponse:
    """The same refusal for htmx, which shows no page in the place of a part: one sentence (`static/js/failures.js`).

    Without it, a click that was refused does nothing that anybody can see.
    """
    if "HX-Request" not in request.headers or response.status_code < HTTPStatus.BAD_REQUEST:
        return response
    with override(getattr(request, "LANGUAGE_CODE", None) or get_language_from_request(request)):
        sentence = _sentence(response.status_code, int(response.headers.get("Retry-After", 0)))
    answer = HttpResponse(sentence, status=response.status_code, content_type="text/plain; charset=utf-8")
    for name, value in response.headers.items():
        if name not in ("Content-Type", "Content-Length"):
            answer[name] = value
    answer.cookies = response.cookies
    return answer


SENTENCES: Mapping[int, StrPromise] = {
    HTTPStatus.UNAUTHORIZED: _(
        "You are not signed in any more. What you have typed on this page stays; sign in when you send it."
    ),
    HTTPStatus.FORBIDDEN: _("You may not do this. Nothing has been changed."),
    HTTPStatus.NOT_FOUND: _("What you asked for is no longer there. Load the page again."),
    HTTPStatus.CONFLICT: _("Somebody has changed this meanwhile. Load the page again before you go on."),
    HTTPStatus.GONE: _("What you asked for is no longer there. Load the page again."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("What you sent is too large. Nothing has been changed."),
    HTTPStatus.SERVICE_UNAVAILABLE: _("The portal can’t be reached right now. Please try again in a minute."),
    HTTPStatus.INSUFFICIENT_STORAGE: _("The portal has no space left for this. Please try again later."),
}


def _sentence(status: int, seconds: int) -> str:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        minutes = max(ceil(seconds / 60), 1)
        return ngettext(
            "That was too often in a short time. Try again in %(minutes)d minute.",
            "That was too often in a short time. Try again in %(minutes)d minutes.",
            minutes,
        ) % {"minutes": minutes}
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        ours = _(
            "Something went wrong on our side, and it has been noted. Please try again in a few minutes."
        )
        return str(SENTENCES.get(status, ours))
    not_understood = _("This could not be understood. Nothing has been changed. Load the page again.")
    return str(SENTENCES.get(status, not_understood))


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
