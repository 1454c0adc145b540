"""Inviting to an interview, and the interview on the application's page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from matching.constants import INTERVIEWED
from matching.forms.interviews import InvitationForm
from matching.models import Application
from matching.presentation.pupils import name_for_company
from matching.queries.interviews import interview_zone
from matching.queries.steps import speaks_for_company
from matching.services.applications import invite_to_interview
from matching.workflows.applications import APPLICATION
from portal.core.errors import NotAllowed, WrongState
from portal.core.http import domain_errors_in, typed
from portal.users.decorators import AuthenticatedRequest
from portal.users.models import User
from programmes.forms.appointments import PlaceForm, TimesForm
from programmes.models import Organisation
from programmes.scoping import get_visible_or_404


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def interview_invite(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Propose times, say where one meets and who waits there; one page, one button."""
    application = _application(request, pk)
    zone, has_words = interview_zone(application), not application.is_of_minor
    organisation = application.placement.organisation
    times = TimesForm(typed(request), zone=zone)
    place = PlaceForm(
        typed(request),
        initial={"place": address_of(organisation), "host": request.user},
        hosts=User.objects.recruiting_for(organisation),
        has_words=has_words,
    )
    step = APPLICATION.step("invite")
    rest = InvitationForm(typed(request), has_words=has_words)
    forms = [times, place, rest]
    if request.method == "POST" and all(form.is_valid() for form in forms):
        with domain_errors_in(times):
            invite_to_interview(
                application=application,
                message=rest.cleaned_data.get("message", ""),
                times=times.times,
                duration=rest.duration,
                where=place.where,
                by=request.user,
            )
            messages.success(request, step.done)
            return redirect(application)
    if not _is_invitable(application):
        messages.error(request, WrongState.message)
        return redirect(application)
    return render(
        request,
        "matching/interview_invite.html",
        {
            "application": application,
            "name": name_for_company(application),
            "placement": application.placement,
            "forms": forms,
            "step": step,
        },
        status=400 if request.method == "POST" else 200,
    )


def _application(request: AuthenticatedRequest, pk: int) -> Application:
    rows = Application.objects.visible_to(request.user).select_related(
        "placement__organisation", "talent__user"
    )
    application: Application = get_visible_or_404(rows, request.user, pk=pk)
    if not speaks_for_company(application, request.user):
        raise NotAllowed
    return application


def _is_invitable(application: Application) -> bool:
    return application.state in INTERVIEWED or APPLICATION.allows("invite", application.state)


def address_of(organisation: Organisation) -> str:
    """Where the organisation is, on one line, as far as it has said so."""
    town = f"{organisation.postcode} {organisation.city}".strip()
    return ", ".join(filter(None, (organisation.street, town)))[:200]
