"""Who is there: what a view behind `login_required` is told, and asking again before something that matters.

    @confirmed_lately
    def export(request): ...

sends a person who has neither signed in nor confirmed with a password, passkey or code within the last five minutes
(`ACCOUNT_REAUTHENTICATION_TIMEOUT`) to do so, and back. Exports, downloads and changes of roles use it; allauth does
the same for addresses, passwords and second steps. Right before goes what decides whether they may at all: nobody
types a password only to be refused. For methods of classes there is `method_decorator(confirmed_lately)`.
"""

import time

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest

from portal.users.models import User

__all__ = ["AuthenticatedRequest", "confirmed_lately", "lacks_recent_sign_in"]


class AuthenticatedRequest(HttpRequest):
    """What a view behind `login_required` is given, for the type checker: somebody is signed in."""

    user: User


def lacks_recent_sign_in(request: HttpRequest) -> bool:
    """Whoever has just signed in needn't prove it again at once."""
    records = get_authentication_records(request, request.user)
    return not any(time.time() - record["at"] < app_settings.REAUTHENTICATION_TIMEOUT for record in records)


confirmed_lately = reauthentication_required(enabled=lacks_recent_sign_in)
