"""Nobody is asked for ever: invitations lapse, whoever sent them hears of it, and what was typed for them goes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from portal.users.models import User
from programmes.models import ContactInvitation, Enrolment, Membership, MembershipInvitation
from programmes.queries.programmes import asked_of, lapsed_for, participations_offered, people_to_claim
from programmes.services.entering import OnPaper
from programmes.services.invitations import InvitationGone, invite_contact
from programmes.services.lapses import lapse_invitations
from programmes.services.membership_invitations import (
    invite_member,
    notify_invited_member,
    withdraw_membership_invitation,
)
from programmes.services.people import (
    ask_again,
    claim_person,
    decline_participation,
    enter_person,
    invite_to_claim,
    notify_entered,
    sweep_entered,
)
from tests.factories import make_confirmed_user, make_contact, make_member, make_organisation, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme("wort")


@pytest.fixture
def coordinator(programme):
    return make_member(programme)


@pytest.fixture
def paula():
    return make_confirmed_user("Paula", email="paula@example.org")


def enter(programme, by, email="paula@example.org", **fields) -> Enrolment:
    return enter_person(programme=programme, name="As Typed", contact_email=email, by=by, **fields)


def pass_days(days: int) -> None:
    """As if everything had been asked so long ago."""
    then = timezone.now() - timedelta(days=days)
    User.objects.filter(asked_to_claim_at__isnull=False).update(asked_to_claim_at=then)
    for model in (ContactInvitation, MembershipInvitation):
        model.objects.update(created_at=then)


def said_to(person: User) -> list[str]:
    rows = Notification.objects.filter(recipient=person).order_by("pk")
    return [row.notice.title() for row in rows if row.kind.endswith("lapsed")]


def test_an_invitation_to_take_part_ends_after_thirty_days(programme, coordinator, paula):
    row = enter(programme, coordinator)
    pass_days(29)
    lapse_invitations()
    assert list(participations_offered(person=paula)) == [row]
    pass_days(30)
    assert list(participations_offered(person=paula)) == []  # whether or not the service has run
    with pytest.raises(InvitationGone):
        decline_participation(enrolment=row, by=paula)
    lapse_invitations()
    row.refresh_from_db()
    assert (row.status, row.person.name, lapsed_for(person=paula)) == ("lapsed", "As Typed", ["WORT"])


def test_whoever_invited_is_told_once_how_many_have_lapsed(programme, coordinator):
    assistant = make_member(programme, "assistant")
    for by, number in ((coordinator, 3), (assistant, 1)):
        for each in range(number):
            enter(programme, by, f"{by.pk}.{each}@example.org")
    pass_days(31)
    for _time in range(2):
        lapse_invitations()
    assert said_to(coordinator) == ["3 invitations to take part in WORT have lapsed"]
    assert said_to(assistant) == ["1 invitation to take part in WORT has lapsed"]


def test_whoever_no_longer_works_there_is_not_told_but_who_answers_for_it(programme, coordinator):
    gone = make_member(programme, "assistant")
    enter(programme, gone)
    Membership.objects.filter(user=gone).delete()
    pass_days(31)
    lapse_invitations()
    assert (said_to(gone), len(said_to(coordinator))) == ([], 1)


def test_a_lapsed_invitation_is_sent_again_and_runs_anew(programme, coordinator, paula):
    row = enter(programme, coordinator)
    pass_days(1)
    notify_entered(person_id=row.person_id)
    pass_days(31)
    lapse_invitations()
    with pytest.raises(NotAllowed):
        ask_again(enrolment=row, by=make_member(programme, "adviser"))
    ask_again(enrolment=row, by=coordinator)
    sweep_entered()
    lapse_invitations()
    assert list(participations_offered(person=paula)) == [row]
    assert Notification.objects.filter(recipient=paula, kind="programmes.invited_to_take_part").count() == 2


def test_what_was_typed_for_an_invitation_goes_thirty_days_after_it_lapsed(programme, coordinator):
    enter(programme, coordinator)
    pass_days(59)
    lapse_invitations()
    assert Enrolment.objects.get().status == "lapsed"
    pass_days(60)
    lapse_invitations()
    assert (Enrolment.objects.count(), User.objects.unclaimed().count()) == (0, 0)


def test_who_takes_part_on_paper_goes_on_and_only_the_question_lapses(programme, coordinator, paula):
    row = enter(programme, coordinator, paper=OnPaper(received_on=programme.today()))
    invite_to_claim(enrolment=row, by=coordinator)
    assert list(asked_of(person=paula)) == [row]
    pass_days(90)
    with pytest.raises(InvitationGone):
        claim_person(person=row.person, by=paula)
    for _time in range(2):
        lapse_invitations()
    row.refresh_from_db()
    assert (row.status, lapsed_for(person=paula)) == ("active", ["WORT"])
    assert said_to(coordinator) == ["1 person in WORT has not taken over what you entered"]
    with pytest.raises(WrongState):
        ask_again(enrolment=row, by=coordinator)
    invite_to_claim(enrolment=row, by=coordinator)
    assert list(people_to_claim(person=paula)) == [row.person]


def test_invitations_of_staff_and_contacts_lapse_and_are_forgotten(programme, coordinator, paula):
    organisation = make_organisation(programme, name="Werrawerk")
    manager = make_contact(organisation)
    invite_member(programme=programme, email=paula.email, role="adviser", by=coordinator)
    invite_contact(organisation=organisation, email=paula.email, role="recruiter", by=manager)
    pass_days(31)
    for _time in range(2):
        lapse_invitations()
    assert said_to(coordinator) == ["1 invitation to work for WORT has lapsed"]
    assert said_to(manager) == ["1 invitation to speak for Werrawerk has lapsed"]
    assert lapsed_for(person=paula) == ["Werrawerk", "WORT"]
    pass_days(60)
    lapse_invitations()
    assert (MembershipInvitation.objects.count(), ContactInvitation.objects.count()) == (0, 0)


def test_an_address_without_an_account_is_forgotten_with_the_last_invitation_to_it(programme, coordinator):
    invitation = invite_member(programme=programme, email="new@example.org", role="adviser", by=coordinator)
    notify_invited_member(invitation_id=invitation.pk)
    lapse_invitations()
    assert User.objects.unclaimed().get().contact_email == "new@example.org"
    withdraw_membership_invitation(invitation=invitation, by=coordinator)
    lapse_invitations()
    assert not User.objects.unclaimed().exists()


def test_an_imported_address_lapses_like_one_that_was_typed(programme, coordinator):
    row = enter(programme, coordinator, source="import")
    assert (row.status, row.invited_by) == ("invited", coordinator)
    pass_days(31)
    lapse_invitations()
    row.refresh_from_db()
    assert row.status == "lapsed"
