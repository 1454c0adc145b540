"""Organisations register, are verified or declined, and tell what they are."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError, NotAllowed
from portal.notifications.services.notifications import notify_all
from portal.users.models import User
from programmes.access import access_of, forget_access, may
from programmes.constants import (
    SECTOR_OF_KIND,
    ContactRole,
    OrganisationKind,
    Verification,
)
from programmes.facts import EDITABLE_FIELDS, IDENTITY_FIELDS
from programmes.models import Contact, Organisation, Programme
from programmes.notices import OfOrganisation, OrganisationDeclined, OrganisationVerified, OrganisationWaits
from programmes.workflows import ORGANISATION


class NotOpenForOrganisations(DomainError):
    message = _("This programme takes no organisations in at the moment.")
    field = "programme"


class DuplicateOrganisation(DomainError):
    message = _(
        "An organisation with this name in this town is registered in the programme already. "
        "Ask a colleague there to add you as a contact, or write to the programme."
    )
    field = "name"


class IdentityIsVerified(DomainError):
    message = _("Name, kind and country were verified. Write to the programme to have them changed.")
    field = "name"


class ReasonMissing(DomainError):
    message = _("Say why, so that the organisation can correct it.")
    field = "reason"


@transaction.atomic
def register_organisation(*, programme: Programme, by: User, **fields: Any) -> Organisation:
    """Register an organisation in the programme, to be verified by its coordinators; `by` becomes its manager.

    The programme's row is locked while names are compared, so two people can't register the same organisation
    at once. Raises NotAllowed, NotOpenForOrganisations and DuplicateOrganisation.
    """
    if not may(by, "add", Organisation):
        raise NotAllowed
    programme = Programme.objects.select_for_update(of=["self"]).get(pk=programme.pk)
    if not programme.is_joinable:
        raise NotOpenForOrganisations
    chosen = _editable(fields)
    _check_is_new(programme, chosen)
    chosen.setdefault(
        "sector", SECTOR_OF_KIND[OrganisationKind(chosen.get("kind", OrganisationKind.COMPANY))]
    )
    organisation = Organisation.objects.create(**chosen, verification=Verification.WAITING)
    organisation.programmes.add(programme)
    Contact.objects.create(
        organisation=organisation,
        user=by,
        role=ContactRole.MANAGER,
        approved_at=timezone.now(),
        approved_by=by,
    )
    forget_access(by)
    _ask_coordinators(organisation)
    return organisation


@transaction.atomic
def enter_organisation(*, programme: Programme, by: User, **fields: Any) -> Organisation:
    """Enter an organisation on its behalf, as staff of the programme. Nobody becomes its contact.

    It waits for verification like any other. Raises NotAllowed and DuplicateOrganisation.
    """
    if not access_of(by).reaches("add", Organisation, programme):
        raise NotAllowed
    programme = Programme.objects.select_for_update(of=["self"]).get(pk=programme.pk)
    chosen = _editable(fields)
    _check_is_new(programme, chosen)
    chosen.setdefault(
        "sector", SECTOR_OF_KIND[OrganisationKind(chosen.get("kind", OrganisationKind.COMPANY))]
    )
    organisation = Organisation.objects.create(**chosen, verification=Verification.WAITING)
    organisation.programmes.add(programme)
    _ask_coordinators(organisation, exclude=by)
    return organisation


@transaction.atomic
def update_organisation(*, organisation: Organisation, by: User, **changes: Any) -> Organisation:
    """Change what the organisation tells about itself. A declined one is thereby sent to the coordinators again.

    Once verified, its contacts can't make it somebody else: name, kind and country are changed by staff.
    Raises NotAllowed, IdentityIsVerified and DuplicateOrganisation.
    """
    if not may(by, "change", organisation):
        raise NotAllowed
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    chosen = _editable(changes)
    _check_identity(organisation, chosen, by)
    if {"name", "city", "country"} & chosen.keys():
        merged = {name: getattr(organisation, name) for name in ("name", "city", "country")} | chosen
        for programme in organisation.programmes.select_for_update():
            _check_is_new(programme, merged, besides=organisation)
    for name, value in chosen.items():
        setattr(organisation, name, value)
    is_sent_again = ORGANISATION.allows("correct", organisation.verification)
    if is_sent_again:
        organisation.verification = Verification.WAITING
        organisation.decline_reason = ""
    organisation.save()
    if is_sent_again:
        _ask_coordinators(organisation)
    return organisation


@transaction.atomic
def verify_organisation(*, organisation: Organisation, by: User) -> Organisation:
    """Confirm that the organisation is what it says; from now on it can publish. Raises NotAllowed and WrongState."""
    organisation = _locked_for_decision(organisation, by)
    ORGANISATION.check("verify", organisation.verification)
    _decide(organisation, Verification.VERIFIED, by)
    _notify_contacts(organisation, OrganisationVerified)
    return organisation


@transaction.atomic
def decline_organisation(*, organisation: Organisation, reason: str, by: User) -> Organisation:
    """Refuse to verify the organisation, or take the verification back, and tell its contacts why.

    Raises NotAllowed, ReasonMissing and WrongState.
    """
    organisation = _locked_for_decision(organisation, by)
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    ORGANISATION.check("decline", organisation.verification)
    _decide(organisation, Verification.DECLINED, by, reason)
    _notify_contacts(organisation, OrganisationDeclined, reason=reason)
    return organisation


@transaction.atomic
def link_organisation(*, organisation: Organisation, programme: Programme) -> None:
    """Let the organisation take part in one more programme; whoever calls this has decided that it may."""
    organisation.programmes.add(programme)


def _editable(fields: dict[str, Any]) -> dict[str, Any]:
    """Only what an organisation says about itself; anything else in a request is ignored."""
    return {name: value for name, value in fields.items() if name in EDITABLE_FIELDS}


def _check_is_new(programme: Programme, fields: dict[str, Any], besides: Organisation | None = None) -> None:
    same = programme.organisations.filter(
        name__iexact=fields["name"].strip(),
        city__iexact=fields["city"].strip(),
        country=fields.get("country", "DE"),
    )
    if besides is not None:
        same = same.exclude(pk=besides.pk)
    if same.exists():
        raise DuplicateOrganisation


def _check_identity(organisation: Organisation, changes: dict[str, Any], by: User) -> None:
    changed = [
        name for name in IDENTITY_FIELDS if name in changes and changes[name] != getattr(organisation, name)
    ]
    is_staff = access_of(by).reaches("change", Organisation, organisation.programmes.all())
    if changed and organisation.is_verified and not is_staff:
        raise IdentityIsVerified(field=changed[0])


def _locked_for_decision(organisation: Organisation, by: User) -> Organisation:
    if not may(by, "verify", organisation):
        raise NotAllowed
    row: Organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    return row


def _decide(organisation: Organisation, verification: Verification, by: User, reason: str = "") -> None:
    organisation.verification = verification
    organisation.verified_at = timezone.now()
    organisation.verified_by = by
    organisation.decline_reason = reason
    organisation.save(
        update_fields=["verification", "verified_at", "verified_by", "decline_reason", "updated_at"]
    )


def _notify_contacts(organisation: Organisation, notice: type[OfOrganisation], **more: Any) -> None:
    about = _about(organisation)
    people = User.objects.filter(contacts__in=organisation.contacts.approved())
    notify_all(people, notice(**about, **more))


def _ask_coordinators(organisation: Organisation, exclude: User | None = None) -> None:
    about = _about(organisation)
    people = {
        coordinator
        for programme in organisation.programmes.select_related("parent")
        for coordinator in User.objects.coordinating(programme)
    }
    notify_all(people, OrganisationWaits(**about), exclude=exclude)


def _about(organisation: Organisation) -> dict[str, Any]:
    return {
        "organisation": organisation.pk,
        "organisation_name": organisation.name,
        "at": timezone.now().isoformat(),
    }
