"""Who speaks for an organisation."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.core.errors import DomainError, NotAllowed
from programmes.forms import InviteForm, refuse
from programmes.models import Contact, Organisation
from programmes.scoping import get_visible_or_404
from programmes.services.contacts import approve_contact, invite_contact, may_manage_contacts, remove_contact


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_contacts(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_visible_or_404(Organisation, request.user, "change", pk=pk)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invite_contact(organisation=organisation, by=request.user, **form.cleaned_data)
        except NotAllowed as error:
            raise PermissionDenied from error
        except DomainError as error:
            refuse(form, error)
        else:
            message = _(
                "If somebody is registered with %(email)s, they speak for your organisation now and were told."
            )
            messages.success(request, message % form.cleaned_data)
            return redirect("programmes:organisation_contacts", organisation.pk)
    return render(
        request,
        "programmes/contact_list.html",
        {
            "organisation": organisation,
            "contacts": _contacts(organisation, request.user),
            "may_manage": may_manage_contacts(request.user, organisation),
            "form": form,
        },
        status=400 if form.is_bound else 200,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact_remove(request: HttpRequest, pk: int, contact_pk: int) -> HttpResponse:
    """Ask first, then remove. Whoever steps back themselves ends at their own page."""
    contact = _contact(request, pk, contact_pk)
    if request.method == "POST":
        try:
            remove_contact(contact=contact, by=request.user)
        except NotAllowed as error:
            raise PermissionDenied from error
        except DomainError as error:
            messages.error(request, str(error))
        else:
            message = _("%(name)s no longer speaks for %(organisation)s.")
            names = {"name": contact.user.get_full_name(), "organisation": contact.organisation.name}
            messages.success(request, message % names)
            if contact.user_id == request.user.pk:
                return redirect("programmes:me")
        return redirect("programmes:organisation_contacts", pk)
    return render(
        request,
        "programmes/contact_remove.html",
        {"contact": contact, "organisation": contact.organisation},
    )


@login_required
@require_POST
def contact_approve(request: HttpRequest, pk: int, contact_pk: int) -> HttpResponse:
    contact = _contact(request, pk, contact_pk)
    try:
        approve_contact(contact=contact, by=request.user)
    except NotAllowed as error:
        raise PermissionDenied from error
    except DomainError as error:
        messages.error(request, str(error))
    else:
        message = _("%(name)s speaks for your organisation now.")
        messages.success(request, message % {"name": contact.user.get_full_name()})
    return redirect("programmes:organisation_contacts", pk)


def _contact(request: HttpRequest, organisation_pk: int, contact_pk: int) -> Contact:
    rows = Contact.objects.visible_to(request.user).filter(organisation=organisation_pk)
    contact: Contact = get_visible_or_404(
        rows.select_related("organisation", "user"), request.user, "delete", pk=contact_pk
    )
    return contact


def _contacts(organisation: Organisation, user: Any) -> Any:
    rows = Contact.objects.visible_to(user).filter(organisation=organisation)
    return rows.select_related("user").order_by("-approved_at", "pk")
