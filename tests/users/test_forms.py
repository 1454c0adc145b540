"""What is answered about an address, and what is done for it, is the same whether or not somebody has it."""

import json
from functools import partial

import pytest
from allauth.core.context import request_context
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.notifications.models import Notification
from portal.users import forms
from portal.users.models import User
from portal.users.services import trust_address
from tests.factories import make_user
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = ["unknown", "known", "second", "unconfirmed", "closed"]


@pytest.fixture
def spent(monkeypatch):
    """What a request costs: its hashes and its queries."""
    hashes: list[str] = []
    hash_password = MD5PasswordHasher.encode

    def encode(self, password, salt):
        hashes.append(password)
        return hash_password(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)

    def measure(request):
        hashes.clear()
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = request()
        return answer, (len(hashes), [sql["sql"].split(" ")[0] for sql in queries.captured_queries])

    return measure


@pytest.fixture
def people():
    """Whose addresses are asked for: `KINDS` at example.org, each with an account but the first."""
    known = make_user("Known", email="known@example.org")
    trust_address(user=known)
    known.emailaddress_set.create(email="second@example.org", verified=True)
    make_user("Unconfirmed", email="unconfirmed@example.org")
    trust_address(user=make_user("Closed", email="closed@example.org", is_active=False))
    mallory = make_user("Mallory", email="mallory@example.org")
    trust_address(user=mallory)
    return mallory


def seen(answer, email: str) -> tuple[int, str, str]:
    page = answer.text.replace(email, "ADDRESS")
    return answer.status_code, answer.headers.get("Location", ""), page if answer.status_code == 200 else ""


def compared(spent, ask) -> tuple[set, set]:
    """Costs and answers of the same request for an address of each kind."""
    costs, answers = set(), set()
    for kind in KINDS:
        email = f"{kind}@example.org"
        answer, (hashes, statements) = spent(lambda email=email: ask(email))
        costs.add((hashes, len(statements)))
        answers.add(seen(answer, email))
    return costs, answers


def register(email: str, client: Client | None = None):
    data = {"name": "Amira", "email": email, "password1": "a quiet river bends"}
    return (client or Client()).post(reverse("account_signup"), data)


def ask_for_password(email: str):
    return Client().post(reverse("account_reset_password"), {"email": email})


def test_registering_costs_and_answers_the_same(people, spent):
    costs, answers = compared(spent, register)
    assert len(costs) == len(answers) == 1
    assert costs.pop()[0] == 1
    told = dict(Notification.objects.order_by("pk").values_list("payload__address", "kind"))
    assert told == {
        "unknown@example.org": "users.confirm_registration",
        "known@example.org": "users.already_registered",
        "second@example.org": "users.already_registered",
        "unconfirmed@example.org": "users.confirm_registration",
        "closed@example.org": "users.already_registered",
    }
    assert Notification.objects.count() == len(KINDS)
    assert User.objects.count() == 5


def test_the_page_after_registering_costs_and_says_the_same(people, spent):
    costs, answers = set(), set()
    for kind in KINDS:
        client = Client()
        email = f"{kind}@example.org"
        register(email, client)
        for page in ["account_email_verification_sent", "account_login"]:
            answer, (hashes, statements) = spent(lambda page=page, client=client: client.get(reverse(page)))
            costs.add((page, hashes, len(statements)))
            answers.add((page, *seen(answer, email)[:2], "on its way" in answer.text))
    assert len(costs) == len(answers) == 2


def test_asking_for_a_new_password_costs_and_answers_the_same(people, spent):
    costs, answers = compared(spent, ask_for_password)
    assert len(costs) == len(answers) == 1
    assert costs.pop()[0] == 0
    told = Notification.objects.order_by("pk").values_list("payload__address", flat=True)
    assert list(told) == ["known@example.org", "second@example.org", "unconfirmed@example.org"]


def test_adding_an_address_costs_and_answers_the_same(people, spent):
    def add(email: str):
        client = Client()
        sign_in(client, people)
        client.post(reverse("account_reauthenticate"), {"password": "a-long-passphrase"})
        people.emailaddress_set.filter(verified=False).delete()
        return spent(
            lambda: client.post(reverse("account_email"), {"email": email, "action_add": ""}, follow=True)
        )

    costs, pages = set(), set()
    for kind in KINDS:
        email = f"{kind}@example.org"
        answer, (hashes, statements) = add(email)
        costs.add((hashes, len(statements)))
        pages.add(
            (answer.status_code, "A mail with a link to confirm it is on its way to " + email in answer.text)
        )
    assert len(costs) == 1
    assert pages == {(200, True)}
    assert Notification.objects.count() == len(KINDS)


def test_having_an_address_confirmed_again_costs_and_answers_the_same(people, spent):
    costs, pages = set(), set()
    client = Client()
    sign_in(client, people)
    for kind in KINDS:
        email = f"{kind}@example.org"
        people.emailaddress_set.create(email=email)
        answer, (hashes, statements) = spent(
            lambda email=email: client.post(reverse("account_email"), {"email": email, "action_send": ""})
        )
        people.emailaddress_set.filter(email=email).delete()
        costs.add((hashes, len(statements)))
        pages.add(seen(answer, email))
    assert len(costs) == len(pages) == 1
    assert Notification.objects.count() == len(KINDS)


# --- Pages claim what happened -------------------------------------------------------------------------------------


def page_after(answer, client: Client) -> str:
    return client.get(answer.url).text


def test_the_page_says_whether_a_mail_was_sent_or_is_under_way_already():
    client = Client()
    first = page_after(register("amira@example.org", client), client)
    assert "A mail is on its way to you." in first
    again = page_after(register("amira@example.org", client), client)
    assert Notification.objects.count() == 1
    assert "A mail is on its way to you." not in again
    assert "no further mail was sent just now" in again
    assert "the password you chose the first time counts" in again


def test_signing_in_unconfirmed_says_so_too():
    make_user("Carla", email="carla@example.org")
    client = Client()
    data = {"login": "carla@example.org", "password": "a-long-passphrase"}
    assert "A mail is on its way to you." in page_after(client.post(reverse("account_login"), data), client)
    assert "no further mail was sent" in page_after(client.post(reverse("account_login"), data), client)
    assert Notification.objects.count() == 1


def test_who_opens_the_page_without_having_registered_is_told_of_no_mail(client):
    page = client.get(reverse("account_email_verification_sent")).text
    assert "A mail is on its way" not in page
    assert "no further mail was sent" not in page


def test_sending_the_confirmation_again_says_when_it_was_not(people):
    client = Client()
    sign_in(client, people)
    people.emailaddress_set.create(email="new@example.org")
    data = {"email": "new@example.org", "action_send": ""}
    first = client.post(reverse("account_email"), data, follow=True).text
    again = client.post(reverse("account_email"), data, follow=True).text
    assert "A mail with a link to confirm it is on its way to new@example.org." in first
    assert "so no further mail was sent just now" in again
    assert "is on its way to new@example.org." not in again
    assert Notification.objects.count() == 1


# --- Where somebody was going --------------------------------------------------------------------------------------


def confirmed_in(client: Client, name: str = "Amira"):
    """Open the link of the only mail in this browser; the answer, after all redirects."""
    link = Notification.objects.get().payload["link"]
    if "form" in (client.get(link).context or {}):
        return client.post(link, {"name": name, "password1": "three green bottles"}, follow=True)
    return client.post(link, follow=True)


@pytest.mark.parametrize("is_same_browser", [True, False])
def test_who_confirms_in_any_browser_goes_on_where_they_were_going(is_same_browser):
    here, there = Client(), Client()
    data = {"name": "Amira", "email": "amira@example.org", "password1": "a quiet river bends"}
    here.post(reverse("account_signup"), {**data, "next": "/me/settings/?from=offer"})
    answer = confirmed_in(here if is_same_browser else there)
    assert answer.redirect_chain[-1][0] == "/me/settings/?from=offer"
    assert answer.status_code == 200
    Session.objects.all().delete()
    password = "a quiet river bends" if is_same_browser else "three green bottles"
    later = Client().post(reverse("account_login"), {"login": data["email"], "password": password})
    assert later.url == "/start/"


def test_who_registers_twice_goes_where_they_were_going_last():
    data = {"name": "Amira", "email": "amira@example.org", "password1": "a quiet river bends"}
    Client().post(reverse("account_signup"), data)
    cache.clear()
    Client().post(reverse("account_signup"), {**data, "next": "/me/settings/"})
    assert User.objects.get().destination == "/me/settings/"


@pytest.mark.parametrize(
    "next_page",
    ["https://evil.example/me/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/" + "x" * 600],
)
def test_nobody_is_sent_to_another_host_or_along_an_endless_way(next_page):
    data = {"name": "Amira", "email": "amira@example.org", "password1": "a quiet river bends"}
    Client().post(reverse("account_signup"), {**data, "next": next_page})
    assert User.objects.get().destination == ""


def test_whoever_says_where_to_go_at_the_first_sign_in_goes_there():
    user = make_user("Amira", email="amira@example.org", destination="/me/settings/")
    trust_address(user=user)
    data = {"login": "amira@example.org", "password": "a-long-passphrase", "next": "/display/"}
    assert Client().post(reverse("account_login"), data).url == "/display/"
    user.refresh_from_db()
    assert user.destination == ""


# --- Passkeys ---


PROOF = {"id": "eA", "rawId": "eA", "type": "public-key"}


@pytest.mark.parametrize(
    "credential",
    [
        "null",
        "[]",
        '"x"',
        '{"id": 1}',
        "[" * 100_000,
        "9" * 5_000,
        json.dumps({**PROOF, "response": {}}),
        json.dumps(
            {**PROOF, "response": {"clientDataJSON": "e30", "authenticatorData": "eA", "signature": "eA"}}
        ),
        json.dumps({**PROOF, "response": {"clientDataJSON": [], "authenticatorData": {}, "signature": 1}}),
        json.dumps({**PROOF, "response": {"clientDataJSON": "e30", "attestationObject": "eA"}}),
        json.dumps({**PROOF, "response": 5}),
    ],
)
@pytest.mark.parametrize(
    "form",
    [
        partial(forms.PasskeyLoginForm),
        partial(forms.PasskeyProof, user=User()),
        partial(forms.PasskeyReauthenticationForm, user=User()),
        partial(forms.AddPasskeyForm, user=User()),
    ],
)
def test_what_is_sent_in_place_of_a_passkey_is_not_right_and_no_error(form, credential, rf):
    request = rf.post("/")
    request.session = {}
    with request_context(request):
        assert not form(data={"credential": credential}).is_valid()


def test_the_page_for_passkeys_uses_these_forms(client):
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": '{"id": 1}'}, follow=True)
    assert answer.redirect_chain[0][0].startswith(reverse("account_login"))
    assert {name.rpartition(".")[2] for name in settings.MFA_FORMS.values()} <= set(vars(forms))
