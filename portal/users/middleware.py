from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation

from portal.core.devices import device_of, remember_device
from portal.core.http import is_signed_in
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
