"""Joining, leaving, and the programmes one takes part in."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.errors import DomainError
from portal.core.http import domain_errors_in, typed
from portal.core.page_messages import worded
from portal.core.workflow import Actor
from portal.users.decorators import AuthenticatedRequest
from programmes.access import access_of
from programmes.constants import EnrolmentStatus, ExitKind
from programmes.extensions import enrolment_pages
from programmes.forms.programmes import JoinForm, LeaveForm
from programmes.models import Enrolment, Programme
from programmes.queries.programmes import current_text, enrolment_steps
from programmes.scoping import get_visible_or_404
from programmes.services.enrolments import (
    AlreadyEnrolled,
    GuardianConsentMissing,
    NotOpenForJoining,
    TextHasChanged,
    join_programme,
    leave_programme,
)
from programmes.workflows.programmes import ENROLMENT

WANTS_TO_JOIN = "wants_to_join"
"""Session key: the programme a visitor wanted to join before registering, so that nobody has to look for it again."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Programme.objects.visible_to(request.user).select_related("purpose", "parent__purpose")
    programme = get_visible_or_404(rows, request.user, slug=slug)
    if not request.user.is_authenticated:
        request.session[WANTS_TO_JOIN] = programme.slug
        return redirect(f"{reverse('account_signup')}?{urlencode({'next': request.path})}")
    version = current_text(programme)
    obstacle = _obstacle(request, programme) if version else NotOpenForJoining()
    form = JoinForm(typed(request), initial={"version": version.pk if version else ""})
    if request.method == "POST" and obstacle is None and version and form.is_valid():
        with domain_errors_in(form):
            if form.cleaned_data["version"] != str(version.pk):
                raise TextHasChanged
            enrolment = join_programme(
                person=request.user,
                programme=programme,
                version=version,
                language=get_language() or "en",
                by=request.user,
            )
            request.session.pop(WANTS_TO_JOIN, None)
            messages.success(request, worded(lambda: _welcome(enrolment)))
            return redirect("programmes:me")
    context = {"programme": programme, "version": version, "form": form, "obstacle": obstacle}
    return render(request, "programmes/enrolment_join.html", context, status=_status(request, form, obstacle))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Ask first, then leave. Whoever has taken part ends where questions about it stand among the next steps."""
    mine = Enrolment.objects.visible_to(request.user).filter(person=request.user).not_left()
    enrolment = get_visible_or_404(
        mine.select_related("programme"), request.user, "change", programme__slug=slug
    )
    form = LeaveForm(typed(request), initial={"exit_kind": ExitKind.EARLY})
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            leave_programme(enrolment=enrolment, exit_kind=form.cleaned_data["exit_kind"], by=request.user)
            messages.success(
                request,
                worded(
                    lambda: (
                        _("You have left %(programme)s. Your consent for it has ended.")
                        % {"programme": enrolment.programme.acronym}
                    )
                ),
            )
            has_taken_part = enrolment.entered_on is not None
            return redirect("programmes:me" if has_taken_part else "programmes:my_programmes")
    return render(
        request,
        "programmes/enrolment_leave.html",
        {"enrolment": enrolment, "form": form},
        status=400 if request.method == "POST" else 200,
    )


@login_required
@require_safe
def my_programmes(request: AuthenticatedRequest) -> HttpResponse:
    enrolments = (
        Enrolment.objects.visible_to(request.user)
        .filter(person=request.user)
        .select_related("programme", "consent")
        .order_by("-created_at")
    )
    return render(
        request,
        "programmes/enrolment_list.html",
        {
            "rows": [
                (
                    enrolment,
                    ENROLMENT.badge(enrolment.status),
                    ENROLMENT.explanation(enrolment.status, Actor.PERSON),
                    enrolment_steps(enrolment),
                    [link for pages in enrolment_pages for link in pages(enrolment, request.user)],
                )
                for enrolment in enrolments
            ]
        },
    )


def _obstacle(request: HttpRequest, programme: Programme) -> DomainError | None:
    """Why this person can't join, known before they try."""
    if access_of(request.user).waits_for_guardian:
        return GuardianConsentMissing()
    mine = Enrolment.objects.visible_to(request.user).filter(person=request.user, programme=programme)  # type: ignore[misc]
    if mine.not_left().exists():
        return AlreadyEnrolled()
    return None if programme.is_joinable else NotOpenForJoining()


def _status(request: HttpRequest, form: JoinForm, obstacle: DomainError | None) -> int:
    return 400 if request.method == "POST" and (form.errors or obstacle) else 200


def _welcome(enrolment: Enrolment) -> str:
    name = {"programme": enrolment.programme.acronym}
    if enrolment.status == EnrolmentStatus.APPLIED:
        return (
            _("%(programme)s has your request. A coordinator reads it, and we write to you when you are in.")
            % name
        )
    return _("You take part in %(programme)s now. Below you see what comes next.") % name
