"""Pages for visitors come from the store, or go into it; nobody who is signed in ever gets or fills it."""

from collections.abc import Callable
from typing import TypeGuard

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_header_parameters

from portal.core.changes.looks import Look, look
from portal.core.visitor_pages.declared import ATTRIBUTE, Shown, VisitorPage
from portal.core.visitor_pages.store import STORE, KeptPage, packed
from portal.users.preferences import CHOICES

COOKIES_OF_PEOPLE = (settings.SESSION_COOKIE_NAME, "messages")
"""Whoever carries one of these may be somebody, or be told something."""
LONGEST_QUERY = 1000
VARY = ("Accept-Encoding", "Accept-Language", "Cookie", "HX-Request")
ENCODINGS = ("br", "gzip")
Key = tuple[object, ...]


class VisitorPagesMiddleware:
    """Stands outside of what reads sessions and tokens: a page from the store costs one question of the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        page = _page_for_visitors(request)
        if page is None or connection.in_atomic_block:  # what is seen there may be rolled back
            return self.get_response(request)
        seen = look() if page.shows else None  # pages without rows are there without a database, too
        if seen is not None and seen.is_private:
            return self.get_response(request)
        key = _key(request, page)
        kept = STORE.find(key, seen)
        if kept is not None:
            return _answer(request, kept)
        return self._make(request, page, key, seen)

    def _make(self, request: HttpRequest, page: VisitorPage, key: Key, seen: Look | None) -> HttpResponseBase:
        shown = Shown.by(page)
        request.shown_to_visitors = shown  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.method != "GET" or not _may_be_kept(response):
            return response
        kept = _kept(response, shown, seen)
        STORE.put(key, kept, seen)
        return _answer(request, kept)


def _page_for_visitors(request: HttpRequest) -> VisitorPage | None:
    """What the view has said of its page, where a visitor asks for it; its address is then made plain."""
    if settings.DEBUG or request.method not in {"GET", "HEAD"} or "Authorization" in request.headers:
        return None
    query = request.META.get("QUERY_STRING", "")
    if len(query) > LONGEST_QUERY or not request.COOKIES.keys().isdisjoint(COOKIES_OF_PEOPLE):
        return None
    try:
        page: VisitorPage | None = getattr(resolve(request.path_info).func, ATTRIBUTE, None)
    except Resolver404:
        return None
    if page is not None and query:
        request.META["QUERY_STRING"] = page.query(request.GET)
        del request.GET  # so that it is read anew
    return page


def _key(request: HttpRequest, page: VisitorPage) -> Key:
    look_of_it = tuple(
        value if (value := request.COOKIES.get(name)) in allowed else "" for name, allowed in CHOICES.items()
    )
    return (
        request.scheme,
        request.get_host(),
        request.path,
        request.META.get("QUERY_STRING", ""),
        translation.get_language_from_request(request),
        look_of_it,
        request.headers.get("HX-Request") == "true",
    )


def _may_be_kept(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200
        and not response.cookies
        and not {"Cache-Control", "Content-Encoding"} & set(response.headers)
    )


def _kept(response: HttpResponse, shown: Shown, seen: Look | None) -> KeptPage:
    patch_vary_headers(response, VARY)
    headers = {
        name: value for name, value in response.headers.items() if name not in {"Content-Length", "ETag"}
    }
    headers["Cache-Control"] = (
        "no-cache"  # browsers may keep it, and ask each time whether it is still the same
    )
    body, name = packed(response.content)
    position = seen.position if seen else 0
    return KeptPage(body, f'W/"{name}"', headers, position, shown.end, shown.all_marks())


def _answer(request: HttpRequest, kept: KeptPage) -> HttpResponseBase:
    encoding = _encoding(request)
    response = HttpResponse(kept.body(encoding), headers={**kept.headers, "ETag": kept.etag})
    if encoding:
        response["Content-Encoding"] = encoding
    response["Content-Length"] = str(len(response.content))
    return get_conditional_response(request, etag=kept.etag, response=response) or response


def _encoding(request: HttpRequest) -> str:
    """The best one that the reader takes; nothing for as it is."""
    accepted = set()
    for each in request.headers.get("Accept-Encoding", "").split(","):
        name, parameters = parse_header_parameters(each)
        if parameters.get("q") not in {"0", "0.0", "0.00", "0.000"}:
            accepted.add(name)
    return next((encoding for encoding in ENCODINGS if encoding in accepted), "")
