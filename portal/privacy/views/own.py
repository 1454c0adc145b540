"""What one agreed to, and who looked at one's data."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.core.http import domain_errors_as_messages
from portal.core.page_messages import worded
from portal.privacy.extensions import consent_places, page_for_each_purpose
from portal.privacy.models import AccessLog
from portal.privacy.queries import is_of_age
from portal.privacy.services.consents import withdraw_own_consent
from portal.users.decorators import AuthenticatedRequest

ACCESSES_SHOWN = 20


@login_required
@require_safe
def mine(request: AuthenticatedRequest) -> HttpResponse:
    """What the person agreed to, word for word, and who looked at their data."""
    user = request.user
    pages = page_for_each_purpose(user)
    consents = list(user.consents.select_related("version__purpose").order_by("-given_at", "-pk"))
    context = {
        "consents": [(consent, pages.get(consent.version.purpose_id, "")) for consent in consents],
        "is_of_age": any(consent.by_guardian for consent in consents) and is_of_age(user),
        "place": next(iter(consent_places), None),
        "accesses": AccessLog.objects.filter(subject__in=user.keys())[:ACCESSES_SHOWN],
    }
    return render(request, "privacy/mine.html", context)


@login_required
@require_POST
def withdraw(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take a consent back, or go to where there is more to taking it back than the consent."""
    consent = get_object_or_404(request.user.consents.in_force().select_related("version"), pk=pk)
    if page := page_for_each_purpose(request.user).get(consent.version.purpose_id):
        return redirect(page)
    with domain_errors_as_messages(request):
        withdraw_own_consent(consent=consent, by=request.user)
        messages.success(request, worded(lambda: _("You have taken your consent back from now on.")))
    return redirect("privacy:mine")
