"""Who speaks for an organisation, as its managers arrange it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from matching.models import Application, ApplicationEvent, Document, Placement, Posting, Talent
from portal.users.models import User
from portal.users.services import trust_address
from programmes.constants import ContactRole
from programmes.models import Contact, ContactInvitation
from tests.factories import (
    i18n,
    make_application,
    make_contact,
    make_invitation,
    make_organisation,
    make_placement,
    make_programme,
    make_talent,
    make_user,
)
from tests.programmes.views.conftest import HOSTILE_TEXTS, signed_in

pytestmark = pytest.mark.django_db


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
    trust_address(user=manager)
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
    assert recruiter.post(f"{path}/invitations/{invitation.pk}/withdraw/").status_code == 404
    foreign = make_organisation(make_programme())
    stranger = signed_in(make_contact(foreign))
    for organisation_pk in (organisation.pk, foreign.pk):
        address = f"/organisation/{organisation_pk}/invitations/{invitation.pk}/withdraw/"
        assert stranger.post(address).status_code == 404
    assert ContactInvitation.objects.count() == 1


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


@pytest.mark.parametrize("value", HOSTILE_TEXTS)
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


@pytest.mark.parametrize("role", [ContactRole.TEACHER, ContactRole.EQUIPMENT])
def test_other_contacts_see_their_own_part_only_and_may_step_back(role):
    organisation = make_organisation(make_programme())
    manager, teacher = make_contact(organisation), make_contact(organisation, role=role)
    client, path = signed_in(teacher), f"/organisation/{organisation.pk}/contacts/"
    home = client.get("/organisation/").text
    assert "Your part" in home
    assert (f'href="{path}"' in home, f"/organisation/{organisation.pk}/edit/" in home) == (False, False)
    assert client.get(path).status_code == 403
    assert client.post(f"{path}{manager.contacts.get().pk}/remove/").status_code == 404
    own = f"{path}{teacher.contacts.get().pk}"
    assert client.post(f"{own}/role/", {"role": "manager"}).status_code == 403
    assert "/organisation/?organisation=" in client.get(f"{own}/remove/").text
    assert client.post(f"{own}/remove/")["Location"] == "/me/"
    assert list(organisation.contacts.values_list("user", flat=True)) == [manager.pk]


@pytest.mark.parametrize("role", ContactRole)
def test_the_way_to_a_placement_is_shown_to_who_can_go_it(role):
    organisation = make_organisation(make_programme(), verification="waiting")
    home = signed_in(make_contact(organisation, role=role)).get("/organisation/").text
    recruits = role in (ContactRole.MANAGER, ContactRole.RECRUITER)
    assert ("You can prepare placements" in home, "The way to your first placement" in home) == (
        recruits,
        recruits,
    )


@pytest.mark.parametrize("role", [ContactRole.TEACHER, ContactRole.EQUIPMENT])
def test_contacts_without_things_of_their_own_reach_nothing_of_people_and_offers(role):
    programme = make_programme()
    organisation = make_organisation(programme)
    make_contact(organisation)
    placement = make_placement(organisation, title=i18n("Draft"), state="draft")
    shown = make_placement(organisation, title=i18n("Shown"))
    cv = Document.objects.create(
        talent=make_talent(make_user("Nele")), title="CV", file="cv/nele.pdf", size=1
    )
    application = make_application(shown, cv.talent, cv=cv)
    ApplicationEvent.objects.create(application=application, state="received")
    person = make_contact(organisation, role=role)
    for model in (Application, ApplicationEvent, Document, Talent, Posting, ContactInvitation):
        assert not model.objects.visible_to(person).exists(), model
    assert list(Contact.objects.visible_to(person)) == [person.contacts.get()]
    assert list(Placement.objects.visible_to(person)) == [shown]
    client = signed_in(person)
    pages = [
        reverse("matching:placement_detail", args=[placement.pk]),
        reverse("matching:placement_edit", args=[shown.pk]),
        reverse("matching:application_detail", args=[application.pk]),
        reverse("matching:cv_download", args=[cv.pk]),
    ]
    assert [client.get(page).status_code for page in pages[::2]] == [404, 404]
    assert all(client.get(page).status_code in (403, 404) for page in pages)
    for page in ("/me/", "/organisation/", "/me/inbox/"):
        assert "Nele" not in client.get(page).text
        assert "Draft" not in client.get(page).text
    assert person not in User.objects.recruiting_for(organisation)


def test_whoever_waits_does_not_approve_themselves():
    organisation = make_organisation(make_programme())
    waiting = make_contact(organisation, approved_at=None)
    path = f"/organisation/{organisation.pk}/contacts/{waiting.contacts.get().pk}/approve/"
    assert signed_in(waiting).post(path).status_code == 403
    assert waiting.contacts.get().approved_at is None


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


def test_a_lapsed_invitation_says_so_and_is_sent_again():
    organisation = make_organisation(make_programme())
    manager = make_contact(organisation)
    client, path = signed_in(manager), f"/organisation/{organisation.pk}/contacts/"
    invitation = make_invitation(organisation, "bob@example.org")
    again = f"/organisation/{organisation.pk}/invitations/{invitation.pk}/again/"
    assert again not in client.get(path).text
    ContactInvitation.objects.update(created_at=timezone.now() - timedelta(days=31))
    page = client.get(path).text
    assert (again in page, "without an answer" in page) == (True, True)
    answer = client.post(again, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["bob@example.org is asked again."]
    assert ContactInvitation.objects.get().state == "open"
    foreign = make_invitation(make_organisation(make_programme()))
    assert client.post(f"/organisation/{organisation.pk}/invitations/{foreign.pk}/again/").status_code == 404
