from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.users.demo import is_demo_address
from portal.users.display import is_signed_in
from programmes.access import access_of

FREE_PATHS = ("/accounts/", settings.STATIC_URL, "/i18n/", "/healthz", "/readyz")
"""What people reach before they have a second step: setting one up, signing out, reading in their language."""


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
            _(
                "You work with other people's data, so your sign-in needs a second step. "
                "Set one up here; then you can go on."
            ),
        )
        return HttpResponseRedirect(reverse("mfa_index"))


def _lacks_mfa(user: object) -> bool:
    access = access_of(user)
    if not access.is_staff or access.has_mfa:
        return False
    return not (settings.DEMO_RELAXES_MFA and is_demo_address(getattr(user, "email", None)))
