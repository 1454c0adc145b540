"""Language, text size and contrast: kept with the person's account, and for visitors in cookies."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from portal.core.http import is_signed_in
from portal.users.constants import Contrast, TextSize

COOKIE_AGE = 365 * 24 * 60 * 60  # seconds


CHOICES: dict[str, list[str]] = {"text_size": TextSize.values, "contrast": Contrast.values}


def current(request: HttpRequest) -> dict[str, str]:
    """`language`, `text_size` and `contrast` as they are now."""
    if is_signed_in(request):
        chosen = {name: getattr(request.user, name) for name in CHOICES}
    else:
        chosen = {
            name: value if (value := request.COOKIES.get(name)) in allowed else "normal"
            for name, allowed in CHOICES.items()
        }
    return {"language": get_language() or settings.LANGUAGE_CODE, **chosen}


def remember(response: HttpResponse, **values: str) -> None:
    """Keep `language`, `text_size` or `contrast` on this device, also for after the person has signed out."""
    for name, value in values.items():
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME if name == "language" else name,
            value,
            max_age=COOKIE_AGE,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
