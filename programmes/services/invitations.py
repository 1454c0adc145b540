"""People are asked before they speak for an organisation, and whoever asks learns nothing about who is registered."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.addresses import clean_address
from portal.core.errors import DomainError, NotAllowed, WrongState
from portal.core.jobs import enqueue, run_on_each
from portal.core.presence import check_presence
from portal.notifications.services.notifications import notify
from portal.users.models import User
from programmes.access import forget_access
from programmes.constants import MOST_OPEN_INVITATIONS
from programmes.models import Contact, ContactInvitation, Organisation
from programmes.notices.programmes import InvitationAccepted, InvitedAsContact
from programmes.queries.programmes import confirmed_owner, invitations_for, may_manage_contacts
from programmes.services.addresses import ask_owner
from programmes.services.contacts import approve_contact
from programmes.workflows.invitations import CONTACT_INVITATION
from programmes.workflows.programmes import CONTACT


class TooManyInvitations(DomainError):
    message = _(
        "So many people can't be asked at once. Withdraw an invitation, or wait until one is answered."
    )
    field = "email"


class InvitationGone(WrongState):
    message = _("This invitation has been answered or withdrawn, or has lapsed.")


# --- Who asks ------------------------------------------------------------------------------------------------------


@transaction.atomic
def invite_contact(
    *, organisation: Organisation, email: str, role: str, by: User
) -> ContactInvitation | None:
    """Ask whoever has confirmed this address, now or before the invitation lapses, to speak for the organisation.

    The same happens whether or not anybody has the address: a row is written, and a worker looks for the person, or
    writes to the address. An open invitation is kept, with the new role; a lapsed one starts afresh. Only who stands in
    the list of contacts already is not asked: they are approved in this role, if they have been waiting, and None is
    returned.
    Raises NotAllowed and TooManyInvitations.
    """
    if not may_manage_contacts(by, organisation):
        raise NotAllowed
    check_presence()
    address = clean_address(email)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    contact = Contact.objects.filter(organisation=organisation, user__in=confirmed_owner(address)).first()
    if contact is not None:
        if CONTACT.allows("approve", contact.approval):
            contact.role = role
            contact.save(update_fields=["role", "updated_at"])
            approve_contact(contact=contact, by=by)
        return None
    rows = ContactInvitation.objects.filter(organisation=organisation)
    rows.lapsed().filter(email=address).delete()
    if rows.open().exclude(email=address).count() >= MOST_OPEN_INVITATIONS:
        raise TooManyInvitations
    invitation, _created = rows.update_or_create(
        organisation=organisation, email=address, defaults={"role": role, "invited_by": by}
    )
    enqueue("programmes.notify_invited", invitation.pk)
    return invitation


@transaction.atomic
def invite_contact_again(*, invitation: ContactInvitation, by: User) -> ContactInvitation | None:
    """Ask anew where an invitation has lapsed. Raises NotAllowed, InvitationGone and TooManyInvitations."""
    row = ContactInvitation.objects.select_related("organisation").filter(pk=invitation.pk).first()
    if row is None:
        raise InvitationGone
    CONTACT_INVITATION.check("ask_again", row.state)
    return invite_contact(organisation=row.organisation, email=row.email, role=row.role, by=by)


@transaction.atomic
def withdraw_invitation(*, invitation: ContactInvitation, by: User) -> None:
    """Ask no longer. Raises NotAllowed, and InvitationGone when it was answered meanwhile."""
    if not may_manage_contacts(by, invitation.organisation):
        raise NotAllowed
    check_presence()
    Organisation.objects.select_for_update().get(pk=invitation.organisation_id)
    deleted, _by_model = ContactInvitation.objects.filter(pk=invitation.pk).delete()
    if not deleted:
        raise InvitationGone


# --- Who is asked --------------------------------------------------------------------------------------------------


@transaction.atomic
def accept_invitation(*, invitation: ContactInvitation, by: User) -> Contact:
    """Speak for the organisation from now on, and let whoever invited know.

    If they may no longer decide on contacts, the new one waits for somebody who may. Raises InvitationGone.
    """
    invitation = _locked(invitation, by)
    organisation, inviter = invitation.organisation, invitation.invited_by
    contact, _created = Contact.objects.get_or_create(
        organisation=organisation, user=by, defaults={"role": invitation.role}
    )
    invitation.delete()
    if inviter is None or not may_manage_contacts(inviter, organisation):
        return contact
    if CONTACT.allows("approve", contact.approval):
        contact.approved_at, contact.approved_by, contact.role = timezone.now(), inviter, invitation.role
        contact.save(update_fields=["approved_at", "approved_by", "role", "updated_at"])
        forget_access(by)
    notify(
        inviter,
        InvitationAccepted(
            organisation=organisation.pk,
            organisation_name=organisation.name,
            at=timezone.now().isoformat(),
        ),
    )
    return contact


@transaction.atomic
def decline_invitation(*, invitation: ContactInvitation, by: User) -> None:
    """Say no. Nobody is told; the invitation is gone as if it had been withdrawn. Raises InvitationGone."""
    _locked(invitation, by).delete()


def _locked(invitation: ContactInvitation, by: User) -> ContactInvitation:
    """The invitation as it is now, for `by` to answer; nobody withdraws it or changes the contacts meanwhile."""
    Organisation.objects.select_for_update().get(pk=invitation.organisation_id)
    row = invitations_for(person=by).filter(pk=invitation.pk).select_for_update(of=["self"]).first()
    if row is None:
        raise InvitationGone
    return row


# --- Telling them --------------------------------------------------------------------------------------------------


@transaction.atomic
def notify_invited(*, invitation_id: int) -> None:
    """Tell whoever has proven the invited address that they are asked, or else write to it; once each."""
    rows = ContactInvitation.objects.open().select_related("organisation", "invited_by")
    invitation = rows.select_for_update(of=["self"]).filter(pk=invitation_id).first()
    if invitation is None:
        return
    person = confirmed_owner(invitation.email).first()
    if person is not None:
        _notify(person, invitation)
    elif invitation.invited_by is not None:
        ask_owner(address=invitation.email, occasion=f"contact-{invitation.pk}", by=invitation.invited_by)


def notify_about_invitations(*, person: User) -> None:
    """The person has just shown that an address is theirs: tell them who has asked for it."""
    for invitation in invitations_for(person=person):
        _notify(person, invitation)


def sweep_invitations() -> None:
    """Tell whoever was not told because a job was lost, or because much was written to the address that day."""
    keys = ContactInvitation.objects.open().order_by("pk").values_list("pk", flat=True)
    run_on_each(keys, lambda pk: notify_invited(invitation_id=pk), what="Message about contact invitation")


def _notify(person: User, invitation: ContactInvitation) -> None:
    organisation = invitation.organisation
    notify(
        person,
        InvitedAsContact(
            organisation=invitation.organisation_id,
            organisation_name=organisation.name if organisation.is_verified else "",
            at=timezone.localdate(invitation.created_at).isoformat(),
        ),
    )
