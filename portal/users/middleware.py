from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from portal.core.devices import device_of, remember_device
from portal.core.http import go_to, is_signed_in
from portal.core.page_messages import worded
from portal.core.unsent import Kept, UnsentForm, find_unsent, forget_unsent, keep_unsent, page_of_form
from portal.users.models import User


class PreferencesMiddleware:
    """Speak the language a signed-in person has chosen, whatever the browser prefers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_signed_in(request) and translation.check_for_language(request.user.language):  # type: ignore[union-attr]
            translation.activate(request.user.language)  # type: ignore[union-attr]
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class PresenceMiddleware:
    """Ask once more who it is, and then carry out what was sent: with its form, and the filters in its address.

    allauth keeps a form for the address without a query alone; what stood in the query it keeps with the form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ReauthenticationRequired):
            return None
        methods = get_adapter().get_reauthentication_methods(request.user)
        page = methods[0]["url"] if methods else reverse("account_login")
        answer: HttpResponse = suspend_request(request, page)
        if request.method == "POST":
            return HttpResponseRedirect(f"{page}?{urlencode({REDIRECT_FIELD_NAME: request.path})}")
        return answer


class DeviceMiddleware:
    """Let the browser show next time that this person has signed in on it, whichever way they did."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if person := _who_proved_themselves(request):
            device, logins = device_of(request), [each for each in (person.email, person.username) if each]
            if not (device.is_last_used_by(person.pk) and all(map(device.knows, logins))):
                remember_device(response, device.seen_with(person.pk, logins))
        return response


def _who_proved_themselves(request: HttpRequest) -> User | None:
    proven: User | None = getattr(request, "proven_person", None)
    return proven or (request.user if is_signed_in(request) else None)  # type: ignore[return-value]


class UnsentFormMiddleware:
    """Whoever sends a form when their session has ended signs in, and finds the form again as they filled it in.

    Without this, a page that needs somebody to be signed in leads a form to sign-in or to registering, and what was
    typed is gone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            _bring_back(request)
        response = self.get_response(request)
        request.unsent_is_over = True  # type: ignore[attr-defined]
        if not _leads_to_sign_in(response) or is_signed_in(request):
            return response
        if request.method == "POST":
            return _keep_and_sign_in(request, response)
        return _part_needs_sign_in(request, response)


def _bring_back(request: HttpRequest) -> None:
    unsent = find_unsent(request)
    if unsent is None or not unsent.is_for(request.user.pk):
        return
    if request.method == "POST":
        forget_unsent(request)
    elif "HX-Request" not in request.headers:
        if unsent.path == request.path:
            request.unsent = unsent.as_typed()  # type: ignore[attr-defined]
        if is_signed_in(request):
            messages.info(request, lazy(_said_about, SafeString)(request, unsent))


def _said_about(request: HttpRequest, unsent: UnsentForm) -> SafeString:
    """Asked for while the page is drawn, when it is known whether one of its forms is filled in again.

    Where none is, such as for a form that another form leads to, the long texts stand here, to be copied. They go into
    no cookie: a message that its page didn't show is kept without them.
    """
    if getattr(request, "unsent_is_shown", False):
        return format_html("{}", _("Here is what you typed. Nothing has been sent yet. Choose files again."))
    texts = [] if hasattr(request, "unsent_is_over") else unsent.long_texts()
    if not texts:
        return format_html("{}", _("Nothing of what you sent has been carried out. Please do it once more."))
    return format_html(
        "{}{}",
        _("Nothing has been sent yet. Here is what you typed, to be copied:"),
        format_html_join("", '<span class="typed">{}</span>', ([text] for text in texts)),
    )


def _leads_to_sign_in(response: HttpResponse) -> bool:
    doors = (resolve_url(settings.LOGIN_URL), reverse("account_signup"), reverse("admin:login"))
    return isinstance(response, HttpResponseRedirect) and urlsplit(response.url).path in doors


def _part_needs_sign_in(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """htmx would put the page for signing in into the place of a part; what stands around it may be a letter."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    if settings.SESSION_COOKIE_NAME in request.COOKIES and find_unsent(request):
        messages.warning(
            request, worded(lambda: _("Sign in to go on: then the form is there again with what you typed."))
        )
    return response


def _keep_and_sign_in(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """By the door that the page has chosen: where visitors are expected, it is the one for registering."""
    is_new = urlsplit(response["Location"]).path == reverse("account_signup")
    door = reverse("account_signup") if is_new else resolve_url(settings.LOGIN_URL)
    messages.warning(request, _kept_words(keep_unsent(request), is_new=is_new))
    return go_to(request, f"{door}?{urlencode({'next': page_of_form(request)})}")


def _kept_words(kept: Kept, *, is_new: bool) -> StrOrPromise:
    if is_new and kept is Kept.ALL:
        return gettext_lazy(
            "Create an account or sign in to go on: then the form is there again with what you typed."
        )
    return {
        Kept.ALL: gettext_lazy("Sign in to go on: then the form is there again with what you typed."),
        Kept.NOTHING: gettext_lazy("Sign in to go on."),
        Kept.TOO_LONG: gettext_lazy(
            "Sign in to go on. What you sent is too long to be kept: go back first and copy it."
        ),
    }[kept]
