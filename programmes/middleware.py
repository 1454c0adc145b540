from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.http import is_signed_in
from portal.core.page_messages import worded
from portal.users.extensions import is_demo_address
from portal.users.models import User
from programmes.access import access_of

FREE_PATHS = ("/accounts/", settings.STATIC_URL, "/i18n/", "/readyz")
"""What people reach before they have a second step: setting one up, signing out, reading in their language."""

PATHS_FOR_PERSONAL_DATA = (
    "/me/settings/",
    "/accounts/email/",
    "/accounts/confirm-email/",
    "/accounts/2fa/",
    "/accounts/3rdparty/",
    "/accounts/social/",
    "/accounts/oidc/",
)
"""Where an account gains a name, an address, a device or a second sign-in."""


class RequireMFAMiddleware:
    """Whoever holds a membership, or operates the portal, goes nowhere before a second step of sign-in is set up.

    `DEMO_RELAXES_MFA` lets demo people through, and nobody else, so that a demo can be tried without a telephone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(FREE_PATHS) or not is_signed_in(request) or not _lacks_mfa(request.user):
            return self.get_response(request)
        messages.warning(
            request,
            worded(
                lambda: _(
                    "You work with other people's data, so your sign-in needs a second step. "
                    "Set one up here; then you can go on."
                )
            ),
        )
        return HttpResponseRedirect(reverse("mfa_index"))


def _lacks_mfa(user: User | AnonymousUser) -> bool:
    access = access_of(user)
    if not access.is_staff or access.has_mfa:
        return False
    return not (settings.DEMO_RELAXES_MFA and is_demo_address(getattr(user, "email", None)))


class RequireGuardianMiddleware:
    """A pupil adds nothing to their account before a guardian has agreed, nor once the consent is taken back.

    How the portal looks, the password, signing out, and the pages on consent and privacy stay open.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        adds_data = request.path.startswith(PATHS_FOR_PERSONAL_DATA) and is_signed_in(request)
        if adds_data and access_of(request.user).waits_for_guardian:
            raise PermissionDenied
        return self.get_response(request)
