"""What views and middleware of every floor ask of a request, and do with what a service refuses."""

from collections.abc import Callable, Iterable
from functools import partial
from http import HTTPStatus
from math import ceil
from types import TracebackType

from django.conf import settings
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from portal.core.errors import DomainError, NotAllowed
from portal.core.page_messages import worded
from portal.core.text import clean_line

PERMISSIONS_POLICY = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
"""What no page may use. One that needs the camera sends `CAMERA_HERE` instead."""
CAMERA_HERE = PERMISSIONS_POLICY.replace("camera=()", "camera=(self)")


def is_signed_in(request: HttpRequest) -> bool:
    """Is there a person? Without a session's cookie the database is not asked, and the page can be cached."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and not hasattr(request, "_cached_user"):
        return False
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated


def wants_json(request: HttpRequest) -> bool:
    """Does a program ask, which would read no page?"""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def answer_too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """The answer to somebody who has tried too often: when they can go on, for people and for programs (RFC 6585)."""
    response: HttpResponse
    if wants_json(request):
        detail = _("That was often. Wait a few minutes and try again.")
        response = JsonResponse(
            {"detail": detail, "retry_after": seconds}, status=HTTPStatus.TOO_MANY_REQUESTS
        )
    else:
        context = {"minutes": max(ceil(seconds / 60), 1)}
        response = render(request, "429.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(max(seconds, 1))
    return response


def typed(request: HttpRequest) -> QueryDict | None:
    """What a form is filled with: what was just sent, or what was sent in vain when the session had ended; else None.

    The second is shown only: a view acts on POST alone.
    """
    if request.method == "POST":
        return _with_suggestion(request.POST)
    unsent: QueryDict | None = getattr(request, "unsent", None)
    request.unsent_is_shown = unsent is not None  # type: ignore[attr-defined]
    return unsent


def _with_suggestion(data: QueryDict) -> QueryDict:
    """With what was chosen from an error ("Did you mean …?") in its field: a button of components/field_errors.html."""
    name, sign, value = str(data.get("fill", "")).partition("=")
    if not sign or name not in data:
        return data
    data = data.copy()
    data[name] = value
    return data


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """Lead the whole page to `url`, htmx's requests too: by itself it would put that page into the place of a part."""
    return HttpResponseClientRedirect(url) if "HX-Request" in request.headers else HttpResponseRedirect(url)


def is_sent_from_here(request: HttpRequest) -> bool:
    """Did a page of this portal send it? Browsers say where a form comes from; no other site can say it for them."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "same-origin")
    if site != "same-origin":
        return False
    if origin is not None:
        return origin == f"{request.scheme}://{request.get_host()}"
    referer = request.headers.get("Referer", "")
    return bool(referer) and url_has_allowed_host_and_scheme(
        referer, {request.get_host()}, request.is_secure()
    )


def page_before(request: HttpRequest, otherwise: str = "/") -> str:
    """The page that the person was sent from, as it says itself or else the browser, as long as it is on this host."""
    for url in (sent(request, "next"), request.META.get("HTTP_REFERER", "")):
        if url and url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure()):
            return url
    return otherwise


def asked(request: HttpRequest, name: str) -> str:
    """What the address says after its question mark, cleaned as a form would; "" where it says nothing.

    For what no form reads: a page's number, one of a few words, a row. No view reads `request.GET` itself.
    """
    return _one_line(request.GET, name)


def same_query(request: HttpRequest, name: str, *, without: Iterable[str] = (), **others: str) -> str:
    """The address of another page with the same filters, from its beginning; with `others`, and `without` these."""
    query = request.GET.copy()
    for each in ("page", *without):
        query.pop(each, None)
    for key, value in others.items():
        query[key] = value
    return f"{reverse(name)}?{query.urlencode()}" if query else reverse(name)


def sent(request: HttpRequest, name: str) -> str:
    """The same of what was sent: the name of a button, the page to go back to."""
    return _one_line(request.POST, name)


def _one_line(data: QueryDict, name: str) -> str:
    """What has a NUL in it, which nobody types, stays as it is and is refused by whoever looks for it."""
    text = str(data.get(name, ""))
    return text if "\0" in text else clean_line(text)


class DomainErrors:
    """While a service runs: hand the rule that stands against it to `show`, and go on behind the block.

    What the person may not do at all (NotAllowed) is no rule that words could help with: it goes on and answers 403.
    """

    def __init__(self, show: Callable[[DomainError], object]) -> None:
        self.show = show

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        if not isinstance(error, DomainError) or isinstance(error, NotAllowed):
            return False
        self.show(error)
        return True


def domain_errors_in(form: BaseForm) -> DomainErrors:
    """Runs a service for a form; the rule that stands against it is shown beside the field it speaks of.

    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            leave_programme(enrolment=enrolment, by=request.user, **form.cleaned_data)
            return redirect("programmes:me")
    return render(...)
    """
    return DomainErrors(partial(add_domain_error, form))


def domain_errors_as_messages(request: HttpRequest) -> DomainErrors:
    """The same for a button without a form: the rule is shown on top of the page that comes next."""
    return DomainErrors(lambda error: messages.error(request, worded(lambda: str(error))))


def add_domain_error(form: BaseForm, error: DomainError) -> None:
    """Show the rule beside the field it speaks of, or above a form that lacks it."""
    form.add_error(error.field if error.field in form.fields else None, str(error))
