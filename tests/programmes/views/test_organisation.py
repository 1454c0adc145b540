import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.notifications.models import Notification
from portal.users.services import trust_address
from programmes.constants import ContactRole, ProgrammeStatus, Verification
from programmes.models import Contact, ContactInvitation, Organisation
from tests.factories import (
    i18n,
    make_contact,
    make_invitation,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_pupil,
    make_user,
)

pytestmark = pytest.mark.django_db

FORM = {
    "programme": "wort",
    "name": "Werrawerk",
    "kind": "company",
    "city": "Schmalkalden",
    "country": "DE",
    "website": "werrawerk.example",
    "about_0": "We make gears.",
    "about_1": "Wir machen Zahnräder.",
    "size": "small",
    "nace": "C",
    "languages": ["de", "en"],
}
HOSTILE = ["\x00", "\U0001f600" * 300, str(2**63), "x" * 100_000, "\u202e\u0000"]


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_a_visitor_who_registers_an_organisation_registers_first():
    response = Client().get("/organisation/register/")
    assert response["Location"] == f"{reverse('account_signup')}?next=%2Forganisation%2Fregister%2F"


def test_a_person_registers_an_organisation_and_reads_what_happens_next():
    make_programme("wort")
    person = make_user()
    client = signed_in(person)
    response = client.post("/organisation/register/", FORM)
    assert (response.status_code, response["Location"]) == (302, "/organisation/")
    organisation = Organisation.objects.get()
    assert (organisation.website, organisation.languages) == ("https://werrawerk.example", ["de", "en"])
    assert str(organisation.about) == "We make gears."
    assert "Waiting for verification" in client.get("/organisation/").content.decode()


def test_the_same_organisation_is_refused_beside_its_name_and_keeps_what_was_typed():
    make_organisation(make_programme("wort"), name="Werrawerk")
    response = signed_in(make_user()).post("/organisation/register/", FORM)
    assert (response.status_code, list(response.context["form"].errors)) == (400, ["name"])
    assert "We make gears." in response.content.decode()
    assert Organisation.objects.count() == 1


def test_programmes_that_do_not_run_are_not_offered():
    make_programme("wort", status=ProgrammeStatus.DRAFT)
    client = signed_in(make_user())
    assert "No programme takes organisations in" in client.get("/organisation/register/").content.decode()
    assert list(client.post("/organisation/register/", FORM).context["form"].errors) == ["programme"]


@pytest.mark.parametrize("field", sorted(FORM))
@pytest.mark.parametrize("value", HOSTILE)
def test_no_input_breaks_the_registration(field, value):
    make_programme("wort")
    response = signed_in(make_user()).post("/organisation/register/", FORM | {field: value})
    assert response.status_code in (302, 400)
    assert Organisation.objects.count() == (1 if response.status_code == 302 else 0)


@pytest.mark.parametrize("website", ["javascript:alert(1)", "ftp://example.org/", "http://", "//"])
def test_a_website_is_reached_by_http(website):
    make_programme("wort")
    response = signed_in(make_user()).post("/organisation/register/", FORM | {"website": website})
    assert list(response.context["form"].errors) == ["website"]


def test_a_pupil_registers_no_organisation():
    assert signed_in(make_pupil(has_consent=True)).get("/organisation/register/").status_code == 403


def test_who_speaks_for_nobody_is_shown_how_to_register():
    assert "/organisation/register/" in signed_in(make_user()).get("/organisation/").content.decode()


def test_a_contact_of_two_organisations_chooses_between_them():
    one, two = make_organisation(name="Alpha"), make_organisation(name="Beta")
    contact = make_contact(one)
    make_contact(two, user=contact)
    client = signed_in(contact)
    shown = [
        client.get("/organisation/", {"organisation": wanted}).context["organisation"]
        for wanted in (two.pk, "", "\x00")
    ]
    assert shown == [two, one, one]


def test_nobody_chooses_an_organisation_they_do_not_speak_for():
    own, foreign = make_organisation(), make_organisation()
    response = signed_in(make_contact(own)).get("/organisation/", {"organisation": foreign.pk})
    assert response.context["organisation"] == own


def test_a_declined_organisation_reads_the_reason_corrects_and_is_sent_again():
    organisation = make_organisation(
        make_programme("wort"), verification=Verification.DECLINED, decline_reason="No such address."
    )
    client = signed_in(make_contact(organisation))
    assert "No such address." in client.get("/organisation/").content.decode()
    assert "Correct" in [step["label"] for step in client.get("/me/").context["steps"]]
    assert client.post(f"/organisation/{organisation.pk}/edit/", FORM).status_code == 302
    organisation.refresh_from_db()
    assert (organisation.verification, organisation.name) == (Verification.WAITING, "Werrawerk")


def test_the_name_of_a_verified_organisation_stays_whatever_is_sent():
    organisation = make_organisation(make_programme("wort"), name="Verified works")
    response = signed_in(make_contact(organisation)).post(f"/organisation/{organisation.pk}/edit/", FORM)
    organisation.refresh_from_db()
    assert (response.status_code, organisation.name, organisation.city) == (
        302,
        "Verified works",
        "Schmalkalden",
    )


@pytest.mark.parametrize("page", ["edit", "contacts"])
def test_pages_of_an_organisation_are_for_its_contacts_and_coordinators(page):
    programme = make_programme()
    waiting = make_organisation(programme, verification=Verification.WAITING)
    verified = make_organisation(programme)
    stranger = signed_in(make_contact(make_organisation(make_programme())))
    coordinator, contact = signed_in(make_member(programme)), signed_in(make_contact(waiting))
    path = f"/organisation/{waiting.pk}/{page}/"
    assert [client.get(path).status_code for client in (stranger, coordinator, contact)] == [404, 200, 200]
    assert stranger.get(f"/organisation/{verified.pk}/{page}/").status_code == 403


def test_a_page_tells_nobody_whether_an_invited_address_is_registered():
    organisation, colleague = make_organisation(make_programme()), make_user("Bob")
    trust_address(user=colleague)
    client, path = signed_in(make_contact(organisation)), f"/organisation/{organisation.pk}/contacts/"
    pages, queries = [], []
    for email in (colleague.email, "nobody@example.org"):
        with CaptureQueriesContext(connection) as asked:
            page = client.post(path, {"email": email, "role": "recruiter"}, follow=True)
        queries.append(len(asked))
        said = [str(message).replace(email, "…") for message in page.context["messages"]]
        listed = [(each.email, each.role) for each in page.context["invitations"]]
        pages.append((said, len(page.context["contacts"]), listed))
        ContactInvitation.objects.get(email=email).delete()
    assert pages[0] == (
        ["… is invited. Whoever has this address here, or registers with it within 30 days, is asked."],
        1,
        [(colleague.email, "recruiter")],
    )
    assert pages[1] == (pages[0][0], 1, [("nobody@example.org", "recruiter")])
    assert queries[0] == queries[1]


def test_an_address_among_the_contacts_is_not_invited():
    organisation = make_organisation(make_programme())
    manager = make_contact(organisation)
    path = f"/organisation/{organisation.pk}/contacts/"
    page = signed_in(manager).post(path, {"email": manager.email, "role": "recruiter"}, follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        "This person stands among the contacts already."
    ]
    assert (len(page.context["invitations"]), Contact.objects.get().role) == (0, "manager")


def test_too_many_open_invitations_are_refused_beside_the_address():
    organisation = make_organisation(make_programme())
    for _number in range(20):
        make_invitation(organisation)
    path = f"/organisation/{organisation.pk}/contacts/"
    response = signed_in(make_contact(organisation)).post(
        path, {"email": "one.more@example.org", "role": "recruiter"}
    )
    assert (response.status_code, list(response.context["form"].errors)) == (400, ["email"])
    assert organisation.invitations.count() == 20


def test_a_manager_withdraws_an_invitation():
    organisation = make_organisation(make_programme())
    client, invitation = signed_in(make_contact(organisation)), make_invitation(organisation)
    path = f"/organisation/{organisation.pk}/invitations/{invitation.pk}/withdraw/"
    assert client.get(path).status_code == 405
    page = client.post(path, follow=True)
    assert (list(page.context["invitations"]), ContactInvitation.objects.count()) == ([], 0)
    assert client.post(path).status_code == 404


def test_recruiters_and_other_organisations_see_and_withdraw_no_invitation():
    organisation = make_organisation(make_programme())
    make_contact(organisation)
    invitation = make_invitation(organisation)
    path = f"/organisation/{organisation.pk}"
    recruiter = signed_in(make_contact(organisation, role="recruiter"))
    assert invitation.email not in recruiter.get(f"{path}/contacts/").content.decode()
    assert recruiter.post(f"{path}/invitations/{invitation.pk}/withdraw/").status_code == 403
    foreign = make_organisation(make_programme())
    stranger = signed_in(make_contact(foreign))
    for organisation_pk in (organisation.pk, foreign.pk):
        address = f"/organisation/{organisation_pk}/invitations/{invitation.pk}/withdraw/"
        assert stranger.post(address).status_code == 404
    assert ContactInvitation.objects.count() == 1


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


def test_a_manager_changes_a_role_and_the_last_manager_keeps_theirs():
    organisation = make_organisation(make_programme())
    manager = make_contact(organisation)
    recruiter = make_contact(organisation, role=ContactRole.RECRUITER)
    client = signed_in(manager)
    first, second = (
        f"/organisation/{organisation.pk}/contacts/{user.contacts.get().pk}/role/"
        for user in (manager, recruiter)
    )
    refused = client.post(first, {"role": "recruiter"})
    assert (refused.status_code, refused.context["form"].errors) == (
        400,
        {"role": ["An organisation needs a manager. Make somebody else a manager first."]},
    )
    assert client.post(second, {"role": "nonsense"}).status_code == 400
    assert client.post(second, {"role": "manager"}).status_code == 302
    assert set(organisation.contacts.values_list("role", flat=True)) == {"manager"}
    assert client.post(first, {"role": "recruiter"}).status_code == 302
    assert (client.get(second).status_code, client.post(second, {"role": "teacher"}).status_code) == (
        403,
        403,
    )


@pytest.mark.parametrize("value", HOSTILE)
def test_no_input_breaks_an_invitation(value):
    organisation = make_organisation(make_programme())
    client = signed_in(make_contact(organisation))
    for data in ({"email": value, "role": "manager"}, {"email": "a@example.org", "role": value}):
        assert client.post(f"/organisation/{organisation.pk}/contacts/", data).status_code == 400


def test_a_recruiter_sees_the_contacts_and_changes_nobody_else():
    organisation = make_organisation(make_programme())
    manager, recruiter = make_contact(organisation), make_contact(organisation, role=ContactRole.RECRUITER)
    client = signed_in(recruiter)
    path = f"/organisation/{organisation.pk}/contacts/"
    assert (client.get(path).status_code, client.get(path).context["may_manage"]) == (200, False)
    assert client.post(f"{path}{manager.contacts.get().pk}/remove/").status_code == 403
    assert client.post(path, {"email": make_user("Eve").email, "role": "manager"}).status_code == 403
    assert organisation.contacts.count() == 2
    assert client.post(f"{path}{recruiter.contacts.get().pk}/remove/")["Location"] == "/me/"
    assert organisation.contacts.count() == 1


def test_a_manager_approves_who_waits_and_removes_who_left():
    organisation = make_organisation(make_programme())
    client = signed_in(make_contact(organisation))
    waiting = make_contact(organisation, approved_at=None).contacts.get()
    path = f"/organisation/{organisation.pk}/contacts/{waiting.pk}"
    assert client.get(f"{path}/approve/").status_code == 405
    assert client.post(f"{path}/approve/").status_code == 302
    waiting.refresh_from_db()
    assert waiting.approved_at is not None
    assert client.get(f"{path}/remove/").status_code == 200
    assert organisation.contacts.count() == 2
    assert client.post(f"{path}/remove/").status_code == 302
    assert organisation.contacts.count() == 1


def test_contacts_of_other_organisations_are_out_of_reach():
    own, foreign = make_organisation(make_programme()), make_organisation(make_programme())
    client, theirs = signed_in(make_contact(own)), make_contact(foreign).contacts.get()
    for organisation in (own, foreign):
        path = f"/organisation/{organisation.pk}/contacts/{theirs.pk}/remove/"
        assert client.post(path).status_code == 404
    assert client.post(f"/organisation/{own.pk}/contacts/{2**63}/remove/").status_code == 404


def test_the_public_page_is_for_verified_organisations_and_for_those_who_speak_for_one():
    programme = make_programme("wort")
    verified = make_organisation(programme, about=i18n("<script>alert(1)</script> We make **gears**."))
    waiting = make_organisation(programme, verification=Verification.WAITING)
    visitor, own = Client(), signed_in(make_contact(waiting))
    page = visitor.get(f"/organisations/{verified.pk}/").content.decode()
    assert ("<strong>gears</strong>" in page, "<script>alert" in page) == (True, False)
    assert [client.get(f"/organisations/{waiting.pk}/").status_code for client in (visitor, own)] == [
        404,
        200,
    ]


def test_the_public_page_shows_its_open_placements_and_those_of_nobody_else():
    programme = make_programme()
    organisation, other = make_organisation(programme), make_organisation(programme)
    make_placement(organisation, title=i18n("Gear engineer"))
    make_placement(other, title=i18n("Baker"))
    page = Client().get(f"/organisations/{organisation.pk}/").content.decode()
    assert ("Gear engineer" in page, "Baker" in page) == (True, False)


def test_contacts_take_as_many_queries_for_thirty_as_for_one():
    organisation = make_organisation(make_programme())
    client, counts = signed_in(make_contact(organisation)), []
    for number in (0, 29):
        for _ in range(number):
            make_contact(organisation, role="recruiter")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/organisation/{organisation.pk}/contacts/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 8
