"""People are asked before they work for a programme; nobody gets a role by an address they have not proven."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from portal.core.addresses import clean_address
from portal.core.dates import check_period
from portal.core.day_rules import check_days
from portal.core.errors import NotAllowed
from portal.core.jobs import enqueue, run_on_each
from portal.core.presence import check_presence
from portal.notifications.services.notifications import notify
from portal.users.models import User
from programmes.access import access_of, forget_access
from programmes.models import Membership, MembershipInvitation, Programme
from programmes.notices.programmes import BecameMember, InvitedAsMember, MemberAccepted
from programmes.queries.programmes import confirmed_owner, membership_invitations_for
from programmes.services.addresses import ask_owner
from programmes.services.invitations import InvitationGone
from programmes.services.memberships import AlreadyMember, HasRoleAlready
from programmes.workflows.invitations import MEMBERSHIP_INVITATION

# --- Who asks ------------------------------------------------------------------------------------------------------


@transaction.atomic
def invite_member(
    *,
    programme: Programme,
    email: str,
    role: str,
    by: User,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> MembershipInvitation:
    """Ask whoever has confirmed this address, now or before the invitation lapses, to work for the programme.

    The same happens whether or not anybody has the address: a row is written, and a worker looks for the person, or
    writes to the address.
    An open invitation to the same role is kept, with the new days; a lapsed one starts afresh.
    Raises NotAllowed where `by` does not coordinate the programme, so nobody can hand out a role elsewhere,
    EndsBeforeStart, ImplausibleDay, and AlreadyMember for somebody who stands in the programme's list with this role.
    """
    if not access_of(by).reaches("add", Membership, programme):
        raise NotAllowed
    check_presence()
    check_period(starts_on, ends_on)
    check_days(MembershipInvitation(programme=programme, starts_on=starts_on, ends_on=ends_on))
    address = clean_address(email)
    Programme.objects.select_for_update().get(pk=programme.pk)
    held = Membership.objects.filter(user__in=confirmed_owner(address), programme=programme, role=role)
    if held.not_over().exists():
        raise AlreadyMember
    rows = MembershipInvitation.objects.filter(programme=programme, email=address, role=role)
    rows.lapsed().delete()
    invitation, _created = rows.update_or_create(
        programme=programme,
        email=address,
        role=role,
        defaults={"starts_on": starts_on, "ends_on": ends_on, "invited_by": by},
    )
    enqueue("programmes.notify_invited_member", invitation.pk)
    return invitation


@transaction.atomic
def invite_member_again(*, invitation: MembershipInvitation, by: User) -> MembershipInvitation:
    """Ask anew where an invitation has lapsed. Raises NotAllowed, InvitationGone and AlreadyMember."""
    row = MembershipInvitation.objects.select_related("programme").filter(pk=invitation.pk).first()
    if row is None:
        raise InvitationGone
    MEMBERSHIP_INVITATION.check("ask_again", row.state)
    return invite_member(
        programme=row.programme,
        email=row.email,
        role=row.role,
        by=by,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )


@transaction.atomic
def withdraw_membership_invitation(*, invitation: MembershipInvitation, by: User) -> None:
    """Ask no longer. Raises NotAllowed, and InvitationGone when it was answered meanwhile."""
    if not access_of(by).reaches("delete", MembershipInvitation, invitation.programme):
        raise NotAllowed
    check_presence()
    Programme.objects.select_for_update().get(pk=invitation.programme_id)
    deleted, _by_model = MembershipInvitation.objects.filter(pk=invitation.pk).delete()
    if not deleted:
        raise InvitationGone


# --- Who is asked --------------------------------------------------------------------------------------------------


@transaction.atomic
def accept_membership_invitation(*, invitation: MembershipInvitation, by: User) -> Membership:
    """Work for the programme from now on, and let whoever invited know. A role that has ended is taken up again.

    What was offered holds only while whoever offered it may still give roles, and changes no role that one has: who
    was asked at two addresses would shorten it, or leave a programme without a coordinator. Raises InvitationGone and
    HasRoleAlready.
    """
    invitation = _locked(invitation, by)
    programme, inviter = invitation.programme, invitation.invited_by
    if inviter is None or not access_of(inviter).reaches("add", Membership, programme):
        raise InvitationGone
    if Membership.objects.filter(user=by, programme=programme, role=invitation.role).not_over().exists():
        raise HasRoleAlready
    membership, _created = Membership.objects.update_or_create(
        user=by,
        programme=programme,
        role=invitation.role,
        defaults={"starts_on": invitation.starts_on, "ends_on": invitation.ends_on},
    )
    invitation.delete()
    forget_access(by)
    about = {"programme": programme.acronym, "slug": programme.slug, "at": timezone.now().isoformat()}
    notify(by, BecameMember(role=membership.role, **about))
    notify(inviter, MemberAccepted(membership=membership.pk, **about))
    return membership


@transaction.atomic
def decline_membership_invitation(*, invitation: MembershipInvitation, by: User) -> None:
    """Say no. Nobody is told; the invitation is gone as if it had been withdrawn. Raises InvitationGone."""
    _locked(invitation, by).delete()


def _locked(invitation: MembershipInvitation, by: User) -> MembershipInvitation:
    """The invitation as it is now, for `by` to answer; nobody withdraws it meanwhile."""
    Programme.objects.select_for_update().get(pk=invitation.programme_id)
    rows = membership_invitations_for(person=by).select_related("programme", "invited_by")
    row: MembershipInvitation | None = rows.filter(pk=invitation.pk).select_for_update(of=["self"]).first()
    if row is None:
        raise InvitationGone
    return row


# --- Telling them --------------------------------------------------------------------------------------------------


@transaction.atomic
def notify_invited_member(*, invitation_id: int) -> None:
    """Tell whoever has proven the invited address that they are asked, or else write to it; once each."""
    rows = MembershipInvitation.objects.open().select_related("programme", "invited_by")
    invitation = rows.select_for_update(of=["self"]).filter(pk=invitation_id).first()
    if invitation is None:
        return
    person = confirmed_owner(invitation.email).first()
    if person is not None:
        _notify(person, invitation)
    elif invitation.invited_by is not None:
        ask_owner(address=invitation.email, occasion=f"member-{invitation.pk}", by=invitation.invited_by)


def notify_about_membership_invitations(*, person: User) -> None:
    """The person has just shown that an address is theirs: tell them which programme has asked for it."""
    for invitation in membership_invitations_for(person=person):
        _notify(person, invitation)


def sweep_membership_invitations() -> None:
    """Tell whoever was not told because a job was lost, or because much was written to the address that day."""
    keys = MembershipInvitation.objects.open().order_by("pk").values_list("pk", flat=True)
    run_on_each(
        keys, lambda pk: notify_invited_member(invitation_id=pk), what="Message about membership invitation"
    )


def _notify(person: User, invitation: MembershipInvitation) -> None:
    notify(
        person,
        InvitedAsMember(
            programme=invitation.programme.acronym,
            slug=invitation.programme.slug,
            role=invitation.role,
            at=timezone.localdate(invitation.created_at).isoformat(),
        ),
    )
