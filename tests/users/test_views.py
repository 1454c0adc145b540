"""Who opens the link of a mail, in which browser, and what of the account stays."""

import json
import re
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertTemplateUsed

from portal.notifications.services.delivery import deliver_pending
from portal.users.models import User
from portal.users.services import trust_address
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

ATTACKER = {"name": "Not Carla", "email": "carla@example.org", "password1": "what the attacker knows"}
OWNER = {"name": "Carla", "password1": "what only Carla knows"}


def sign_in(client: Client, login: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": login, "password": password})


def confirmation_link(mail) -> str:
    return re.search(r"(/accounts/confirm-email/\S+)", mail.body).group(1)


@pytest.fixture
def link(mailoutbox):
    """The link in Carla's mailbox, after somebody else has registered with her address."""
    attacker = Client()
    attacker.post(reverse("account_signup"), ATTACKER)
    deliver_pending()
    return confirmation_link(mailoutbox[-1])


def add_address(client: Client, address: str) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": address, "action_add": ""})
    deliver_pending()


def test_another_browser_than_the_one_that_registered_asks_for_name_and_password(client, link):
    assert set(client.get(link).context["form"].fields) == {"name", "password1"}
    answer = client.post(link)
    assert (answer.status_code, set(answer.context["form"].errors)) == (400, {"name", "password1"})
    assert not EmailAddress.objects.get().verified


def test_the_owner_of_the_address_takes_the_account_and_who_registered_is_out(client, link):
    account = User.objects.get()
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={})
    SocialAccount.objects.create(user=account, provider="university", uid="attacker")
    EmailAddress.objects.create(user=account, email="attacker@example.org")
    still_there = Client()
    still_there.force_login(account)

    answer = client.post(link, OWNER)
    assert answer.url == "/start/"
    assert get_user(client) == account
    account.refresh_from_db()
    assert (account.name, account.check_password("what only Carla knows")) == ("Carla", True)
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("carla@example.org", True)]
    assert not Authenticator.objects.exists()
    assert not SocialAccount.objects.exists()
    assert get_user(still_there).is_anonymous
    assert sign_in(Client(), "carla@example.org", "what the attacker knows").status_code == 200


def test_the_browser_that_registered_need_only_say_yes(client, mailoutbox):
    client.post(reverse("account_signup"), ATTACKER)
    deliver_pending()
    link = confirmation_link(mailoutbox[-1])
    assert "form" not in client.get(link).context
    client.post(link)
    assert get_user(client).check_password("what the attacker knows")


def test_a_link_is_used_once(client, link):
    client.post(link, OWNER)
    assert Client().post(link, OWNER | {"password1": "somebody else's words"}).status_code == 404


def test_the_owner_may_be_signed_in_as_somebody_else_meanwhile(client, link):
    other = make_user("Dora")
    trust_address(user=other)
    client.force_login(other)
    client.post(link, OWNER)
    assert get_user(client).email == "carla@example.org"


def test_a_lost_password_is_replaced_without_leaving_what_was_set_before(client, link, mailoutbox):
    account = User.objects.get()
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={})
    client.post(reverse("account_reset_password"), {"email": "carla@example.org"})
    deliver_pending()
    path = re.search(r"(/accounts/password/reset/key/\S+)", mailoutbox[-1].body).group(1)
    page = client.get(path, follow=True)
    words = "three green bottles"
    client.post(page.request["PATH_INFO"], {"password1": words, "password2": words})
    account.refresh_from_db()
    assert (account.name, account.check_password(words)) == ("", True)
    assert not Authenticator.objects.exists()


# --- An address that somebody adds to an account of their own ------------------------------------------------------


@pytest.fixture
def added_link(mailoutbox):
    """The link in Carla's mailbox, after somebody with an account has added her address to it."""
    attacker = make_user("Eve", email="eve@example.org")
    trust_address(user=attacker)
    client = Client()
    sign_in(client, attacker.email)
    add_address(client, "carla@example.org")
    return confirmation_link(mailoutbox[-1])


def test_an_address_added_to_an_account_is_confirmed_in_that_account_alone(client, added_link):
    assert client.get(added_link).context["must_sign_in"]
    answer = client.post(added_link, OWNER)
    assert answer.status_code == 403
    assert not EmailAddress.objects.get(email="carla@example.org").verified
    assert User.objects.get().check_password(PASSWORD)


def test_who_is_asked_about_a_strangers_account_stays_signed_in_to_their_own(client, added_link):
    dora = make_user("Dora")
    client.force_login(dora)
    client.get(added_link)
    client.post(added_link)
    assert get_user(client) == dora


def test_who_added_the_address_confirms_it_by_one_click(added_link):
    client = Client()
    sign_in(client, "eve@example.org")
    client.post(added_link)
    assert EmailAddress.objects.get(email="carla@example.org").verified


def test_no_link_for_a_strangers_password_reaches_an_address_that_the_stranger_added(
    client, added_link, mailoutbox
):
    before = len(mailoutbox)
    client.post(reverse("account_reset_password"), {"email": "carla@example.org"})
    deliver_pending()
    assert len(mailoutbox) == before


# --- A university's sign-in ---


class University(BaseHTTPRequestHandler):
    """Another site, which answers each path with what the test has put there; the rest as one should."""

    answers: ClassVar[dict[str, bytes]] = {}

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        here = f"http://127.0.0.1:{self.server.server_address[1]}"
        ends = {"authorization": "/auth", "token": "/token", "userinfo": "/userinfo"}
        usual = {
            "/.well-known/openid-configuration": {
                f"{name}_endpoint": here + path for name, path in ends.items()
            },
            "/token": {"access_token": "a", "token_type": "bearer"},
            "/userinfo": {"sub": "1", "email": "amira@uni.example", "email_verified": True, "name": "Amira"},
        }
        body = self.answers.get(self.path, json.dumps(usual[self.path]).encode())
        self.send_response(HTTPStatus.INTERNAL_SERVER_ERROR if body == b"down" else HTTPStatus.OK)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - the name that the library calls


@pytest.fixture
def university():
    University.answers = {}
    with ThreadingHTTPServer(("127.0.0.1", 0), University) as server:
        Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        SocialApp.objects.create(
            provider="openid_connect",
            provider_id="uni",
            name="University",
            client_id="portal",
            settings={"server_url": f"http://127.0.0.1:{server.server_address[1]}"},
        )
        yield University
        server.shutdown()


def come_back_from_university(client: Client):
    answer = client.post(reverse("openid_connect_login", args=["uni"]))
    if answer.status_code != HTTPStatus.FOUND:
        return answer
    state = parse_qs(urlsplit(answer.url).query)["state"][0]
    return client.get(reverse("openid_connect_callback", args=["uni"]), {"code": "x", "state": state})


def test_somebody_signs_in_through_a_university(client, university):
    come_back_from_university(client)
    assert get_user(client).email == "amira@uni.example"


@pytest.mark.parametrize("answer", [b"down", b"<html>", b"[]", b"{}", b"null", b"[" * 100_000, b"\xff"])
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/userinfo"])
def test_whatever_a_university_answers_the_page_says_that_it_did_not_work(
    client, university, path, answer, caplog
):
    university.answers = {path: answer}
    page = come_back_from_university(client)
    assert page.status_code == HTTPStatus.UNAUTHORIZED
    assertTemplateUsed(page, "socialaccount/authentication_error.html")
    assert not get_user(client).is_authenticated
    assert [record for record in caplog.records if record.exc_info] == []


@pytest.mark.parametrize(
    "said",
    [
        {"sub": ["x"], "email": {"a": 1}, "name": [1], "given_name": 3},
        {"sub": "x" * 5_000, "email": "a" * 5_000 + "@uni.example", "name": "a" * 50_000},
        {"sub": "x", "email": None, "name": None, "email_verified": None},
        {"sub": "x", "email": "no address", "name": "https://evil.example"},
        {"sub": "x\0y", "email": "a\0b@uni.example"},
    ],
)
def test_whatever_a_university_says_about_somebody_nobody_is_signed_in_unseen(client, university, said):
    university.answers = {"/userinfo": json.dumps(said).encode()}
    assert come_back_from_university(client).status_code < HTTPStatus.INTERNAL_SERVER_ERROR
    assert not get_user(client).is_authenticated
