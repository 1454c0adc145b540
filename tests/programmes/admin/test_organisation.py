"""Organisations, their contacts and invitations, as their coordinators decide about them."""

from datetime import timedelta

import pytest
from django.contrib.admin import site

from portal.notifications.models import Notification
from portal.users.models import User
from portal.users.services import trust_address
from programmes.constants import Verification
from programmes.models import (
    Contact,
    ContactInvitation,
    Organisation,
)
from tests.factories import (
    make_contact,
    make_invitation,
    make_organisation,
    make_user,
)
from tests.sessions import sign_in
from tests.workplace import NOW, act, address, organisation_form, text_of

pytestmark = pytest.mark.django_db


def test_verifying_in_bulk_reaches_own_organisations_only(coordinator, mine, foreign):
    act(coordinator, Organisation, "verify", mine.organisation, foreign.organisation)
    for world, expected in ((mine, Verification.VERIFIED), (foreign, Verification.WAITING)):
        world.organisation.refresh_from_db()
        assert world.organisation.verification == expected
    assert mine.organisation.verified_by == mine.coordinator


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("de", 1, "1 Organisation ist bestätigt und kann jetzt veröffentlichen."),
        ("de", 2, "2 Organisationen sind bestätigt und können jetzt veröffentlichen."),
        ("sl", 2, "2 organizaciji sta potrjeni in zdaj lahko objavljata."),
        ("sl", 3, "3 organizacije so potrjene in zdaj lahko objavljajo."),
        ("sl", 5, "5 organizacij je potrjenih in zdaj lahko objavlja."),
    ],
)
def test_the_answer_to_a_decision_in_bulk_counts_in_the_reader_s_language(
    client, mine, language, number, said
):
    User.objects.filter(pk=mine.coordinator.pk).update(language=language)
    sign_in(client, mine.coordinator)
    rows = [make_organisation(mine.programme, verification=Verification.WAITING) for _ in range(number)]
    answer = act(client, Organisation, "verify", *rows)
    assert [str(message) for message in client.get(answer.url).context["messages"]] == [said]


def test_declining_asks_for_a_reason_first(coordinator, mine):
    make_contact(mine.organisation)
    page = act(coordinator, Organisation, "decline", mine.organisation)
    assert page.templates[0].name == "programmes/admin/reason.html"
    empty = act(coordinator, Organisation, "decline", mine.organisation, has_reason="1", reason=" ")
    assert "Say why" in text_of(empty)
    act(coordinator, Organisation, "decline", mine.organisation, has_reason="1", reason="Not a company.")
    mine.organisation.refresh_from_db()
    assert (mine.organisation.verification, mine.organisation.decline_reason) == (
        Verification.DECLINED,
        "Not a company.",
    )
    assert Notification.objects.filter(kind__icontains="declined").count() == 1


def test_a_step_started_on_a_row_s_page_leads_back_to_it(coordinator, mine):
    answer = act(coordinator, Organisation, "verify", mine.organisation, back=mine.organisation.pk)
    assert answer.url == address(Organisation, "change", mine.organisation.pk)


def test_contacts_are_approved_in_bulk(coordinator, mine, foreign):
    rows = Contact.objects.filter(approved_at__isnull=True)
    act(coordinator, Contact, "approve", *rows)
    assert [row.organisation for row in rows.all()] == [foreign.organisation]


def test_a_contact_is_invited_by_address(coordinator, mine):
    person = make_user("Rita")
    data = {"organisation": mine.verified.pk, "email": person.email.upper(), "role": "recruiter"}
    answer = coordinator.post(address(Contact, "add"), data, follow=True)
    listed = answer.context["cl"].result_list
    assert {(row.email, row.role, row.invited_by) for row in listed} == {
        (mine.invitation.email, "recruiter", None),
        (person.email, "recruiter", mine.coordinator),
    }
    assert f"{person.email} is invited." in text_of(answer)
    assert not Contact.objects.filter(user=person).exists()


def test_inviting_who_waits_approves_them(coordinator, mine):
    trust_address(user=mine.contact)
    data = {"organisation": mine.organisation.pk, "email": mine.contact.email, "role": "manager"}
    answer = coordinator.post(address(Contact, "add"), data, follow=True)
    assert "This person stands among the contacts already." in text_of(answer)
    contact = Contact.objects.get(user=mine.contact)
    assert (contact.approved_by, mine.organisation.invitations.count()) == (mine.coordinator, 0)


@pytest.mark.parametrize(
    "data", [{"organisation": "own", "email": f"{'x' * 300}@example.org"}, {"organisation": "foreign"}]
)
def test_an_invitation_that_can_t_be_made_is_refused_beside_its_field(coordinator, mine, foreign, data):
    worlds = {"own": mine, "foreign": foreign}
    form = {"email": "rita@example.org", "role": "recruiter"} | data
    field = "email" if data["organisation"] == "own" else "organisation"
    form["organisation"] = worlds[form["organisation"]].verified.pk
    answer = coordinator.post(address(Contact, "add"), form)
    assert list(answer.context["adminform"].form.errors) == [field]


def test_an_invitation_is_withdrawn_and_a_lapsed_one_sent_again(coordinator, mine):
    lapsed = make_invitation(mine.verified)
    lapsed.created_at = NOW - timedelta(days=31)
    lapsed.save()
    listed = coordinator.get(address(ContactInvitation, "changelist")).context["cl"].result_list
    assert {row.pk: row.state for row in listed} == {mine.invitation.pk: "open", lapsed.pk: "lapsed"}
    coordinator.post(address(ContactInvitation, "delete", mine.invitation.pk), {"post": "yes"})
    act(coordinator, ContactInvitation, "ask_again", lapsed)
    again = ContactInvitation.objects.get(organisation=mine.verified)
    assert (again.email, again.state, again.invited_by) == (lapsed.email, "open", mine.coordinator)


def test_a_contact_gets_another_role_and_the_last_manager_keeps_theirs(coordinator, mine):
    manager = make_contact(mine.verified).contacts.get()
    page = address(Contact, "change", manager.pk)
    refused = coordinator.post(page, {"role": "recruiter"})
    assert refused.context["adminform"].form.errors == {
        "role": ["An organisation needs a manager. Make somebody else a manager first."]
    }
    make_contact(mine.verified)
    changed = {"role": "recruiter", "organisation": mine.organisation.pk, "user": mine.person.pk}
    assert coordinator.post(page, changed).status_code == 302
    after = Contact.objects.get(pk=manager.pk)
    assert (after.role, after.organisation, after.user) == ("recruiter", mine.verified, manager.user)


def test_an_organisation_is_entered_into_an_own_programme(coordinator, mine, foreign):
    refused = coordinator.post(
        address(Organisation, "add"), organisation_form(programme=foreign.programme.pk)
    )
    assert list(refused.context["adminform"].form.errors) == ["programme"]
    answer = coordinator.post(address(Organisation, "add"), organisation_form(programme=mine.programme.pk))
    assert answer.status_code == 302
    entered = Organisation.objects.get(name="New Works")
    assert (entered.country, entered.verification, list(entered.programmes.all())) == (
        "SI",
        Verification.WAITING,
        [mine.programme],
    )


def test_saving_an_organisation_keeps_the_programmes_one_does_not_see(coordinator, mine, foreign):
    mine.organisation.programmes.add(foreign.programme)
    data = organisation_form(name="MYOWN Works", city="Erfurt", country="DE")
    page = address(Organisation, "change", mine.organisation.pk)
    assert "ALIEN" not in text_of(coordinator.get(page))
    assert coordinator.post(page, data).status_code == 302
    mine.organisation.refresh_from_db()
    assert (mine.organisation.city, mine.organisation.region) == ("Erfurt", "DEG01")
    assert set(mine.organisation.programmes.all()) == {mine.programme, foreign.programme}


def test_rows_that_are_only_looked_at_take_no_lines_either(coordinator, mine):
    page = address(Organisation, "change", mine.organisation.pk)
    data = organisation_form(name="Other") | {"contacts-TOTAL_FORMS": 5000}
    answer = coordinator.post(page, data)
    assert "This page was sent with more lines than are possible. Nothing was saved." in text_of(answer)
    mine.organisation.refresh_from_db()
    assert mine.organisation.name != "Other"


@pytest.mark.parametrize("text", ["\0", "x" * 100_000, "\u202e😀"])
def test_odd_texts_stand_beside_their_field_or_are_kept(coordinator, mine, text):
    page = address(Organisation, "change", mine.organisation.pk)
    assert coordinator.post(page, organisation_form(name=text, city="Erfurt")).status_code in (200, 302)


def test_the_choices_of_one_person_are_not_met_by_another_who_asks_meanwhile(rf, mine, foreign):
    admin_page = site.get_model_admin(Organisation)
    forms = []
    for world in (mine, foreign):
        request = rf.get("/admin/programmes/organisation/add/")
        request.user, request.session = world.coordinator, {}
        forms.append(admin_page.get_form(request))
    offered = [{*form.base_fields["programme"].queryset} for form in forms]
    assert offered == [{mine.programme}, {foreign.programme}]
