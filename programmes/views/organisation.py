"""Organisations: their public page, and the place of those who speak for them."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.collation import Alphabetical
from portal.core.concurrent_edits import atomic_when_sent, lock_if_sent
from portal.core.http import asked, domain_errors_in, sent, typed
from portal.core.page_messages import worded
from portal.core.regions.drawing import HEIGHT, WIDTH
from portal.core.visitor_pages.declared import for_visitors, shown_to_visitors
from portal.core.workflow import Actor
from portal.users.decorators import AuthenticatedRequest
from portal.users.models import User
from programmes.access import access_of, may
from programmes.constants import CONTACT_PARTS, ContactRole, Verification
from programmes.extensions import (
    ends_on_organisation_pages,
    organisation_page_sections,
    organisation_sections,
    read_with_organisations,
    role_pages_of,
    sections_from,
    shown_on_organisation_pages,
)
from programmes.forms.programmes import OrganisationForm, RegisterOrganisationForm
from programmes.models import Contact, Organisation, Programme
from programmes.presentation.organisations import logo_address, newcomer_support, organisation_facts
from programmes.presentation.programmes import place
from programmes.presentation.regions import organisation_on_map
from programmes.querysets.programmes import ContactQuerySet
from programmes.roles import CONTACT_ROLES
from programmes.scoping import CompiledForReader, get_visible_or_404
from programmes.services.organisations import register_organisation, update_organisation
from programmes.views.pictures import SHORT_WHILE, answer_stored_picture
from programmes.workflows.programmes import ORGANISATION


@for_visitors(shows=lambda: [Programme, Organisation, *shown_on_organisation_pages])
@require_safe
def organisation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = _WITH_KEY.first(request.user, pk=pk)
    if organisation is None:
        raise Http404
    shown = shown_to_visitors(request)
    shown.only(Organisation, rows=[organisation.pk])
    for next_end in ends_on_organisation_pages:
        shown.until(next_end)
    return render(
        request,
        "programmes/organisation_detail.html",
        {
            "organisation": organisation,
            "place": place(organisation),
            "logo": logo_address(organisation),
            "facts": organisation_facts(organisation),
            "spot": organisation_on_map(organisation),
            "map_size": (WIDTH, HEIGHT),
            "newcomer_support": newcomer_support(organisation),
            "programmes": _PROGRAMMES_OF(request.user, organisation=organisation.pk),
            "sections": sections_from(organisation_page_sections, organisation, request.user),
        },
    )


@require_safe
def organisation_logo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same for everybody once the organisation is verified; until then it stays with who may see it."""
    organisation = get_visible_or_404(Organisation, request.user, pk=pk)
    return answer_stored_picture(
        organisation.logo, f"public, {SHORT_WHILE}" if organisation.is_verified else "private, no-store"
    )


_WITH_KEY = CompiledForReader(
    lambda reader, pk: Organisation.objects.visible_to(reader).filter(pk=pk).order_by()
)
_PROGRAMMES_OF = CompiledForReader(
    lambda reader, organisation: (
        Programme.objects.visible_to(reader)
        .public()
        .filter(organisations=organisation)
        .order_by(Alphabetical())
    )
)


@login_required
@require_safe
def organisation_home(request: AuthenticatedRequest) -> HttpResponse:
    """The organisation a person speaks for; `?organisation=` chooses among several."""
    contacts = list(_my_contacts(request.user))
    if not contacts:
        context = {"can_register": may(request.user, "add", Organisation)}
        return render(request, "programmes/organisation_none.html", context)
    contact = _chosen(contacts, asked(request, "organisation"))
    organisation = contact.organisation
    return render(
        request,
        "programmes/organisation_home.html",
        {
            "organisation": organisation,
            "contact": contact,
            "tabs": _tabs(contacts, organisation) if len(contacts) > 1 else [],
            "steps": _steps(organisation, contact),
            "part": CONTACT_PARTS[ContactRole(contact.role)],
            "verification": Verification,
            "explanation": ORGANISATION.explanation(organisation.verification, Actor.ORGANISATION),
            "correct": ORGANISATION.step("correct"),
            "programmes": organisation.programmes.visible_to(request.user).order_by(Alphabetical()),
            "sections": sections_from(organisation_sections, organisation, request.user),
            "role_pages": role_pages_of(request, at=request.path),
            "recruits": contact.role in CONTACT_ROLES,
            "is_manager": contact.role == ContactRole.MANAGER,
            "sees_contacts": access_of(request.user).speaks_for("view", Contact, organisation.pk),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_register(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_signup')}?{urlencode({'next': request.path})}")
    if not may(request.user, "add", Organisation):
        raise PermissionDenied
    programmes = Programme.objects.visible_to(request.user).joinable().order_by(Alphabetical())
    initial = {"programme": asked(request, "programme")}
    form = RegisterOrganisationForm(typed(request), programmes=programmes, initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        with domain_errors_in(form):
            organisation = register_organisation(programme=fields.pop("programme"), by=request.user, **fields)
            messages.success(
                request,
                worded(
                    lambda: (
                        _(
                            "%(organisation)s is registered. A coordinator checks it, and we write to you then."
                        )
                        % {"organisation": organisation.name}
                    )
                ),
            )
            return redirect("programmes:organisation_home")
    return render(
        request,
        "programmes/organisation_register.html",
        {"form": form, "has_programmes": programmes.exists()},
        status=400 if request.method == "POST" else 200,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_when_sent
def organisation_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    organisation = get_visible_or_404(Organisation, request.user, "change", pk=pk)
    lock_if_sent(request, organisation)
    is_staff = access_of(request.user).reaches("change", Organisation, organisation.programmes.all())
    form = OrganisationForm(typed(request), request.FILES or None, instance=organisation, may_rename=is_staff)
    was_declined = ORGANISATION.allows("correct", organisation.verification)
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            update_organisation(organisation=organisation, by=request.user, **form.cleaned_data)
            said = ORGANISATION.step("correct").done if was_declined else worded(lambda: _("Saved."))
            messages.success(request, said)
            looks = sent(request, "then") == "look"
            return redirect(organisation if looks else _organisation_address(organisation))
    return render(
        request,
        "programmes/organisation_edit.html",
        {
            "form": form,
            "organisation": organisation,
            "was_declined": was_declined,
            "correct": ORGANISATION.step("correct"),
        },
        status=400 if request.method == "POST" else 200,
    )


def _my_contacts(user: User | AnonymousUser) -> ContactQuerySet:
    rows = Contact.objects.visible_to(user).approved().filter(user=user)  # type: ignore[misc]
    beside = [f"organisation__{path}" for path in read_with_organisations]
    return rows.select_related("organisation", *beside).order_by(
        Alphabetical("organisation__sort_keys"), "pk"
    )


def _chosen(contacts: list[Contact], wanted: str) -> Contact:
    """The contact whose organisation the address names; a name that is not theirs means the first."""
    return next((contact for contact in contacts if str(contact.organisation_id) == wanted), contacts[0])


def _tabs(contacts: list[Contact], current: Organisation) -> list[tuple[str, str, bool]]:
    """Items of components/tabs.html."""
    return [
        (
            _organisation_address(contact.organisation),
            contact.organisation.name,
            contact.organisation == current,
        )
        for contact in contacts
    ]


def _organisation_address(organisation: Organisation) -> str:
    return f"{reverse('programmes:organisation_home')}?{urlencode({'organisation': organisation.pk})}"


def _steps(organisation: Organisation, contact: Contact) -> list[tuple[object, ...]]:
    """Items of components/step_list.html: the way to the first placement."""
    is_manager = contact.role == ContactRole.MANAGER
    edit = reverse("programmes:organisation_edit", args=[organisation.pk]) if is_manager else ""
    waits = organisation.verification == Verification.WAITING
    return [
        (_("Register"), "done"),
        (_("Say what you do"), "done" if str(organisation.about) else "todo", edit),
        (
            _("Be verified"),
            "current" if waits else "todo",
            "",
            _("A coordinator reads what you have told us.") if waits else "",
        ),
        (_("Publish placements"), "todo"),
    ]
