"""What only the operator does in the admin."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from portal.core.errors import NotAllowed
from portal.privacy.constants import AccessKind
from portal.privacy.models import AccessLog, ErasureRequest, GuardianConsent, Purpose
from portal.privacy.services.access_log import log_access
from portal.privacy.services.erasures import execute_due_erasures
from portal.users.models import User
from portal.users.services import UsernameTaken, _readable_password, register_pupil
from tests.factories import make_pupil, make_user
from tests.sessions import sign_in
from tests.workplace import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client):
    sign_in(client, User.objects.create_superuser("operator@example.org", "x"))
    return client


def test_asking_a_guardian_shows_the_link_once(operator):
    pupil = make_user("Mia", email=None, username="mia")
    page = reverse("admin:privacy_guardianconsent_add")
    data = {"pupil_name": "MIA", "country": "SI", "guardian_name": "Ana", "guardian_email": ""}
    answer = operator.post(page, data)
    assert answer.status_code == 302
    asked = GuardianConsent.objects.get(pupil=pupil)
    assert (asked.country, asked.guardian_name, asked.is_open) == ("SI", "Ana", True)
    assert "/consent/" in operator.get(answer.url).content.decode()
    assert "/consent/" not in operator.get(answer.url).content.decode()


def test_a_guardian_who_has_agreed_gets_a_new_link_and_the_consent_stays(operator):
    pupil = make_pupil(has_consent=True)
    data = {"pupil_name": pupil.username, "country": "DE"}
    answer = operator.post(reverse("admin:privacy_guardianconsent_add"), data)
    assert "/consent/" in operator.get(answer.url).content.decode()
    assert GuardianConsent.objects.get(pupil=pupil).is_in_force


def test_the_operator_mails_links_in_bulk_and_sees_when_it_was_done_last(operator):
    reached, unreached = make_pupil(has_consent=True), make_pupil(has_consent=False)
    GuardianConsent.objects.filter(pupil=reached).update(guardian_email="ute@example.org")
    page = reverse("admin:privacy_guardianconsent_changelist")
    keys = [reached.guardian_consent.pk, unreached.guardian_consent.pk]
    answer = operator.post(page, {"action": "mail_links", "_selected_action": keys}, follow=True)
    assert "1 link is on its way. 1 guardian has no address here" in answer.content.decode()
    assert [row.link_sent_at is None for row in GuardianConsent.objects.order_by("pk")] == [False, True]


def test_nobody_is_asked_for_an_unknown_pupil(operator):
    data = {"pupil_name": "nobody", "country": "DE"}
    answer = operator.post(reverse("admin:privacy_guardianconsent_add"), data)
    assert answer.context["adminform"].form.errors["pupil_name"] == [
        "Nobody has this user name. To make a new account, write the name of the pupil as well."
    ]


def new_pupil(**others):
    return {"pupil_name": "Lea.7", "name": "Lea", "language": "sl", "country": "SI", **others}


def test_the_operator_makes_a_pupils_account_and_is_shown_its_first_password_once(operator, client):
    answer = operator.post(reverse("admin:privacy_guardianconsent_add"), new_pupil())
    pupil = User.objects.get(username="lea.7")
    assert (pupil.email, pupil.name, pupil.language) == (None, "Lea", "sl")
    assert (pupil.guardian_consent.country, pupil.guardian_consent.is_open) == ("SI", True)
    link, password = re.findall(r"<code>([^<]+)</code>", operator.get(answer.url).text)
    assert ("/consent/" in link, pupil.check_password(password)) == (True, True)
    assert password not in operator.get(answer.url).text
    assert operator.get(link).status_code == 200
    client.logout()
    signed_in = client.post("/accounts/login/", {"login": "lea.7", "password": password})
    assert (signed_in.status_code, signed_in.url) == (302, "/start/")


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        ({"pupil_name": "mia", "name": ""}, None),
        ({"pupil_name": "mia"}, "This user name is taken."),
        ({"pupil_name": "alice@example.org", "name": ""}, "signs in with an e-mail address"),
        ({"pupil_name": "alice"}, "signs in with an e-mail address"),
        ({"pupil_name": "new@example.org"}, "Use 3 to 40 lower-case letters"),
        ({"pupil_name": "x"}, "Use 3 to 40 lower-case letters"),
        ({"pupil_name": "a\x00b"}, "Null characters"),
    ],
)
def test_only_a_free_user_name_makes_an_account(operator, sent, refusal):
    make_user("Mia", email=None, username="mia")
    make_user("Alice", email="alice@example.org", username="alice")
    before = User.objects.count()
    answer = operator.post(reverse("admin:privacy_guardianconsent_add"), new_pupil(**sent))
    assert (answer.status_code, User.objects.count()) == (302 if refusal is None else 200, before)
    assert refusal is None or refusal in answer.text


def test_nobody_but_the_operator_makes_accounts_and_no_name_is_given_twice():
    operator = User.objects.create_superuser("operator@example.org", "x")
    register_pupil(username="tim", name="Tim", language="de", by=operator)
    with pytest.raises(UsernameTaken):
        register_pupil(username="TIM", name="Tim", language="de", by=operator)
    with pytest.raises(NotAllowed):
        register_pupil(username="tom", name="Tom", language="de", by=make_user())
    assert len({_readable_password() for _ in range(50)}) == 50


def test_a_pupil_who_forgot_the_password_gets_a_new_one_by_user_name(capsys):
    pupil = make_pupil(has_consent=True)
    call_command("new_password", pupil.username.upper())
    pupil.refresh_from_db()
    assert pupil.check_password(capsys.readouterr().out.strip())


@pytest.mark.parametrize(("login", "refusal"), [("nobody", "Nobody"), ("alice@example.org", "e-mail")])
def test_nobody_else_gets_a_password_on_the_command_line(login, refusal):
    make_user("Alice", email="alice@example.org")
    with pytest.raises(CommandError, match=refusal):
        call_command("new_password", login)


def test_a_changed_purpose_text_is_a_new_version(operator):
    page = reverse("admin:privacy_purpose_add")
    data = {
        "key": "news",
        "title_0": "News",
        "legal_basis": "consent",
        "text_0": "I want news.",
        "versions-TOTAL_FORMS": 0,
        "versions-INITIAL_FORMS": 0,
    }
    assert operator.post(page, data).status_code == 302
    purpose = Purpose.objects.get(key="news")
    change = reverse("admin:privacy_purpose_change", args=[purpose.pk])
    data |= {"versions-TOTAL_FORMS": 1, "versions-INITIAL_FORMS": 1, "text_0": "I want more news."}
    operator.post(change, data)
    assert list(purpose.versions.values_list("number", flat=True)) == [2, 1]


def test_an_account_is_closed_and_its_password_is_nobody_else_s(operator):
    person = make_user("Lea")
    page = reverse("admin:users_user_change", args=[person.pk])
    assert "password" not in operator.get(page).context["adminform"].form.fields
    operator.post(page, {"name": "Lea", "language": "en", "email": "other@example.org", "is_superuser": "on"})
    person.refresh_from_db()
    assert (person.is_active, person.is_superuser, person.email == "other@example.org") == (
        False,
        False,
        False,
    )


# --- Requests for erasure ------------------------------------------------------------------------------------------


def test_the_operator_enters_a_letter_and_carries_it_out_at_once(operator):
    client, person = operator, make_user("Mia Muster", email="mia@example.org")
    add = reverse("admin:privacy_erasurerequest_add")
    assert b"Nobody has this address" in client.post(add, {"login": "nobody@example.org"}).content
    client.post(add, {"login": "MIA@example.org", "received_on": timezone.localdate().isoformat()})
    asked = ErasureRequest.objects.get()
    assert (asked.person, asked.received_on) == (person, timezone.localdate())
    response = client.post(
        reverse("admin:privacy_erasurerequest_changelist"),
        {"action": "carry_out", "_selected_action": [asked.pk]},
        follow=True,
    )
    assert "It is being carried out" in response.content.decode()
    assert execute_due_erasures() == 1
    page = client.get(reverse("admin:privacy_erasurerequest_change", args=[asked.pk]))
    assert asked.get_absolute_url() in page.content.decode()


def test_the_log_of_looks_calls_kinds_of_data_by_their_names_in_list_filter_and_heading(client):
    operator = make_user(is_superuser=True, language="de")
    sign_in(client, operator)
    log_access(
        by=operator, kind=AccessKind.READ, label="matching.talent", object_id=7, purpose="", subject=operator
    )
    page = text_of(client.get("/admin/privacy/accesslog/"))
    row = AccessLog.objects.get(object_label="matching.talent")
    assert "matching.talent" not in re.sub(r'href="[^"]*"', "", page)
    assert page.count(">Talent<") == 2
    assert "<h1>Lesen: Talent 7</h1>" in text_of(client.get(f"/admin/privacy/accesslog/{row.pk}/change/"))
