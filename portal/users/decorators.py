"""Who is there: what a view behind `login_required` is told, and asking again before something that matters.

    @confirmed_lately
    def export(request): ...

sends a person who has neither signed in nor confirmed with a password, passkey or code within the last five minutes
(`ACCOUNT_REAUTHENTICATION_TIMEOUT`) to do so, and back. Exports, downloads and changes of roles use it; allauth does
the same for addresses, passwords and second steps. Right before goes what decides whether they may at all: nobody
types a password only to be refused. For methods of classes there is `method_decorator(confirmed_lately)`.

That guards a page. What pages do is guarded where it is done: `portal.core.presence.check_presence`.
"""

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest

from portal.core.presence import lacks_recent_sign_in
from portal.users.models import User

__all__ = ["AuthenticatedRequest", "confirmed_lately"]


class AuthenticatedRequest(HttpRequest):
    """What a view behind `login_required` is given, for the type checker: somebody is signed in."""

    user: User


confirmed_lately = reauthentication_required(enabled=lacks_recent_sign_in)
