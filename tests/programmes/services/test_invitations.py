"""Nobody speaks for an organisation unasked, and whoever asks learns nothing about who is registered."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from portal.notifications.services.delivery import deliver_pending
from portal.users.models import User
from portal.users.services import trust_address
from programmes.access import access_of
from programmes.constants import Verification
from programmes.models import Contact, ContactInvitation, Organisation
from programmes.queries.programmes import invitations_for
from programmes.services.invitations import (
    InvitationGone,
    TooManyInvitations,
    accept_invitation,
    decline_invitation,
    invite_contact,
    invite_contact_again,
    notify_invited,
    sweep_invitations,
    withdraw_invitation,
)
from tests.factories import (
    make_contact,
    make_invitation,
    make_member,
    make_organisation,
    make_programme,
    make_pupil,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return make_organisation(make_programme(), name="Werrawerk")


@pytest.fixture
def manager(organisation):
    return make_contact(organisation)


@pytest.fixture
def bob():
    person = make_user("Bob")
    trust_address(user=person)
    return person


def kinds(user):
    return sorted(Notification.objects.filter(recipient=user).values_list("kind", flat=True))


def invite(organisation, email, by, role="recruiter"):
    invitation = invite_contact(organisation=organisation, email=email, role=role, by=by)
    if invitation is not None:
        notify_invited(invitation_id=invitation.pk)
    return invitation


def lapse(invitation):
    long_ago = timezone.now() - timedelta(days=30)
    ContactInvitation.objects.filter(pk=invitation.pk).update(created_at=long_ago)


# --- Asking --------------------------------------------------------------------------------------------------------


def test_a_registered_person_is_asked_and_speaks_for_nobody_yet(organisation, manager, bob):
    invitation = invite(organisation, f" {bob.email.upper()} ", manager)
    assert (invitation.email, invitation.role, invitation.invited_by) == (bob.email, "recruiter", manager)
    assert list(Contact.objects.values_list("user", flat=True)) == [manager.pk]
    assert access_of(bob).organisations == {}
    notice = Notification.objects.get(recipient=bob).notice
    assert notice.title() == "Werrawerk asks you to speak for it"
    assert notice.action() == ("Accept or decline", "/me/invitations/")


def test_the_name_of_an_organisation_that_nobody_has_verified_is_not_mailed(organisation, manager, bob):
    Organisation.objects.filter(pk=organisation.pk).update(verification=Verification.WAITING)
    invite(Organisation.objects.get(pk=organisation.pk), bob.email, manager)
    notice = Notification.objects.get(recipient=bob).notice
    assert notice.title() == "An organisation asks you to speak for it"
    assert organisation.name not in str(notice.payload())


def test_an_address_that_nobody_has_is_invited_all_the_same_and_written_to(organisation, manager, mailoutbox):
    invitation = invite(organisation, "nobody@example.org", manager)
    assert list(ContactInvitation.objects.open()) == [invitation]
    sweep_invitations()
    deliver_pending()
    (mail,) = mailoutbox
    assert mail.to == ["nobody@example.org"]
    for words in (organisation.name, manager.name, manager.email):
        assert words not in mail.body + mail.subject + str(mail.alternatives)
    assert kinds(manager) == []  # a copy of their data would tell them who is registered


@pytest.mark.django_db(transaction=True)
def test_the_person_is_looked_for_in_the_background(monkeypatch, organisation, manager, bob):
    sent = []
    monkeypatch.setattr("portal.core.jobs._send", lambda name, args: sent.append((name, args)))
    found = [
        invite_contact(organisation=organisation, email=email, role="recruiter", by=manager)
        for email in (bob.email, "nobody@example.org")
    ]
    assert sent == [("programmes.notify_invited", (invitation.pk,)) for invitation in found]


def test_only_managers_and_coordinators_invite(organisation, manager, bob):
    for by in (make_contact(organisation, role="recruiter"), make_contact(make_organisation()), bob):
        with pytest.raises(NotAllowed):
            invite(organisation, "nobody@example.org", by)
    coordinator = make_member(organisation.programmes.get())
    assert invite(organisation, "nobody@example.org", coordinator).invited_by == coordinator


def test_inviting_again_keeps_the_invitation_with_the_new_role_and_says_nothing_twice(
    organisation, manager, bob
):
    first = invite(organisation, bob.email, manager)
    second = invite(organisation, bob.email, make_contact(organisation), role="teacher")
    assert (second.pk, second.role, second.created_at) == (first.pk, "teacher", first.created_at)
    withdraw_invitation(invitation=second, by=manager)
    invite(organisation, bob.email, manager)
    assert kinds(bob) == ["programmes.invited_as_contact"]


def test_who_waits_is_approved_in_the_role_that_was_asked_and_who_is_a_contact_stays_what_they_are(
    organisation, manager
):
    waiting = make_contact(organisation, approved_at=None, role="recruiter")
    for person in (waiting, manager):
        trust_address(user=person)
        assert invite(organisation, person.email, manager, role="equipment") is None
    contacts = Contact.objects.approved().order_by("pk")
    assert list(contacts.values_list("role", flat=True)) == ["manager", "equipment"]
    assert (kinds(waiting), kinds(manager)) == (["programmes.became_contact"], [])
    assert ContactInvitation.objects.count() == 0


def test_twenty_people_are_asked_at_a_time(organisation, manager):
    invitations = [invite(organisation, f"person{number}@example.org", manager) for number in range(20)]
    with pytest.raises(TooManyInvitations):
        invite(organisation, "one.more@example.org", manager)
    invite(organisation, "person0@example.org", manager)
    invite(
        make_organisation(organisation.programmes.get()),
        "a@b.example",
        make_member(organisation.programmes.get()),
    )
    lapse(invitations[0])
    assert invite(organisation, "one.more@example.org", manager).email == "one.more@example.org"


def test_the_database_keeps_one_invitation_an_address_in_lower_case(organisation):
    make_invitation(organisation, "bob@example.org")
    for email in ("bob@example.org", "Rita@example.org"):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_invitation(organisation, email)
    make_invitation(make_organisation(), "bob@example.org")


# --- Being asked ---------------------------------------------------------------------------------------------------


def test_whoever_confirms_the_address_later_is_asked_then(organisation, manager):
    invite(organisation, "rita@example.org", manager)
    rita = make_user("Rita", email="rita@example.org")
    address = EmailAddress.objects.create(user=rita, email=rita.email, primary=True)
    assert (kinds(rita), list(invitations_for(person=rita))) == ([], [])
    address.set_verified()
    assert kinds(rita) == ["programmes.invited_as_contact"]
    assert [each.email for each in invitations_for(person=rita)] == ["rita@example.org"]


def test_an_address_that_is_not_confirmed_answers_nothing(organisation, manager):
    eve = make_user("Eve", email="rita@example.org")
    EmailAddress.objects.create(user=eve, email="rita@example.org", primary=True)
    invitation = invite(organisation, "rita@example.org", manager)
    for answer in (accept_invitation, decline_invitation):
        with pytest.raises(InvitationGone):
            answer(invitation=invitation, by=eve)
    assert (kinds(eve), ContactInvitation.objects.count(), Contact.objects.count()) == ([], 1, 1)


def test_a_second_address_counts_once_it_is_confirmed(organisation, manager, bob):
    EmailAddress.objects.create(user=bob, email="bob@work.example", verified=True)
    invitation = invite(organisation, "bob@work.example", manager)
    assert kinds(bob) == ["programmes.invited_as_contact"]
    assert accept_invitation(invitation=invitation, by=bob).user == bob


def test_pupils_and_closed_accounts_are_not_asked(organisation, manager):
    pupil = make_pupil(has_consent=True, email="pupil@example.org")
    closed = make_user("Closed", is_active=False)
    for person in (pupil, closed):
        trust_address(user=person)
        invitation = invite(organisation, person.email, manager)
        with pytest.raises(InvitationGone):
            accept_invitation(invitation=invitation, by=person)
    assert not Notification.objects.filter(recipient__in=[pupil, closed]).exists()
    assert (Notification.objects.count(), ContactInvitation.objects.count()) == (0, 2)


def test_who_accepts_speaks_for_the_organisation_and_whoever_invited_is_told(organisation, manager, bob):
    assert access_of(bob).organisations == {}
    invitation = invite(organisation, bob.email, manager, role="teacher")
    contact = accept_invitation(invitation=invitation, by=bob)
    assert (contact.role, contact.approved_by, contact.approved_at is not None) == ("teacher", manager, True)
    assert access_of(bob).is_contact_of(organisation.pk)
    assert (kinds(manager), ContactInvitation.objects.count()) == (["programmes.invitation_accepted"], 0)
    notice = Notification.objects.get(recipient=manager).notice
    assert notice.action() == ("See the contacts", f"/organisation/{organisation.pk}/contacts/")
    with pytest.raises(InvitationGone):
        accept_invitation(invitation=invitation, by=bob)


def test_who_was_invited_by_somebody_who_may_no_longer_decide_waits(organisation, manager, bob):
    other = make_contact(organisation)
    invitation = invite(organisation, bob.email, other)
    Contact.objects.filter(user=other).update(role="recruiter")
    contact = accept_invitation(invitation=invitation, by=bob)
    assert (contact.approved_at, contact.approved_by, kinds(other)) == (None, None, [])
    assert access_of(bob).organisations == {}


def test_who_was_invited_by_somebody_who_is_no_longer_here_waits(organisation, manager, bob):
    invitation = make_invitation(organisation, bob.email)
    assert accept_invitation(invitation=invitation, by=bob).approved_at is None


def test_who_waits_already_is_approved_by_accepting(organisation, manager, bob):
    make_contact(organisation, user=bob, approved_at=None, role="recruiter")
    contact = accept_invitation(
        invitation=make_invitation(organisation, bob.email, invited_by=manager), by=bob
    )
    assert (contact.approved_by, Contact.objects.count()) == (manager, 2)


def test_nobody_gets_a_stronger_role_than_whoever_lets_them_in_has_asked(organisation, manager, bob):
    """Somebody who has gone since had asked Bob to manage; that role waits, and is nobody's any more."""
    make_contact(organisation, user=bob, approved_at=None, role="manager")
    asked = make_invitation(organisation, bob.email, invited_by=manager, role="teacher")
    contact = accept_invitation(invitation=asked, by=bob)
    contact.refresh_from_db()
    assert (contact.role, contact.approved_by) == ("teacher", manager)


def test_what_was_accepted_is_no_longer_withdrawn(organisation, manager, bob):
    invitation = invite(organisation, bob.email, manager)
    shown = ContactInvitation.objects.get()
    accept_invitation(invitation=invitation, by=bob)
    with pytest.raises(InvitationGone):
        withdraw_invitation(invitation=shown, by=manager)


def test_who_declines_leaves_no_trace_for_whoever_invited(organisation, manager, bob):
    invitation = invite(organisation, bob.email, manager)
    decline_invitation(invitation=invitation, by=bob)
    assert (kinds(manager), Contact.objects.count(), ContactInvitation.objects.count()) == ([], 1, 0)


def test_a_withdrawn_invitation_is_no_longer_accepted(organisation, manager, bob):
    invitation = invite(organisation, bob.email, manager)
    shown = ContactInvitation.objects.get()
    with pytest.raises(NotAllowed):
        withdraw_invitation(invitation=shown, by=bob)
    withdraw_invitation(invitation=shown, by=manager)
    with pytest.raises(InvitationGone):
        accept_invitation(invitation=invitation, by=bob)
    assert Contact.objects.count() == 1


def test_an_invitation_lapses_and_is_renewed_by_inviting_again(organisation, manager, bob):
    invitation = invite(organisation, bob.email, manager)
    lapse(invitation)
    assert list(invitations_for(person=bob)) == []
    with pytest.raises(InvitationGone):
        accept_invitation(invitation=invitation, by=bob)
    renewed = invite(organisation, bob.email, manager)
    assert list(invitations_for(person=bob)) == [renewed]
    assert ContactInvitation.objects.count() == 1
    with pytest.raises(WrongState):
        invite_contact_again(invitation=renewed, by=manager)
    lapse(renewed)
    with pytest.raises(NotAllowed):
        invite_contact_again(invitation=renewed, by=make_contact(organisation, role="recruiter"))
    again = invite_contact_again(invitation=renewed, by=manager)
    assert list(invitations_for(person=bob)) == [again]


# --- Looking after them --------------------------------------------------------------------------------------------


def test_lost_jobs_are_made_up_for(organisation, manager, bob):
    make_invitation(organisation, bob.email, invited_by=manager)
    for _time in range(2):
        sweep_invitations()
    assert kinds(bob) == ["programmes.invited_as_contact"]


def test_the_history_of_an_invitation_keeps_no_address(organisation, manager):
    invitation = invite(organisation, "nobody@example.org", manager)
    fields = {field.name for field in invitation.history.model._meta.get_fields()}
    assert ("email" in fields, {"role", "invited_by"} <= fields) == (False, True)


def test_a_person_who_is_erased_stays_invited_by_nobody(organisation):
    manager = make_contact(organisation)
    invitation = invite(organisation, "nobody@example.org", manager)
    User.objects.filter(pk=manager.pk).delete()
    invitation.refresh_from_db()
    assert invitation.invited_by is None
