"""Before something that matters, ask again who is there.

    @reauthentication_required
    def export(request): ...

sends a person who has not confirmed with a password, passkey or code within the last five minutes
(`ACCOUNT_REAUTHENTICATION_TIMEOUT`) to do so, and back; having just signed in does not count. Exports and changes of
roles use it; allauth does the same for addresses, passwords and second steps. For views that are classes there is
`ReauthenticationRequired`.
"""

from allauth.account.decorators import reauthentication_required
from django.utils.decorators import method_decorator
from django.views import View

__all__ = ["ReauthenticationRequired", "reauthentication_required"]


@method_decorator(reauthentication_required, name="dispatch")
class ReauthenticationRequired(View):
    """Mixin; stands before the view's other bases, after those that ask for sign-in."""
