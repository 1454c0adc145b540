"""Who works for a programme, as coordinators enter and change it."""

from datetime import date, timedelta

import pytest

from portal.users.services import trust_address
from programmes.constants import MembershipRole
from programmes.models import ContactInvitation, Membership, MembershipInvitation
from tests.factories import (
    make_confirmed_user,
    make_member,
    make_user,
)
from tests.sessions import sign_in
from tests.workplace import NOW, act, address, text_of

pytestmark = pytest.mark.django_db


def membership_form(programme, email: str, role: str = "trainer"):
    return {"programme": programme.pk, "email": email, "role": role}


def test_a_role_is_offered_by_address(coordinator, mine):
    person = make_confirmed_user("Tara")
    assert (
        coordinator.post(
            address(Membership, "add"), membership_form(mine.programme, person.email)
        ).status_code
        == 302
    )
    asked = MembershipInvitation.objects.get(email=person.email)
    assert (asked.role, asked.programme, asked.invited_by) == ("trainer", mine.programme, mine.coordinator)
    assert not Membership.objects.filter(user=person).exists()


def test_what_a_service_refuses_stands_beside_its_field(coordinator, mine):
    trust_address(user=(trainer := make_member(mine.programme, "trainer")))
    refused = coordinator.post(address(Membership, "add"), membership_form(mine.programme, trainer.email))
    assert refused.status_code == 200
    assert refused.context["adminform"].form.errors["email"] == [
        "This person has this role in the programme already."
    ]
    assert refused.context["adminform"].form["role"].value() == "trainer"


@pytest.mark.parametrize("page", ["add", "change", "delete"])
def test_who_signed_in_a_while_ago_proves_themselves_before_a_role_changes(client, mine, page):
    sign_in(client, mine.coordinator, minutes_ago=10)
    trainer = make_member(mine.programme, "trainer")
    keys = [] if page == "add" else [Membership.objects.get(user=trainer).pk]
    answer = client.get(address(Membership, page, *keys))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/reauthenticate/")


def test_a_role_that_was_typed_before_the_proof_is_given_after_it(client, mine):
    mine.coordinator.set_password("stay-a-while")
    mine.coordinator.save()
    sign_in(client, mine.coordinator, minutes_ago=10)
    person = make_confirmed_user("Tess", email="tess@example.org")
    asked = client.post(address(Membership, "add"), membership_form(mine.programme, person.email))
    assert not MembershipInvitation.objects.filter(email=person.email).exists()
    client.post(asked.url, {"password": "stay-a-while", "next": address(Membership, "add")})
    assert MembershipInvitation.objects.filter(email=person.email).exists()


def test_who_may_only_look_at_roles_is_not_asked_to_prove_anything(client, mine):
    membership = Membership.objects.get(user=make_member(mine.programme, "trainer"))
    sign_in(client, make_member(mine.programme, "assistant"), minutes_ago=10)
    assert client.get(address(Membership, "change", membership.pk)).status_code != 302


def test_no_role_is_given_in_a_foreign_programme(coordinator, foreign):
    person = make_user("Tara")
    refused = coordinator.post(address(Membership, "add"), membership_form(foreign.programme, person.email))
    assert list(refused.context["adminform"].form.errors) == ["programme"]
    assert not MembershipInvitation.objects.filter(email=person.email).exists()


def test_who_is_asked_stands_in_a_list_and_the_question_is_taken_back_there(coordinator, mine, foreign):
    asked, theirs = mine.membership_invitation, foreign.membership_invitation
    listed = coordinator.get(address(MembershipInvitation, "changelist")).context["cl"].result_list
    assert set(listed) == {asked, mine.membership_invitation}
    page = text_of(coordinator.get(address(MembershipInvitation, "change", asked.pk)))
    assert "Waiting for an answer" in page
    assert "InvitationState" not in page
    assert coordinator.get(address(MembershipInvitation, "change", theirs.pk)).status_code == 404
    coordinator.post(address(MembershipInvitation, "delete", asked.pk), {"post": "yes"})
    assert not MembershipInvitation.objects.filter(pk=asked.pk).exists()
    assert MembershipInvitation.objects.filter(pk=theirs.pk).exists()


def test_a_lapsed_invitation_is_sent_again_from_the_list(coordinator, mine):
    asked = mine.membership_invitation
    MembershipInvitation.objects.filter(pk=asked.pk).update(created_at=NOW - timedelta(days=31))
    act(coordinator, MembershipInvitation, "ask_again", asked)
    again = MembershipInvitation.objects.get(email=asked.email)
    assert (again.state, again.role, again.invited_by) == ("open", asked.role, mine.coordinator)


def test_a_role_is_given_an_end_and_nothing_else_of_it_changes(coordinator, mine):
    membership = Membership.objects.get(user=make_member(mine.programme, "trainer"))
    page = address(Membership, "change", membership.pk)
    assert coordinator.post(page, {"ends_on": "2040-01-01", "role": "coordinator"}).status_code == 302
    membership.refresh_from_db()
    assert (membership.ends_on, membership.role) == (date(2040, 1, 1), MembershipRole.TRAINER)


def test_the_last_coordinator_can_t_be_removed(coordinator, mine):
    membership = Membership.objects.get(user=mine.coordinator)
    answer = coordinator.post(address(Membership, "delete", membership.pk), {"post": "yes"}, follow=True)
    assert "A programme needs a coordinator." in text_of(answer)
    assert Membership.objects.filter(pk=membership.pk).exists()


def test_not_even_the_operator_adds_an_invitation_past_its_service(client):
    sign_in(client, make_user(is_superuser=True))
    for model in (MembershipInvitation, ContactInvitation):
        assert client.get(address(model, "add")).status_code == 403
