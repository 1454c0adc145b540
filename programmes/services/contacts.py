"""Who speaks for an organisation."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError, NotAllowed, WrongState
from portal.notifications.services import notify
from portal.users.models import User
from programmes.access import access_of, forget_access
from programmes.constants import ContactRole
from programmes.models import Contact, Organisation
from programmes.notices import BecameContact


class LastManager(DomainError):
    message = _("An organisation needs a manager. Make somebody else a manager before this one goes.")


def may_manage_contacts(by: User, organisation: Organisation) -> bool:
    """Managers of the organisation decide who speaks for it, and so do coordinators of one of its programmes."""
    access = access_of(by)
    if access.is_operator:
        return True
    reached = access.programme_ids("add", "programmes.contact")
    if reached and organisation.programmes.filter(pk__in=reached).exists():
        return True
    if organisation.pk not in access.organisations:
        return False
    mine = Contact.objects.approved().filter(organisation=organisation, user=by)
    return bool(mine.filter(role=ContactRole.MANAGER).exists())


@transaction.atomic
def invite_contact(*, organisation: Organisation, email: str, role: str, by: User) -> None:
    """Let the person with this address speak for the organisation, and tell them.

    Returns nothing whether or not anybody has this address, so that nobody learns who is registered. Who is a
    contact already stays what they are; who has been waiting is approved. Raises NotAllowed.
    """
    if not may_manage_contacts(by, organisation):
        raise NotAllowed
    person = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if person is None or hasattr(person, "guardian_consent"):
        return
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    contact, _created = Contact.objects.get_or_create(
        organisation=organisation, user=person, defaults={"role": role}
    )
    if contact.approved_at is None:
        _approve(contact, by)


@transaction.atomic
def approve_contact(*, contact: Contact, by: User) -> Contact:
    """Let a waiting person speak for the organisation. Raises NotAllowed and WrongState."""
    if not may_manage_contacts(by, contact.organisation):
        raise NotAllowed
    contact = (
        Contact.objects.select_for_update(of=["self"])
        .select_related("organisation", "user")
        .get(pk=contact.pk)
    )
    if contact.approved_at is not None:
        raise WrongState
    _approve(contact, by)
    return contact


@transaction.atomic
def remove_contact(*, contact: Contact, by: User) -> None:
    """End that a person speaks for the organisation; everybody may step back themselves.

    The organisation's row is locked, so that two managers who remove each other leave one.
    Raises NotAllowed and LastManager.
    """
    if contact.user_id != by.pk and not may_manage_contacts(by, contact.organisation):
        raise NotAllowed
    Organisation.objects.select_for_update().get(pk=contact.organisation_id)
    managers = Contact.objects.approved().filter(
        organisation=contact.organisation_id, role=ContactRole.MANAGER, user__is_active=True
    )
    is_manager = contact.role == ContactRole.MANAGER and contact.approved_at is not None
    if is_manager and not managers.exclude(pk=contact.pk).exists():
        raise LastManager
    person = contact.user
    contact.delete()
    forget_access(person)
    if person.pk == by.pk:
        forget_access(by)


def _approve(contact: Contact, by: User) -> None:
    contact.approved_at = timezone.now()
    contact.approved_by = by
    contact.save(update_fields=["approved_at", "approved_by", "updated_at"])
    forget_access(contact.user)
    notify(
        contact.user,
        BecameContact(
            organisation=contact.organisation_id,
            organisation_name=contact.organisation.name,
            at=contact.approved_at.isoformat(),
        ),
    )
