"""Who speaks for an organisation."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError, NotAllowed, WrongState
from portal.core.presence import check_presence
from portal.notifications.services.notifications import notify, notify_all
from portal.users.models import User
from programmes.access import forget_access
from programmes.constants import ContactRole
from programmes.models import Contact, Organisation
from programmes.notices.programmes import BecameContact, OrganisationWithoutManager
from programmes.queries.programmes import may_manage_contacts
from programmes.workflows.programmes import CONTACT


class LastManager(DomainError):
    message = _("An organisation needs a manager. Make somebody else a manager first.")


@transaction.atomic
def approve_contact(*, contact: Contact, by: User) -> Contact:
    """Let a waiting person speak for the organisation. Raises NotAllowed and WrongState."""
    if not may_manage_contacts(by, contact.organisation):
        raise NotAllowed
    check_presence()
    contact = (
        Contact.objects.select_for_update(of=["self"])
        .select_related("organisation", "user")
        .get(pk=contact.pk)
    )
    CONTACT.check("approve", contact.approval)
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
    return contact


@transaction.atomic
def change_contact_role(*, contact: Contact, role: str, by: User) -> Contact:
    """Give the person another role in the organisation, which keeps a manager. Raises NotAllowed and LastManager."""
    if not may_manage_contacts(by, contact.organisation):
        raise NotAllowed
    check_presence()
    contact = _locked(contact)
    if role != ContactRole.MANAGER and _is_last_manager(contact):
        raise LastManager(field="role")
    contact.role = role
    contact.save(update_fields=["role", "updated_at"])
    forget_access(contact.user)
    if contact.user_id == by.pk:
        forget_access(by)
    return contact


@transaction.atomic
def remove_contact(*, contact: Contact, by: User) -> None:
    """End that a person speaks for the organisation; everybody may step back themselves.

    Raises NotAllowed and LastManager.
    """
    if contact.user_id != by.pk:
        if not may_manage_contacts(by, contact.organisation):
            raise NotAllowed
        check_presence()
    contact = _locked(contact)
    if _is_last_manager(contact):
        raise LastManager
    contact.delete()
    forget_access(contact.user)
    if contact.user_id == by.pk:
        forget_access(by)


@transaction.atomic
def notify_if_last_manager(*, contact: Contact) -> None:
    """Tell who answers for the organisation's programmes that this contact, who is gone, was the last who managed it.

    Leaving is refused to the last one (`LastManager`). An account that is erased, has ended unused or was closed is
    not kept for an organisation's sake.
    """
    if not _is_last_manager(contact):
        return
    organisation = Organisation.objects.filter(pk=contact.organisation_id).first()
    if organisation is not None:
        said = OrganisationWithoutManager(
            organisation=organisation.pk,
            organisation_name=organisation.name,
            at=timezone.localdate().isoformat(),
        )
        notify_all(User.objects.coordinating(organisation).exclude(pk=contact.user_id), said)


@transaction.atomic
def notify_where_last_manager(*, person: User) -> None:
    """The same for each organisation that this person, who may not sign in any more, has managed."""
    for contact in Contact.objects.managing().filter(user=person):
        notify_if_last_manager(contact=contact)


def _locked(contact: Contact) -> Contact:
    """The contact as it is now, the organisation's row locked: of two managers who remove each other, one stays."""
    Organisation.objects.select_for_update().get(pk=contact.organisation_id)
    row = Contact.objects.select_related("organisation", "user").filter(pk=contact.pk).first()
    if row is None:
        raise WrongState
    return row


def _is_last_manager(contact: Contact) -> bool:
    if contact.role != ContactRole.MANAGER or contact.approved_at is None:
        return False
    managers = Contact.objects.approved().filter(
        organisation=contact.organisation_id, role=ContactRole.MANAGER, user__is_active=True
    )
    return not managers.exclude(pk=contact.pk).exists()
