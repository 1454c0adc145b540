from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
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
