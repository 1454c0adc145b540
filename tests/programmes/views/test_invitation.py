"""Who is asked to speak for an organisation answers."""

import pytest

from portal.notifications.models import Notification
from portal.users.services import trust_address
from programmes.models import Contact, ContactInvitation, Membership
from tests.factories import (
    make_confirmed_user,
    make_contact,
    make_invitation,
    make_member,
    make_membership_invitation,
    make_organisation,
    make_programme,
    make_user,
)
from tests.programmes.views.conftest import signed_in

pytestmark = pytest.mark.django_db


def test_who_is_asked_finds_it_on_their_page_and_accepts():
    organisation = make_organisation(make_programme(), name="Werrawerk")
    manager, person = make_contact(organisation), make_user("Bob")
    trust_address(user=person)
    make_contact(make_organisation(name="Alpha"), user=person)
    invitation = make_invitation(organisation, person.email, role="teacher", invited_by=manager)
    client = signed_in(person)
    assert "Werrawerk asks you to speak for it" in [
        step["title"] for step in client.get("/me/").context["steps"]
    ]
    assert list(client.get("/me/invitations/").context["invitations"]) == [invitation]
    path = f"/me/invitations/{invitation.pk}/accept/"
    assert client.get(path).status_code == 405
    page = client.post(path, follow=True)
    assert page.context["organisation"] == organisation
    assert [str(message) for message in page.context["messages"]] == ["You speak for Werrawerk now."]
    contact = Contact.objects.get(user=person, organisation=organisation)
    assert (contact.role, contact.approved_by, contact.approved_at is not None) == ("teacher", manager, True)
    assert client.post(path).status_code == 404


def test_who_is_asked_declines_and_the_organisation_s_list_says_nothing_of_it():
    organisation = make_organisation(make_programme(), name="Werrawerk")
    manager, person = make_contact(organisation), make_user("Bob")
    trust_address(user=person)
    invitation = make_invitation(organisation, person.email, invited_by=manager)
    page = signed_in(person).post(f"/me/invitations/{invitation.pk}/decline/", follow=True)
    assert (list(page.context["invitations"]), organisation.contacts.count()) == ([], 1)
    shown = signed_in(manager).get(f"/organisation/{organisation.pk}/contacts/")
    assert (list(shown.context["invitations"]), list(shown.context["messages"])) == ([], [])
    assert Notification.objects.filter(recipient=manager).count() == 0


def test_nobody_answers_for_somebody_else():
    organisation = make_organisation(make_programme())
    person, unconfirmed = make_user("Bob"), make_user("Eve")
    for user in (person, unconfirmed):
        invitation = make_invitation(organisation, user.email)
        client = signed_in(unconfirmed)
        assert list(client.get("/me/invitations/").context["invitations"]) == []
        for answer in ("accept", "decline"):
            assert client.post(f"/me/invitations/{invitation.pk}/{answer}/").status_code == 404
    assert client.post(f"/me/invitations/{2**63}/accept/").status_code == 404
    assert (ContactInvitation.objects.count(), Contact.objects.count()) == (2, 0)


def test_a_programme_s_question_stands_on_the_same_page_and_is_answered_there():
    programme, person = make_programme(), make_confirmed_user("Bob")
    coordinator = make_member(programme)
    first = make_membership_invitation(programme, person.email, role="adviser", invited_by=coordinator)
    second = make_membership_invitation(make_programme(), person.email)
    client = signed_in(person)
    steps = [step["title"] for step in client.get("/me/").context["steps"]]
    assert f"{programme.acronym} asks you to work for it" in steps
    assert list(client.get("/me/invitations/").context["membership_invitations"]) == [first, second]
    page = client.post(f"/me/invitations/staff/{second.pk}/decline/", follow=True)
    assert list(page.context["membership_invitations"]) == [first]
    assert client.get(f"/me/invitations/staff/{first.pk}/accept/").status_code == 405
    client.post(f"/me/invitations/staff/{first.pk}/accept/")
    assert [m.role for m in Membership.objects.filter(user=person)] == ["adviser"]
    assert client.post(f"/me/invitations/staff/{first.pk}/accept/").status_code == 404


def test_a_programme_s_question_is_answered_by_the_owner_of_the_address_alone():
    eve = make_user("Eve")
    invitation = make_membership_invitation(make_programme(), eve.email)
    for answer in ("accept", "decline"):
        path = f"/me/invitations/staff/{invitation.pk}/{answer}/"
        assert signed_in(eve).post(path).status_code == 404
    assert not Membership.objects.exists()
