"""Who speaks for an organisation."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from portal.core.concurrent_edits import atomic_when_sent, lock_if_sent
from portal.core.http import domain_errors_as_messages, domain_errors_in, typed
from portal.core.page_messages import worded
from portal.users.decorators import AuthenticatedRequest
from portal.users.models import User
from programmes.access import may_for
from programmes.constants import INVITATION_DAYS, InvitationState
from programmes.forms.programmes import ContactRoleForm, InviteForm
from programmes.models import Contact, ContactInvitation, Organisation
from programmes.queries.programmes import may_manage_contacts
from programmes.querysets.programmes import ContactInvitationQuerySet, ContactQuerySet
from programmes.scoping import get_visible_or_404
from programmes.services.contacts import (
    approve_contact,
    change_contact_role,
    remove_contact,
)
from programmes.services.invitations import invite_contact


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_contacts(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    organisation = get_visible_or_404(Organisation, request.user, pk=pk)
    if not may_for(request.user, "view", Contact, organisation):
        raise PermissionDenied
    form = InviteForm(typed(request))
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            invitation = invite_contact(organisation=organisation, by=request.user, **form.cleaned_data)
            messages.success(request, worded(lambda: _answer_to_inviter(invitation)))
            return redirect("programmes:organisation_contacts", organisation.pk)
    may_manage = may_manage_contacts(request.user, organisation)
    return render(
        request,
        "programmes/contact_list.html",
        {
            "organisation": organisation,
            "contacts": _contacts(organisation, request.user),
            "invitations": _invitations(organisation, request.user) if may_manage else [],
            "invitation_state": InvitationState,
            "may_manage": may_manage,
            "form": form,
        },
        status=400 if request.method == "POST" else 200,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact_remove(request: AuthenticatedRequest, pk: int, contact_pk: int) -> HttpResponse:
    """Ask first, then remove. Whoever steps back themselves ends at their own page."""
    contact = _contact(request, pk, contact_pk, "delete")
    if request.method == "POST":
        with domain_errors_as_messages(request):
            remove_contact(contact=contact, by=request.user)
            names = {"name": contact.user.get_full_name(), "organisation": contact.organisation.name}
            messages.success(
                request, worded(lambda: _("%(name)s no longer speaks for %(organisation)s.") % names)
            )
            if contact.user_id == request.user.pk:
                return redirect("programmes:me")
        return redirect(_back(request.user, contact.organisation))
    return render(
        request,
        "programmes/contact_remove.html",
        {
            "contact": contact,
            "organisation": contact.organisation,
            "back": _back(request.user, contact.organisation),
        },
    )


def _back(user: User, organisation: Organisation) -> str:
    """The list of contacts, or for who may not read it and only steps back, the organisation's place."""
    if may_for(user, "view", Contact, organisation):
        return reverse("programmes:organisation_contacts", args=[organisation.pk])
    return f"{reverse('programmes:organisation_home')}?{urlencode({'organisation': organisation.pk})}"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_when_sent
def contact_role(request: AuthenticatedRequest, pk: int, contact_pk: int) -> HttpResponse:
    contact = _contact(request, pk, contact_pk, "change")
    if not may_manage_contacts(request.user, contact.organisation):
        raise PermissionDenied
    lock_if_sent(request, contact)
    form = ContactRoleForm(typed(request), initial={"role": contact.role})
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            change_contact_role(contact=contact, by=request.user, **form.cleaned_data)
            messages.success(request, worded(lambda: _("The role is changed.")))
            return redirect("programmes:organisation_contacts", pk)
    return render(
        request,
        "programmes/contact_role.html",
        {"contact": contact, "organisation": contact.organisation, "form": form},
        status=400 if request.method == "POST" else 200,
    )


@login_required
@require_POST
def contact_approve(request: AuthenticatedRequest, pk: int, contact_pk: int) -> HttpResponse:
    contact = _contact(request, pk, contact_pk, "change")
    with domain_errors_as_messages(request):
        approve_contact(contact=contact, by=request.user)
        messages.success(
            request,
            worded(
                lambda: (
                    _("%(name)s speaks for your organisation now.") % {"name": contact.user.get_full_name()}
                )
            ),
        )
    return redirect("programmes:organisation_contacts", pk)


def _contact(request: HttpRequest, organisation_pk: int, contact_pk: int, action: str) -> Contact:
    rows = Contact.objects.visible_to(request.user).filter(organisation=organisation_pk)
    contact: Contact = get_visible_or_404(
        rows.select_related("organisation", "user"), request.user, action, pk=contact_pk
    )
    return contact


def _contacts(organisation: Organisation, user: User | AnonymousUser) -> ContactQuerySet:
    rows = Contact.objects.visible_to(user).filter(organisation=organisation)
    return rows.select_related("user").order_by("-approved_at", "pk")


def _invitations(organisation: Organisation, user: User | AnonymousUser) -> ContactInvitationQuerySet:
    rows = ContactInvitation.objects.visible_to(user).filter(organisation=organisation)
    return rows.order_by("-created_at", "pk")


def _answer_to_inviter(invitation: ContactInvitation | None) -> str:
    if invitation is None:
        return _("This person stands among the contacts already.")
    message = ngettext(
        "%(email)s is invited. Whoever has this address here, or registers with it within %(days)d day, is asked.",
        "%(email)s is invited. Whoever has this address here, or registers with it within %(days)d days, is asked.",
        INVITATION_DAYS,
    )
    return message % {"email": invitation.email, "days": INVITATION_DAYS}
