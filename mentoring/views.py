"""A mentor's own page: the rounds they are in, and what they offer there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from mentoring.forms import MentorForm
from mentoring.models import Mentor
from mentoring.services import update_mentor
from portal.core.concurrent_edits import atomic_when_sent, lock_if_sent
from portal.core.http import domain_errors_in, typed
from portal.users.decorators import AuthenticatedRequest
from programmes.access import may
from programmes.extensions import role_pages_of
from programmes.scoping import get_visible_or_404


@login_required
@require_safe
def mine(request: AuthenticatedRequest) -> HttpResponse:
    """The rounds in which the person is a mentor, the latest first."""
    if not may(request.user, "change", Mentor):
        raise PermissionDenied
    rows = Mentor.objects.visible_to(request.user, "change").filter(user=request.user)
    return render(
        request,
        "mentoring/mentor_list.html",
        {
            "mentors": rows.select_related("round__programme").order_by("-round__starts_on", "pk"),
            "role_pages": role_pages_of(request, at=request.path),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_when_sent
def mentor_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What the person offers in one of them."""
    rows = (
        Mentor.objects.visible_to(request.user).filter(user=request.user).select_related("round__programme")
    )
    mentor = get_visible_or_404(rows, request.user, "change", pk=pk)
    lock_if_sent(request, mentor)
    form = MentorForm(typed(request), instance=mentor)
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            update_mentor(mentor=mentor, by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("mentoring:mine")
    return render(
        request,
        "mentoring/mentor_edit.html",
        {"form": form, "mentor": mentor, "round": mentor.round},
        status=400 if request.method == "POST" else 200,
    )
