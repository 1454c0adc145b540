"""Being asked to speak for an organisation or to work for a programme, and taking back that one has asked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.core.http import domain_errors_as_messages
from portal.core.page_messages import worded
from portal.users.decorators import AuthenticatedRequest
from programmes.constants import ContactRole
from programmes.models import Contact, ContactInvitation
from programmes.queries.programmes import (
    asked_of,
    invitations_for,
    lapsed_for,
    membership_invitations_for,
    participations_offered,
    people_to_claim,
)
from programmes.scoping import get_visible_or_404
from programmes.services.invitations import (
    accept_invitation,
    decline_invitation,
    invite_contact_again,
    withdraw_invitation,
)
from programmes.services.membership_invitations import (
    accept_membership_invitation,
    decline_membership_invitation,
)
from programmes.services.people import claim_person, decline_participation
from programmes.workflows.programmes import ENROLMENT


@login_required
@require_safe
def my_invitations(request: AuthenticatedRequest) -> HttpResponse:
    """The organisations and programmes that ask this person to act for them. Each is answered by a button."""
    asked = list(asked_of(person=request.user))
    return render(
        request,
        "programmes/invitation_list.html",
        {
            "invitations": invitations_for(person=request.user),
            "membership_invitations": membership_invitations_for(person=request.user),
            "participations": [each for each in asked if ENROLMENT.allows("accept", each.status)],
            "entered": [each for each in asked if ENROLMENT.allows("invite", each.status)],
            "lapsed": lapsed_for(person=request.user),
            "role": ContactRole,
        },
    )


@login_required
@require_POST
def invitation_accept(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(invitations_for(person=request.user), pk=pk)
    with domain_errors_as_messages(request):
        contact = accept_invitation(invitation=invitation, by=request.user)
        messages.success(request, worded(lambda: _welcome(contact)))
        if contact.approved_at is None:
            return redirect("programmes:me")
        return redirect(f"{reverse('programmes:organisation_home')}?organisation={contact.organisation_id}")
    return redirect("programmes:my_invitations")


@login_required
@require_POST
def invitation_decline(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(invitations_for(person=request.user), pk=pk)
    with domain_errors_as_messages(request):
        decline_invitation(invitation=invitation, by=request.user)
        messages.success(
            request,
            worded(
                lambda: (
                    _("You don't speak for %(organisation)s. Nobody was told.")
                    % {"organisation": invitation.organisation.name}
                )
            ),
        )
    return redirect("programmes:my_invitations")


@login_required
@require_POST
def membership_accept(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(membership_invitations_for(person=request.user), pk=pk)
    with domain_errors_as_messages(request):
        membership = accept_membership_invitation(invitation=invitation, by=request.user)
        messages.success(
            request,
            worded(
                lambda: _("You work for %(programme)s now.") % {"programme": membership.programme.acronym}
            ),
        )
        return redirect("programmes:me")
    return redirect("programmes:my_invitations")


@login_required
@require_POST
def membership_decline(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(membership_invitations_for(person=request.user), pk=pk)
    with domain_errors_as_messages(request):
        decline_membership_invitation(invitation=invitation, by=request.user)
        messages.success(
            request,
            worded(
                lambda: (
                    _("You don't work for %(programme)s. Nobody was told.")
                    % {"programme": invitation.programme.acronym}
                )
            ),
        )
    return redirect("programmes:my_invitations")


@login_required
@require_POST
def participation_decline(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Accepting is joining: it needs the programme's text, and has its page."""
    enrolment = get_object_or_404(participations_offered(person=request.user), pk=pk)
    with domain_errors_as_messages(request):
        decline_participation(enrolment=enrolment, by=request.user)
        messages.success(
            request,
            worded(
                lambda: (
                    _("You don't take part in %(programme)s. What was entered for it is deleted.")
                    % {"programme": enrolment.programme.acronym}
                )
            ),
        )
    return redirect("programmes:my_invitations")


@login_required
@require_POST
def person_claim(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    entered = get_object_or_404(people_to_claim(person=request.user), pk=pk)
    with domain_errors_as_messages(request):
        claim_person(person=entered, by=request.user)
        messages.success(request, worded(lambda: _("This belongs to your account now.")))
        return redirect("programmes:my_programmes")
    return redirect("programmes:my_invitations")


@login_required
@require_POST
def invitation_withdraw(request: AuthenticatedRequest, pk: int, invitation_pk: int) -> HttpResponse:
    rows = ContactInvitation.objects.visible_to(request.user).filter(organisation=pk)
    invitation = get_visible_or_404(
        rows.select_related("organisation"), request.user, "delete", pk=invitation_pk
    )
    with domain_errors_as_messages(request):
        withdraw_invitation(invitation=invitation, by=request.user)
        messages.success(
            request, worded(lambda: _("%(email)s is no longer invited.") % {"email": invitation.email})
        )
    return redirect("programmes:organisation_contacts", pk)


@login_required
@require_POST
def invitation_again(request: AuthenticatedRequest, pk: int, invitation_pk: int) -> HttpResponse:
    rows = ContactInvitation.objects.visible_to(request.user).filter(organisation=pk)
    invitation = get_visible_or_404(
        rows.select_related("organisation"), request.user, "delete", pk=invitation_pk
    )
    with domain_errors_as_messages(request):
        invite_contact_again(invitation=invitation, by=request.user)
        messages.success(
            request, worded(lambda: _("%(email)s is asked again.") % {"email": invitation.email})
        )
    return redirect("programmes:organisation_contacts", pk)


def _welcome(contact: Contact) -> str:
    message = _("You speak for %(organisation)s now.")
    if contact.approved_at is None:
        message = _("Thank you. A manager of %(organisation)s has to approve you; we write to you.")
    return message % {"organisation": contact.organisation.name}
