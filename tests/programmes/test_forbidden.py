"""Whatever way a forbidden act comes in, it answers 403, says nothing and changes nothing."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse

from portal.core.errors import NotAllowed
from programmes.constants import ContactRole, EnrolmentStatus, Verification
from programmes.models import Contact, ContactInvitation, Enrolment, Membership, Organisation
from tests.factories import (
    make_contact,
    make_enrolment,
    make_member,
    make_organisation,
    make_programme,
    make_user,
)
from tests.importing import previewed
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme("own")


@pytest.fixture
def organisation(programme):
    return make_organisation(programme)


@pytest.fixture
def recruiter(client, organisation):
    """Speaks for the organisation, but doesn't decide who else does."""
    sign_in(client, make_contact(organisation, role=ContactRole.RECRUITER))
    return client


@pytest.fixture
def coordinator(client, programme):
    sign_in(client, make_member(programme))
    return client


def forbid(*_args, **_fields):
    raise NotAllowed


def page_of(model: str, page: str, *args) -> str:
    return reverse(f"admin:programmes_{model}_{page}", args=args)


def act(client, model: str, action: str, *rows, **more):
    data = {"action": action, ACTION_CHECKBOX_NAME: [row.pk for row in rows], **more}
    return client.post(page_of(model, "changelist"), data)


# --- Pages of the portal -------------------------------------------------------------------------------------------


def test_a_form(recruiter, organisation):
    page = reverse("programmes:organisation_contacts", args=[organisation.pk])
    answer = recruiter.post(page, {"email": "new@example.org", "role": "recruiter"})
    assert answer.status_code == 403
    assert not ContactInvitation.objects.exists()


def test_a_button(recruiter, organisation):
    waiting = make_contact(organisation, approved_at=None).contacts.get()
    answer = recruiter.post(reverse("programmes:contact_approve", args=[organisation.pk, waiting.pk]))
    assert answer.status_code == 403
    waiting.refresh_from_db()
    assert waiting.approved_at is None


def test_a_page_that_asks_first(recruiter, organisation):
    colleague = make_contact(organisation).contacts.get()
    answer = recruiter.post(reverse("programmes:contact_remove", args=[organisation.pk, colleague.pk]))
    assert answer.status_code == 403
    assert Contact.objects.filter(pk=colleague.pk).exists()


def test_a_request_of_htmx(recruiter, organisation):
    manager = make_contact(organisation).contacts.get()
    page = reverse("programmes:contact_role", args=[organisation.pk, manager.pk])
    assert recruiter.post(page, {"role": "teacher"}, headers={"HX-Request": "true"}).status_code == 403
    manager.refresh_from_db()
    assert manager.role == "manager"


@pytest.mark.parametrize(
    ("service", "page", "data"),
    [
        ("programmes.views.enrolment.leave_programme", "programmes:leave", {"exit_kind": "early"}),
    ],
)
def test_a_service_refuses_what_the_page_would_have_let_through(
    client, programme, monkeypatch, service, page, data
):
    enrolment = make_enrolment(programme)
    sign_in(client, enrolment.person)
    monkeypatch.setattr(service, forbid)
    answer = client.post(reverse(page, args=[programme.slug]), data)
    assert answer.status_code == 403


# --- The administration --------------------------------------------------------------------------------------------


def test_a_form_of_the_admin(coordinator, programme, monkeypatch):
    monkeypatch.setattr("programmes.admin.people.invite_member", forbid)
    person = make_user("Tara")
    data = {"programme": programme.pk, "email": person.email, "role": "trainer"}
    assert coordinator.post(page_of("membership", "add"), data).status_code == 403
    assert not Membership.objects.filter(user=person).exists()


def test_deleting_in_the_admin(coordinator, programme, monkeypatch):
    monkeypatch.setattr("programmes.admin.people.end_membership", forbid)
    row = Membership.objects.get(user=make_member(programme, "trainer"))
    answer = coordinator.post(page_of("membership", "delete", row.pk), {"post": "yes"})
    assert answer.status_code == 403
    assert Membership.objects.filter(pk=row.pk, ends_on=None).exists()


def test_a_page_of_the_admin(coordinator, programme, monkeypatch):
    monkeypatch.setattr("programmes.admin.enrolment.leave_programme", forbid)
    row = make_enrolment(programme)
    answer = coordinator.post(page_of("enrolment", "leave", row.pk), {"exit_kind": "early"})
    assert answer.status_code == 403


def test_an_action_on_chosen_rows(coordinator, programme, monkeypatch):
    monkeypatch.setattr("programmes.admin.enrolment.admit", forbid)
    row = make_enrolment(programme, status=EnrolmentStatus.APPLIED, entered_on=None)
    assert act(coordinator, "enrolment", "admit", row).status_code == 403
    assert act(coordinator, "enrolment", "admit", row, back=row.pk).status_code == 403
    assert Enrolment.objects.get(pk=row.pk).status == EnrolmentStatus.APPLIED


def test_an_action_on_rows_of_which_one_is_only_looked_at_is_done_with_none(client, programme):
    """A coordinator here and adviser there sees the organisations of both, and verifies only here."""
    other = make_programme("other")
    person = make_member(programme)
    Membership.objects.create(user=person, programme=other, role="adviser")
    sign_in(client, person)
    here = make_organisation(programme, verification=Verification.WAITING)
    there = make_organisation(other, verification=Verification.WAITING)
    assert act(client, "organisation", "verify", here, there).status_code == 403
    assert act(client, "organisation", "decline", there).status_code == 403
    assert Organisation.objects.waiting().count() == 2
    assert act(client, "organisation", "verify", here).status_code == 302
    assert list(Organisation.objects.waiting()) == [there]


def test_an_export(client, programme):
    make_organisation(programme)
    sign_in(client, make_member(programme, "adviser"))
    answer = client.post(
        page_of("organisation", "export"), {"format": "csv", "purpose": "Proof for a funder"}
    )
    assert answer.status_code == 403


def test_an_import(programme, monkeypatch):
    """Also where only the service refuses: no preview that shows the refusal as a matter of one row."""
    monkeypatch.setattr("programmes.resources.organisations.enter_from_file", forbid)
    text = "programme,name,kind,city,country\nown,Works,company,Jena,DE\n"
    batch = previewed(make_member(programme), text)
    assert (batch.state, batch.failure, Organisation.objects.exists()) == ("failed", "not_allowed", False)
