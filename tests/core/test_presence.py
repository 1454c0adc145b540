"""What matters is guarded where it is done: whoever has not proven lately that it's them is asked first."""

import ast
from functools import partial
from types import SimpleNamespace

import pytest
from allauth.core import context
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialApp
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.urls import reverse

from mentoring.models import Mentor, MentoringRound
from portal.admin_site.site import OfLibrary
from portal.core.admin_lists import PortalAdmin
from portal.privacy.models import AccessLog, ErasureRequest, GuardianConsent
from portal.privacy.services.copies import request_copy
from portal.privacy.services.erasures import carry_out_at_once, request_erasure
from portal.privacy.services.guardians import ask_guardian
from portal.privacy.services.retention import set_retention_period
from portal.users.models import User
from portal.users.services import register_pupil
from programmes.constants import ContactRole, EnrolmentStatus, Verification
from programmes.models import (
    Contact,
    ContactInvitation,
    Enrolment,
    Membership,
    MembershipInvitation,
    Milestone,
    Organisation,
    Programme,
    WorkPackage,
)
from programmes.scoping import Scoped
from programmes.services.contacts import change_contact_role
from programmes.services.joining import join_entered
from programmes.services.people import OnPaper, enter_person
from tests.architecture.source import files
from tests.exporting import PARTICIPANTS, made
from tests.factories import (
    PASSWORD,
    make_contact,
    make_enrolment,
    make_invitation,
    make_organisation,
    make_programme,
    make_user,
)
from tests.importing import HEAD, previewed
from tests.sessions import sign_in
from tests.workplace import World, act, address, programme_form

pytestmark = pytest.mark.django_db

ASKED = (reverse("account_reauthenticate"), reverse("mfa_reauthenticate"))


@pytest.fixture
def world():
    return World("Wort")


def stale(person):
    client = Client()
    sign_in(client, person, minutes_ago=10)
    return client


def asks(response) -> bool:
    return response.status_code == 302 and response.url.split("?")[0] in ASKED


# --- Each act asks -------------------------------------------------------------------------------------------------


def bulk_actions():
    """Every action of every list in the admin, as the operator is offered it."""
    admin.autodiscover()
    for model, model_admin in admin.site._registry.items():
        asking = isinstance(model_admin, PortalAdmin) and set(model_admin.actions or ())
        for name in sorted(asking - set(model_admin.harmless_actions)) if asking else ():
            yield pytest.param(model, name, id=f"{model._meta.label_lower} {name}")


@pytest.mark.parametrize(("model", "name"), bulk_actions())
def test_every_action_on_chosen_rows_asks(world, model, name):
    is_scoped = issubclass(model, Scoped)
    person = world.coordinator if is_scoped else make_user("Operator", is_superuser=True)
    Authenticator.objects.get_or_create(user=person, type="totp", defaults={"data": {}})
    row = world.row_of(model) if is_scoped else SimpleNamespace(pk=0)
    assert asks(act(stale(person), model, name, row))


@pytest.mark.parametrize("harmless", ["", "delete_selected"])
def test_an_action_that_a_harmless_one_stands_behind_asks(world, harmless):
    """A list may have its actions twice, above and below; `index` says which of them is meant."""
    chosen = {ACTION_CHECKBOX_NAME: [world.organisation.pk], "index": 0}
    sent = {"action": ["verify", harmless], **chosen}
    assert asks(stale(world.coordinator).post(address(Organisation, "changelist"), sent))
    world.organisation.refresh_from_db()
    assert world.organisation.verification == Verification.WAITING


@pytest.mark.parametrize(
    "model", [Membership, MembershipInvitation, ContactInvitation, Milestone, WorkPackage]
)
def test_deleting_one_row_with_all_that_belongs_to_it_asks(world, model):
    row = world.row_of(model)
    assert asks(stale(world.coordinator).post(address(model, "delete", row.pk), {"post": "yes"}))
    assert model.objects.filter(pk=row.pk).exists()


def test_deleting_lines_below_a_form_asks(world):
    form = {
        "round": world.round.pk,
        "programme": world.programme.pk,
        "title_0": "Round",
        "title_1": "",
        "title_2": "",
        "starts_on": world.round.starts_on.date().isoformat(),
        "ends_on": world.round.ends_on.date().isoformat(),
        "mentors-TOTAL_FORMS": 1,
        "mentors-INITIAL_FORMS": 1,
        "mentors-0-id": world.mentor.pk,
        "mentors-0-round": world.round.pk,
        "mentors-0-user": world.mentor.user_id,
        "mentors-0-topics": "",
        "mentors-0-capacity": 1,
    }
    client, path = stale(world.coordinator), address(MentoringRound, "change", world.round.pk)
    assert asks(client.post(path, {**form, "mentors-0-DELETE": "on"}))
    assert Mentor.objects.filter(pk=world.mentor.pk).exists()
    assert client.post(path, {**form, "mentors-0-capacity": 3}).url == address(MentoringRound, "changelist")


def test_what_the_operator_does_with_an_account_asks(world):
    operator = make_user("Operator", is_superuser=True)
    Authenticator.objects.create(user=operator, type="totp", data={})
    client = stale(operator)
    person = make_user("Person", email="person@example.org")
    closed = {"name": "Person", "language": "en", "is_active": ""}
    letter = {"login": "person@example.org", "received_on": "2026-01-02"}
    pupil = {"pupil_name": "kim77", "name": "Kim", "language": "en", "country": "DE"}
    assert asks(client.post(address(User, "change", person.pk), closed))
    assert asks(client.post(address(ErasureRequest, "add"), letter))
    assert asks(client.post(address(GuardianConsent, "add"), pupil))
    person.refresh_from_db()
    assert (person.is_active, person.restricted_at) == (True, None)
    assert not User.objects.filter(username="kim77").exists()


@pytest.mark.parametrize("model", [Membership, Contact, Milestone])
def test_deleting_chosen_rows_asks(world, model):
    row = world.row_of(model)
    response = act(stale(world.coordinator), model, "delete_selected", row, post="yes")
    assert asks(response)
    assert model.objects.filter(pk=row.pk).exists()


def test_nobody_goes_round_the_guard_of_deletion():
    """`delete_queryset` asks; what a list's admin does instead of it is called `delete_rows`."""
    names = {"portal/core/admin_lists.py", "portal/admin_site/site.py"}
    assert {str(path) for path, tree in files().items() if "delete_queryset" in functions(tree)} == names
    assert all(isinstance(each, PortalAdmin | OfLibrary) for each in admin.site._registry.values())


def functions(tree: ast.Module) -> set[str]:
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_what_a_library_keeps_of_sign_in_asks_too():
    operator = make_user("Operator", is_superuser=True)
    Authenticator.objects.create(user=operator, type="totp", data={})
    row = SocialApp.objects.create(provider="openid_connect", name="University", client_id="portal")
    client = stale(operator)
    form = {"provider": "openid_connect", "name": "Another", "client_id": "portal", "settings": "{}"}
    for response in (
        act(client, SocialApp, "delete_selected", row, post="yes"),
        client.post(address(SocialApp, "change", row.pk), form),
        client.post(address(SocialApp, "delete", row.pk), {"post": "yes"}),
    ):
        assert asks(response)
    row.refresh_from_db()
    assert row.name == "University"


def test_roles_of_members_ask_whatever_page_leads_to_them(world):
    client, membership = stale(world.coordinator), world.row_of(Membership)
    form = {"programme": world.programme.pk, "email": "a@example.org", "role": "adviser"}
    assert asks(client.post(address(Membership, "add"), form))
    assert asks(client.post(address(Membership, "change", membership.pk), {"ends_on": ""}))
    assert asks(client.post(address(Membership, "delete", membership.pk), {"post": "yes"}))


def test_roles_of_contacts_ask_whatever_page_leads_to_them(world):
    organisation = make_organisation(world.programme)
    manager = make_contact(organisation)
    row = make_contact(organisation, role=ContactRole.RECRUITER).contacts.get()
    waiting = make_contact(organisation, approved_at=None).contacts.get()
    client, path = stale(manager), f"/organisation/{organisation.pk}/contacts/"
    assert asks(client.post(path, {"email": "a@example.org", "role": "manager"}))
    assert asks(client.post(f"{path}{row.pk}/role/", {"role": "manager"}))
    assert asks(client.post(f"{path}{row.pk}/remove/"))
    assert asks(client.post(f"{path}{waiting.pk}/approve/"))
    asked = make_invitation(organisation, "a@example.org")
    assert asks(client.post(reverse("programmes:invitation_withdraw", args=[organisation.pk, asked.pk])))
    assert ContactInvitation.objects.filter(pk=asked.pk).exists()
    assert asks(stale(world.coordinator).post(address(Contact, "change", row.pk), {"role": "manager"}))
    row.refresh_from_db()
    assert row.role == ContactRole.RECRUITER


def test_opening_and_closing_a_programme_and_moving_it_asks(world):
    """Roles end in the archive, and who works for a programme reaches what is below it."""
    page, client = address(Programme, "change", world.programme.pk), stale(world.coordinator)
    assert asks(client.post(page, programme_form(world.programme, status="closing")))
    operator = make_user("Operator", is_superuser=True)
    Authenticator.objects.create(user=operator, type="totp", data={})
    moved = programme_form(world.programme, slug=world.programme.slug, parent=make_programme().pk)
    assert asks(stale(operator).post(page, moved))
    world.programme.refresh_from_db()
    assert (world.programme.status, world.programme.parent) == ("running", None)
    assert not asks(client.post(page, programme_form(world.programme, place="Suhl")))


def test_a_confirmed_import_asks(world):
    batch = previewed(world.coordinator, f"{HEAD}{world.programme.slug};Works;company;Suhl;DE\n")
    assert asks(stale(world.coordinator).post(reverse("programmes:import_confirm", args=[batch.pk])))


def test_an_export_asks(world):
    assert asks(stale(world.coordinator).get(address(Enrolment, "export")))
    sent = {"format": "csv", "purpose": "Proof for a funder"}
    assert asks(stale(world.coordinator).post(address(Enrolment, "export"), sent))
    export = made(world.coordinator, PARTICIPANTS)
    for page in ("export_fetch", "export_retry"):
        path = reverse(f"programmes:{page}", args=[export.pk])
        send = stale(world.coordinator).get if page == "export_fetch" else stale(world.coordinator).post
        assert asks(send(path))
    assert not AccessLog.objects.filter(kind="download").exists()


def acts(world):
    """What matters, as it would be done from any page, one that is yet to be written among them."""
    operator = make_user("Operator", is_superuser=True)
    person = make_user("Person")
    twins = [
        enter_person(
            programme=world.programme,
            name=name,
            by=world.coordinator,
            paper=OnPaper(received_on=world.programme.today()),
        ).person
        for name in ("Paula", "Paola")
    ]
    asked = request_erasure(person=make_user("Erased"), by=operator)
    return {
        "an erasure at once": partial(carry_out_at_once, request=asked, by=operator),
        "an erasure": partial(request_erasure, person=person, by=person),
        "a copy": partial(request_copy, person=person, language="en", by=person),
        "days of retention": partial(set_retention_period, rule="notifications", days=90, by=operator),
        "a pupil": partial(register_pupil, username="kim77", name="Kim", language="en", by=operator),
        "a guardian": partial(ask_guardian, pupil=person, country="DE", by=operator),
        "one of two": partial(join_entered, gone=twins[0], kept=twins[1], by=world.coordinator),
    }


ACTS = (
    "an erasure at once",
    "an erasure",
    "a copy",
    "days of retention",
    "a pupil",
    "a guardian",
    "one of two",
)


@pytest.mark.parametrize("name", ACTS)
def test_the_service_asks_whatever_page_leads_to_it(world, name, rf):
    act = acts(world)[name]
    request = rf.post("/")
    request.user = world.coordinator
    request.session = stale(world.coordinator).session
    with context.request_context(request), pytest.raises(ReauthenticationRequired):
        act()
    act()


# --- Who is not asked ----------------------------------------------------------------------------------------------


def test_whoever_has_just_signed_in_is_not_asked(world):
    client = Client()
    sign_in(client, world.coordinator, minutes_ago=1)
    act(client, Organisation, "verify", world.organisation)
    world.organisation.refresh_from_db()
    assert world.organisation.verification == Verification.VERIFIED


def test_whoever_may_not_is_refused_and_not_asked(world):
    foreign = World("Fremd")
    organisation = make_organisation(world.programme)
    recruiter = make_contact(organisation, role=ContactRole.RECRUITER)
    row = make_contact(organisation).contacts.get()
    assert (
        stale(recruiter)
        .post(f"/organisation/{organisation.pk}/contacts/{row.pk}/role/", {"role": "teacher"})
        .status_code
        == 403
    )
    assert not asks(act(stale(world.coordinator), Organisation, "verify", foreign.organisation))


def test_whoever_steps_back_themselves_is_not_asked(world):
    organisation = make_organisation(world.programme)
    teacher = make_contact(organisation, role=ContactRole.TEACHER)
    response = stale(teacher).post(
        f"/organisation/{organisation.pk}/contacts/{teacher.contacts.get().pk}/remove/"
    )
    assert response.url == "/me/"


def test_outside_a_request_nobody_is_asked():
    organisation = make_organisation(make_programme())
    manager, row = make_contact(organisation), make_contact(organisation, role="recruiter").contacts.get()
    assert change_contact_role(contact=row, role="teacher", by=manager).role == "teacher"


# --- What was sent survives ----------------------------------------------------------------------------------------


def confirm(client, response):
    page = client.get(response.url)
    assert "Confirm that it is you" in page.text
    return client.post(
        response.url, {"password": PASSWORD, "next": response.url.split("next=")[1].replace("%2F", "/")}
    )


def test_what_was_sent_is_carried_out_after_the_password(world):
    client = stale(world.coordinator)
    other = make_enrolment(world.programme, status=EnrolmentStatus.APPLIED, entered_on=None)
    data = {"action": "admit", ACTION_CHECKBOX_NAME: [world.enrolment.pk, other.pk]}
    filtered = f"{address(Enrolment, 'changelist')}?status__exact=applied"
    answer = confirm(client, client.post(filtered, data))
    assert answer.url == filtered
    assert set(
        Enrolment.objects.filter(pk__in=[world.enrolment.pk, other.pk]).values_list("status", flat=True)
    ) == {"active"}


def test_a_form_of_a_page_is_carried_out_after_the_password():
    organisation = make_organisation(make_programme())
    manager, row = make_contact(organisation), make_contact(organisation, role="recruiter").contacts.get()
    client, path = stale(manager), f"/organisation/{organisation.pk}/contacts/"
    answer = confirm(client, client.post(f"{path}{row.pk}/role/", {"role": "manager"}))
    assert answer.url == path
    row.refresh_from_db()
    assert row.role == "manager"
