"""Who is asked to speak for an organisation answers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.notifications.models import Notification
from portal.users.models import User
from portal.users.services import trust_address
from programmes.models import Contact, ContactInvitation, Membership
from programmes.services.entering import OnPaper
from programmes.services.people import enter_person, invite_to_claim
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


def test_who_is_invited_to_take_part_reads_and_accepts_or_declines():
    programme, other = make_programme("wort"), make_programme("andere")
    person = make_confirmed_user("Bob")
    for each in (programme, other):
        enter_person(programme=each, name="Robert", contact_email=person.email, by=make_member(each))
    client = signed_in(person)
    assert "WORT invites you to take part" in [step["title"] for step in client.get("/me/").context["steps"]]
    page = client.get("/me/invitations/")
    assert "/programmes/wort/join/" in page.text
    declined = next(row for row in page.context["participations"] if row.programme == other)
    client.post(f"/me/invitations/participation/{declined.pk}/decline/")
    form = client.get("/programmes/wort/join/").context["form"]
    client.post("/programmes/wort/join/", {"version": form["version"].value(), "agreed": "on"})
    assert [(row.programme, row.status) for row in person.enrolments.all()] == [(programme, "active")]
    assert not User.objects.unclaimed().exists()


def test_who_was_entered_on_paper_takes_it_over_with_their_account():
    programme, person = make_programme("wort"), make_confirmed_user("Bob")
    paper = OnPaper(received_on=programme.today())
    by = make_member(programme)
    row = enter_person(programme=programme, name="Robert", contact_email=person.email, paper=paper, by=by)
    client = signed_in(person)
    path = f"/me/invitations/person/{row.person_id}/claim/"
    assert client.post(path).status_code == 404
    invite_to_claim(enrolment=row, by=by)
    assert list(client.get("/me/invitations/").context["entered"]) == [row]
    assert signed_in(make_user("Eve", email="eve@example.org")).post(path).status_code == 404
    assert client.post(path)["Location"] == "/me/programmes/"
    assert person.enrolments.get() == row
    assert client.post(path).status_code == 404


def test_who_opens_an_old_link_reads_that_the_question_has_lapsed():
    programme = make_programme("wort")
    paula = make_confirmed_user("Paula", email="paula@example.org")
    row = enter_person(programme=programme, name="P", contact_email=paula.email, by=make_member(programme))
    client = signed_in(paula)
    assert "Lapsed" not in client.get("/me/invitations/").text
    User.objects.filter(pk=row.person_id).update(asked_to_claim_at=timezone.now() - timedelta(days=31))
    page = client.get("/me/invitations/")
    assert page.context["lapsed"] == ["WORT"]
    assert "ask for the invitation to be sent again" in page.text
    assert client.post(f"/me/invitations/participation/{row.pk}/decline/").status_code == 404
