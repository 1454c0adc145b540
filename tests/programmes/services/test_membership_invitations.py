"""Nobody works for a programme by an address they have not proven, nor before they say yes."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from portal.core.dates import EndsBeforeStart
from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from portal.notifications.services.delivery import deliver_pending
from portal.users.models import User
from portal.users.services import trust_address
from programmes.access import access_of
from programmes.constants import MembershipRole
from programmes.models import Membership, MembershipInvitation
from programmes.queries.programmes import membership_invitations_for
from programmes.roles import Role
from programmes.services.invitations import InvitationGone
from programmes.services.membership_invitations import (
    accept_membership_invitation,
    decline_membership_invitation,
    invite_member,
    invite_member_again,
    notify_invited_member,
    sweep_membership_invitations,
    withdraw_membership_invitation,
)
from programmes.services.memberships import AlreadyMember, HasRoleAlready, end_membership
from tests.factories import (
    make_confirmed_user,
    make_member,
    make_membership_invitation,
    make_programme,
    make_pupil,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def coordinator(programme):
    return make_member(programme)


def invite(programme, email, by, role=MembershipRole.ADVISER, **days) -> MembershipInvitation:
    return invite_member(programme=programme, email=email, role=role, by=by, **days)


def kinds(person: User) -> list[str]:
    return list(Notification.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


def lapse(invitation: MembershipInvitation) -> None:
    MembershipInvitation.objects.filter(pk=invitation.pk).update(
        created_at=timezone.now() - timedelta(days=31)
    )


def test_a_role_begins_when_the_owner_of_the_address_accepts(programme, coordinator):
    person = make_confirmed_user()
    invitation = invite(programme, f" {person.email.upper()} ", coordinator)
    assert access_of(person).programmes == {}
    membership = accept_membership_invitation(invitation=invitation, by=person)
    assert (membership.user, membership.role) == (person, MembershipRole.ADVISER)
    assert access_of(person).programmes == {Role.ADVISER: frozenset({programme.pk})}
    assert kinds(person) == ["programmes.became_member"]
    assert kinds(coordinator) == ["programmes.member_accepted"]
    assert not MembershipInvitation.objects.exists()


def test_who_registered_with_somebody_elses_address_waits_in_vain(programme, coordinator):
    eve = make_user("Eve", email="future.coordinator@example.org")
    EmailAddress.objects.create(user=eve, email=eve.email, verified=False, primary=True)
    invitation = invite(programme, eve.email, coordinator, MembershipRole.COORDINATOR)
    notify_invited_member(invitation_id=invitation.pk)
    with pytest.raises(InvitationGone):
        accept_membership_invitation(invitation=invitation, by=eve)
    assert (Membership.objects.filter(user=eve).count(), kinds(eve)) == (0, [])


def test_who_confirms_the_address_later_is_told_then(
    programme, coordinator, django_capture_on_commit_callbacks
):
    invitation = invite(programme, "rita@example.org", coordinator)
    rita = make_user("Rita", email="rita@example.org")
    assert kinds(rita) == []
    trust_address(user=rita)
    assert kinds(rita) == ["programmes.invited_as_member"]
    notify_invited_member(invitation_id=invitation.pk)
    assert kinds(rita) == ["programmes.invited_as_member"]


def test_nobody_invites_into_a_programme_they_do_not_coordinate(programme):
    for by in (make_member(make_programme()), make_member(programme, "adviser"), make_user()):
        with pytest.raises(NotAllowed):
            invite(programme, make_confirmed_user().email, by, MembershipRole.COORDINATOR)
    assert not MembershipInvitation.objects.exists()


def test_what_was_offered_holds_only_while_whoever_offered_it_may(programme, coordinator):
    person = make_confirmed_user()
    invitation = invite(programme, person.email, coordinator)
    make_member(programme)
    end_membership(membership=coordinator.memberships.get(), by=coordinator)
    with pytest.raises(InvitationGone):
        accept_membership_invitation(invitation=invitation, by=person)
    assert not person.memberships.exists()


def test_a_parents_coordinator_staffs_its_subprogrammes(programme, coordinator):
    child, person = make_programme(parent=programme), make_confirmed_user()
    accept_membership_invitation(invitation=invite(child, person.email, coordinator), by=person)
    assert list(person.memberships.values_list("programme", "role")) == [(child.pk, "adviser")]


def test_pupils_are_not_asked(programme, coordinator):
    pupil = make_pupil(has_consent=True, email="pupil@example.org")
    trust_address(user=pupil)
    invitation = invite(programme, "pupil@example.org", coordinator)
    notify_invited_member(invitation_id=invitation.pk)
    assert (kinds(pupil), list(membership_invitations_for(person=pupil))) == ([], [])


def test_a_role_that_one_has_is_not_shortened_by_an_invitation_to_another_address(programme, coordinator):
    """The last coordinator would end her own role, and leave nobody."""
    starts_on, ends_on = (programme.today() + timedelta(days=days) for days in (5, 9))
    asked = invite(
        programme, "two@example.org", coordinator, "coordinator", starts_on=starts_on, ends_on=ends_on
    )
    EmailAddress.objects.create(user=coordinator, email="two@example.org", verified=True)
    with pytest.raises(HasRoleAlready):
        accept_membership_invitation(invitation=asked, by=coordinator)
    assert list(Membership.objects.values_list("ends_on", flat=True)) == [None]


def test_a_role_is_given_once_and_taken_up_again_after_it_ended(programme, coordinator):
    person = make_confirmed_user()
    first = accept_membership_invitation(invitation=invite(programme, person.email, coordinator), by=person)
    with pytest.raises(AlreadyMember):
        invite(programme, person.email, coordinator)
    end_membership(membership=first, by=coordinator)
    again = accept_membership_invitation(invitation=invite(programme, person.email, coordinator), by=person)
    assert again.pk == first.pk
    assert Role.ADVISER in access_of(person).roles


def test_asking_again_keeps_one_invitation_with_the_new_days(programme, coordinator):
    today = timezone.localdate()
    first = invite(programme, "rita@example.org", coordinator)
    second = invite(programme, "Rita@example.org", coordinator, ends_on=today)
    assert (first.pk, second.ends_on) == (second.pk, today)
    lapse(first)
    assert invite(programme, "rita@example.org", coordinator).pk != first.pk


def test_a_membership_does_not_end_before_it_starts(programme, coordinator):
    today = timezone.localdate()
    with pytest.raises(EndsBeforeStart):
        invite(programme, "rita@example.org", coordinator, starts_on=today, ends_on=today - timedelta(days=1))


def test_an_invitation_is_declined_or_withdrawn_and_then_gone(programme, coordinator):
    person = make_confirmed_user()
    declined = invite(programme, person.email, coordinator)
    decline_membership_invitation(invitation=declined, by=person)
    withdrawn = invite(programme, person.email, coordinator)
    with pytest.raises(NotAllowed):
        withdraw_membership_invitation(invitation=withdrawn, by=person)
    withdraw_membership_invitation(invitation=withdrawn, by=coordinator)
    with pytest.raises(InvitationGone):
        withdraw_membership_invitation(invitation=withdrawn, by=coordinator)
    with pytest.raises(InvitationGone):
        accept_membership_invitation(invitation=withdrawn, by=person)
    assert kinds(coordinator) == []


def test_a_lapsed_invitation_is_answered_by_nobody(programme, coordinator):
    person = make_confirmed_user()
    invitation = invite(programme, person.email, coordinator)
    lapse(invitation)
    with pytest.raises(InvitationGone):
        accept_membership_invitation(invitation=invitation, by=person)
    make_membership_invitation(programme, make_confirmed_user("Waits").email)
    sweep_membership_invitations()
    assert Notification.objects.get().kind == "programmes.invited_as_member"


def test_a_lapsed_invitation_is_sent_again_by_who_may_give_roles(programme, coordinator):
    person = make_confirmed_user()
    invitation = invite(programme, person.email, coordinator, ends_on=timezone.localdate())
    with pytest.raises(WrongState):
        invite_member_again(invitation=invitation, by=coordinator)
    lapse(invitation)
    with pytest.raises(NotAllowed):
        invite_member_again(invitation=invitation, by=make_member(programme, "adviser"))
    again = invite_member_again(invitation=invitation, by=coordinator)
    assert (again.role, again.ends_on, again.state) == ("adviser", timezone.localdate(), "open")
    assert accept_membership_invitation(invitation=again, by=person).user == person
    with pytest.raises(InvitationGone):
        invite_member_again(invitation=invitation, by=coordinator)


def test_who_has_no_account_is_written_to_in_no_words_of_whoever_invites(programme, coordinator, mailoutbox):
    invitation = invite(programme, "rita@example.org", coordinator)
    for _time in range(2):
        sweep_membership_invitations()
        deliver_pending()
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["rita@example.org"], "Somebody asks you something in Bleibe")
    for words in (programme.acronym, str(programme.title), coordinator.name, coordinator.email, "adviser"):
        assert words not in mail.body + mail.subject + str(mail.alternatives)
    assert kinds(coordinator) == []  # a copy of her data would tell her who is registered
    assert "rita" not in str(Notification.objects.values())
    rita = make_confirmed_user("Rita", email="rita@example.org")
    assert list(membership_invitations_for(person=rita)) == [invitation]
