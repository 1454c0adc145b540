"""Headers that every answer carries, and the answer to what nobody can have meant."""

import logging
from collections.abc import Callable

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import ValidationError
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from portal.core.http import PERMISSIONS_POLICY, wants_json
from portal.errors import bad_request, for_part_of_page

logger = logging.getLogger(__name__)
ADMIN_PATH = "/admin/"
ADMIN_POLICY = {
    "script-src": [SELF, UNSAFE_EVAL],  # Alpine makes functions of the theme's attributes
    "style-src": [SELF],
    "style-src-attr": [
        UNSAFE_INLINE
    ],  # the theme's widths and heights; no rule for other elements stands in one
}


class UnbelievedProxyMiddleware:
    """Where a proxy is not believed that it speaks TLS, each page would lead to itself, for ever and without a word.

    The settings can't know under which address the portal sees its proxy, so the first request tells, in the log.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        says_tls = request.headers.get("X-Forwarded-Proto", "").lower() == "https"
        if not (settings.SECURE_SSL_REDIRECT and says_tls and not request.is_secure()):
            return self.get_response(request)
        logger.error(
            "A request from %s says that it came over TLS, and is not believed. If that is the proxy, TRUSTED_PROXIES "
            "must name this address, and the proxy must set X-Forwarded-For, too; see docs/operations.md.",
            request.META["REMOTE_ADDR"],
        )
        return bad_request(request)


class PrivacyHeadersMiddleware:
    """No device access from any page, and no trace of a signed-in person's pages in any cache.

    A view that sets its own caching, for what is the same for everybody, keeps it. The session's cookie decides, so
    that pages which don't care who is asking don't have to ask the database for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        cookie = settings.SESSION_COOKIE_NAME
        if cookie in request.COOKIES or cookie in response.cookies:
            response.setdefault("Cache-Control", "private, no-store")
        return response


class PartAnswersMiddleware:
    """What is refused to htmx is a sentence that the page can show, whichever part of the portal has refused it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return for_part_of_page(request, self.get_response(request))


class BareAnswersMiddleware:
    """What Django or a library refuses in bare words, or in none, gets the portal's page: with words and a way on.

    Django answers a wrong method with an empty page, libraries answer in English. Programs, probes and parts of pages
    get what they got before.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not (_is_bare(response) and _is_for_a_person(request)):
            return response
        page = render(request, "405.html", {"status": response.status_code}, status=response.status_code)
        for name, value in response.headers.items():
            if name != "Content-Length":
                page.setdefault(name, value)
        page.cookies = response.cookies
        return page


def _is_bare(response: HttpResponseBase) -> bool:
    """A refusal without a page around it."""
    if not 400 <= response.status_code < 500 or not isinstance(response, HttpResponse):
        return False
    return response.headers.get("Content-Type", "").startswith("text/html") and b"<" not in response.content


def _is_for_a_person(request: HttpRequest) -> bool:
    return request.method != "HEAD" and "HX-Request" not in request.headers and not wants_json(request)


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict policy everywhere; below /admin/ what its theme needs, and neither inline scripts nor style sheets."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith(ADMIN_PATH) and not report_only:
            parts.update = ADMIN_POLICY
        return parts


class BadInputMiddleware:
    """The last guard against input that no form has looked at: addresses, numbers of rows, names of pages.

    What the database, its driver or a type refuses to hold, such as a NUL, half a character, a number beyond 64 bits or
    a day after the year 9999, was never a mistake of the portal's: it is a bad request (400), one line in the log, and
    no mail to the operator. What people type into forms never comes here; it is named beside its field.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not is_about_input(error):
            return None
        place = request.resolver_match.view_name if request.resolver_match else ""
        logger.warning("Bad input refused at %s: %s", place, type(error).__name__)
        return bad_request(request)


def is_about_input(error: Exception) -> bool:
    """Can only what was sent have raised it?"""
    if isinstance(error, ValueError) and "NUL (0x00)" in str(error):
        return True
    refused = (DataError, OverflowError, UnicodeEncodeError, ValidationError, IncorrectLookupParameters)
    return isinstance(error, refused)
