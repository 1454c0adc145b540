from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from portal.core.http import is_signed_in


class PreferencesMiddleware:
    """Speak the language a signed-in person has chosen, whatever the browser prefers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_signed_in(request) and translation.check_for_language(request.user.language):  # type: ignore[union-attr]
            translation.activate(request.user.language)  # type: ignore[union-attr]
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)
