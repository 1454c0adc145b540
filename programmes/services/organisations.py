"""Organisations register, are verified or declined, and tell what they are."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypedDict, Unpack

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

from portal.core.arguments import check_names
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
from programmes.notices.programmes import (
    OfOrganisation,
    OrganisationDeclined,
    OrganisationVerified,
    OrganisationWaits,
)
from programmes.querysets.programmes import ContactQuerySet
from programmes.workflows.programmes import ORGANISATION


class OrganisationFields(TypedDict, total=False):
    """What an organisation says about itself, and staff on its behalf: `EDITABLE_FIELDS` with their types."""

    name: str
    kind: str
    sector: str
    level: str
    size: str
    nace: str
    about: LazyI18nString | str
    website: str
    logo: File[bytes] | str | bool
    street: str
    postcode: str
    city: str
    region: str
    country: str
    languages: list[str]
    newcomer_support: list[str]


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
def register_organisation(
    *, programme: Programme, by: User, **fields: Unpack[OrganisationFields]
) -> Organisation:
    """Register an organisation in the programme, to be verified by its coordinators; `by` becomes its manager.

    The programme's row is locked while names are compared, so two people can't register the same organisation
    at once. Raises NotAllowed, NotOpenForOrganisations and DuplicateOrganisation.
    """
    if not may(by, "add", Organisation):
        raise NotAllowed
    programme = Programme.objects.select_for_update(of=["self"]).get(pk=programme.pk)
    if not programme.is_joinable:
        raise NotOpenForOrganisations
    organisation = _create(programme, fields)
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
def enter_organisation(
    *, programme: Programme, by: User, **fields: Unpack[OrganisationFields]
) -> Organisation:
    """Enter an organisation on its behalf, as staff of the programme. Nobody becomes its contact.

    It waits for verification like any other. Raises NotAllowed and DuplicateOrganisation.
    """
    if not access_of(by).reaches("add", Organisation, programme):
        raise NotAllowed
    programme = Programme.objects.select_for_update(of=["self"]).get(pk=programme.pk)
    organisation = _create(programme, fields)
    _ask_coordinators(organisation, exclude=by)
    return organisation


@transaction.atomic
def enter_from_file(
    *, rows: Sequence[tuple[Sequence[Programme], OrganisationFields]], by: User
) -> list[Organisation | DuplicateOrganisation]:
    """As `enter_organisation` for many, each with its programmes, in as many statements as for one.

    Coordinators are told once, when the whole file is in. Returns for each row, in their order, the organisation, or
    why there is none. Raises NotAllowed.
    """
    programmes = {programme.pk: programme for into, _fields in rows for programme in into}
    if not all(access_of(by).reaches("add", Organisation, programme) for programme in programmes.values()):
        raise NotAllowed
    list(Programme.objects.select_for_update(of=["self"]).filter(pk__in=programmes).order_by("pk"))
    drafts = [_draft(into[0], fields) for into, fields in rows]
    registered = _registered(programmes, drafts)
    found: list[Organisation | DuplicateOrganisation] = []
    for (into, _fields), draft in zip(rows, drafts, strict=True):
        places = {(programme.pk, _likeness(draft)) for programme in into}
        found.append(DuplicateOrganisation() if places & registered else draft)
        registered |= places
    _save_all(
        [
            (into, each)
            for (into, _fields), each in zip(rows, found, strict=True)
            if isinstance(each, Organisation)
        ]
    )
    return found


def _registered(
    programmes: Collection[int], drafts: Sequence[Organisation]
) -> set[tuple[int, tuple[str, ...]]]:
    """Which organisations of these names and towns are in which of the programmes."""
    rows = Organisation.objects.named(draft.name for draft in drafts).in_towns(draft.city for draft in drafts)
    links = rows.filter(programmes__in=programmes).values_list("programmes", "name", "city", "country")
    return {
        (pk, _likeness(Organisation(name=name, city=city, country=country)))
        for pk, name, city, country in links
    }


def _likeness(organisation: Organisation) -> tuple[str, ...]:
    return organisation.name.strip().casefold(), organisation.city.strip().casefold(), organisation.country


def _save_all(drafts: Sequence[tuple[Sequence[Programme], Organisation]]) -> None:
    Organisation.objects.bulk_create(organisation for _into, organisation in drafts)
    links = Organisation.programmes.through
    links.objects.bulk_create(
        links(organisation=organisation, programme=programme)
        for into, organisation in drafts
        for programme in into
    )


@transaction.atomic
def update_organisation(
    *, organisation: Organisation, by: User, **changes: Unpack[OrganisationFields]
) -> Organisation:
    """Change what the organisation tells about itself. A declined one is thereby sent to the coordinators again.

    Once verified, its contacts can't make it somebody else: name, kind and country are changed by staff.
    Raises NotAllowed, IdentityIsVerified and DuplicateOrganisation.
    """
    if not may(by, "change", organisation):
        raise NotAllowed
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    check_names(changes, known=EDITABLE_FIELDS)
    _check_identity(organisation, changes, by)
    for name, value in changes.items():
        setattr(organisation, name, value or "" if name == "logo" else value)
    if {"name", "city", "country"} & changes.keys():
        for programme in organisation.programmes.select_for_update():
            _check_is_new(programme, organisation)
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
    _notify(organisation.contacts.recruiting(), OrganisationVerified(**_about(organisation)))
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
    _notify(organisation.contacts.managing(), OrganisationDeclined(**_about(organisation), reason=reason))
    return organisation


@transaction.atomic
def link_organisation(*, organisation: Organisation, programme: Programme, by: User) -> None:
    """Let the organisation take part in one more programme. Raises NotAllowed where `by` enters none in that one."""
    if not access_of(by).reaches("add", Organisation, programme):
        raise NotAllowed
    organisation.programmes.add(programme)


def _create(programme: Programme, fields: OrganisationFields) -> Organisation:
    """The organisation, waiting to be verified. Raises DuplicateOrganisation."""
    organisation = _draft(programme, fields)
    _check_is_new(programme, organisation)
    organisation.save()
    organisation.programmes.add(programme)
    return organisation


def _draft(programme: Programme, fields: OrganisationFields) -> Organisation:
    check_names(fields, known=EDITABLE_FIELDS)
    organisation = Organisation(**{"country": programme.country, **fields}, verification=Verification.WAITING)
    if "sector" not in fields:
        organisation.sector = SECTOR_OF_KIND[OrganisationKind(organisation.kind)]
    return organisation


def _check_is_new(programme: Programme, organisation: Organisation) -> None:
    same = programme.organisations.filter(
        name__iexact=organisation.name.strip(),
        city__iexact=organisation.city.strip(),
        country=organisation.country,
    )
    if same.exclude(pk=organisation.pk).exists():
        raise DuplicateOrganisation


def _check_identity(organisation: Organisation, changes: Mapping[str, object], by: User) -> None:
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


def _notify(contacts: ContactQuerySet, notice: OfOrganisation) -> None:
    """Whom it concerns: who may correct the organisation, or who waits to publish for it."""
    notify_all(User.objects.active().filter(contacts__in=contacts), notice)


def _ask_coordinators(organisation: Organisation, exclude: User | None = None) -> None:
    people = User.objects.coordinating(organisation)
    notify_all(people, OrganisationWaits(**_about(organisation)), exclude=exclude)


def _about(organisation: Organisation) -> dict[str, Any]:
    return {
        "organisation": organisation.pk,
        "organisation_name": organisation.name,
        "at": timezone.now().isoformat(),
    }
