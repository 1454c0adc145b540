"""Proof of presence: whoever does something that matters has signed in, or confirmed that it is them, just now.

The guard stands where the act is. A service, or a method of the admin's base class, calls `check_presence()` once it
knows that the person may do it at all: nobody types a password only to be refused. Whatever page leads to the act, the
person is led to the page that asks once more, and what they had sent is carried out then (`PresenceMiddleware`).
"""

import time

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core import context
from django.http import HttpRequest


def lacks_recent_sign_in(request: HttpRequest) -> bool:
    """Whoever has just signed in needn't prove it again at once."""
    records = get_authentication_records(request, request.user)
    return not any(time.time() - record["at"] < app_settings.REAUTHENTICATION_TIMEOUT for record in records)


def check_presence() -> None:
    """Raises allauth's ReauthenticationRequired within a request of somebody who has not proven lately that it's them.

    A command, or a job that was started by such a request, acts for somebody who has.
    """
    request: HttpRequest | None = context.request
    if request is not None and request.user.is_authenticated and lacks_recent_sign_in(request):
        raise_if_reauthentication_required(request, app="")
