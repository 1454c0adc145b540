from http import HTTPStatus
from math import ceil

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from portal.users import preferences
from portal.users.adapters import seconds_to_wait
from portal.users.decorators import AuthenticatedRequest
from portal.users.extensions import settings_pages
from portal.users.forms import DisplayForm, SettingsForm
from portal.users.queries import find_demo_person
from portal.users.services import update_settings


def _previous_page(request: HttpRequest) -> str:
    """Where the person came from, as long as it is on this host."""
    for url in (request.POST.get("next", ""), request.META.get("HTTP_REFERER", "")):
        if url and url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure()):
            return url
    return "/"


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """The answer to somebody who has tried too often: when they can go on, for people and for programs (RFC 6585)."""
    seconds = seconds_to_wait(request)
    context = {"minutes": ceil(seconds / 60)}
    response = render(request, "429.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(seconds)
    return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """The language buttons at the foot of every page. A language the portal doesn't have changes nothing."""
    response = HttpResponseRedirect(_previous_page(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        preferences.remember(response, language=language)
        if request.user.is_authenticated:
            update_settings(user=request.user, by=request.user, language=language)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def edit_display(request: HttpRequest) -> HttpResponse:
    """Language, text size and contrast, for visitors too."""
    form = DisplayForm(request.POST or None, initial=preferences.current(request))
    if request.method == "POST" and form.is_valid():
        return _saved(request, reverse("users:display"), form.cleaned_data)
    return render(request, "users/display.html", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_settings(request: AuthenticatedRequest) -> HttpResponse:
    form = SettingsForm(
        request.POST or None,
        initial={"name": request.user.name, **preferences.current(request)},
    )
    if request.method == "POST" and form.is_valid():
        return _saved(request, reverse("users:settings"), form.cleaned_data)
    return render(request, "users/settings.html", {"form": form, "further_pages": list(settings_pages)})


def _saved(request: HttpRequest, url: str, values: dict[str, str]) -> HttpResponse:
    if request.user.is_authenticated:
        update_settings(user=request.user, by=request.user, **values)
    with override(values["language"]):
        messages.success(request, _("Saved. This is how the portal looks from now on."))
    response = redirect(url)
    preferences.remember(response, **{name: value for name, value in values.items() if name != "name"})
    return response


@require_POST
def demo_login(request: HttpRequest) -> HttpResponse:
    """Sign in as a demo person with one click. There is no such page outside demo mode, and nobody else to be."""
    person = find_demo_person(request.POST.get("email", ""))
    if person is None:
        raise Http404
    if request.user.is_authenticated:
        logout(request)
    record_authentication(request, person, method="demo")
    return perform_login(request, person, email_verification="none")
