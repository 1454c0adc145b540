"""What views and middleware of every floor ask of a request."""

from django.conf import settings
from django.http import HttpRequest


def is_signed_in(request: HttpRequest) -> bool:
    """Is there a person? Without a session's cookie the database is not asked, and the page can be cached."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and not hasattr(request, "_cached_user"):
        return False
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated
