"""A browser that has signed in before passes the limits on guessing, whatever others do to the account."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal.users.models import User
from portal.users.services import trust_address
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

SIGNED_IN, REFUSED, SLOWED_DOWN = 302, 200, 429


def trusted(name: str, **fields) -> User:
    user = make_user(name, **fields)
    trust_address(user=user)
    return user


def sign_in(client: Client, login: str, password: str = PASSWORD, network: str = "192.0.2.1") -> int:
    data = {"login": login, "password": password}
    return client.post(reverse("account_login"), data, REMOTE_ADDR=network).status_code


def guess(login: str, times: int, network: str = "192.0.2.1", client: Client | None = None) -> list[int]:
    return [sign_in(client or Client(), login, f"guess {n}", network) for n in range(times)]


def sign_out(client: Client) -> None:
    client.post(reverse("account_logout"))


def test_a_class_of_thirty_two_registers_and_signs_in_from_one_address():
    names = [f"pupil{n}@example.org" for n in range(32)]
    registered = [
        Client().post(
            reverse("account_signup"), {"name": "Pupil", "email": name, "password1": "a quiet river bends"}
        )
        for name in names
    ]
    assert {answer.status_code for answer in registered} == {302}
    assert User.objects.count() == 32
    for user in User.objects.all():
        trust_address(user=user)
    for name in names[::4]:  # some mistype it first
        assert sign_in(Client(), name, "a quite river bends") == REFUSED
    assert {sign_in(Client(), name, "a quiet river bends") for name in names} == {SIGNED_IN}


def test_guessing_at_one_account_is_slowed_down_from_one_address():
    trusted("Alice", email="alice@example.org")
    assert guess("alice@example.org", 7) == [REFUSED] * 5 + [SLOWED_DOWN] * 2
    assert sign_in(Client(), "alice@example.org") == SLOWED_DOWN
    assert sign_in(Client(), "alice@example.org", network="198.51.100.7") == SIGNED_IN


def test_guessing_at_one_account_is_slowed_down_from_many_addresses():
    trusted("Alice", email="alice@example.org")
    answers = [guess("alice@example.org", 1, f"198.51.100.{n}")[0] for n in range(30)]
    assert answers == [REFUSED] * 20 + [SLOWED_DOWN] * 10


def test_no_spelling_of_the_address_opens_a_window_of_its_own():
    spellings = ["alice@example.org", "ALICE@example.org", " alice@example.org ", "ali\u00adce@example.org"]
    answers = [guess(spellings[n % 4], 1)[0] for n in range(7)]
    assert answers == [REFUSED] * 5 + [SLOWED_DOWN] * 2


def test_guessing_at_an_account_nobody_has_is_slowed_down_alike():
    assert guess("nobody@example.org", 7) == [REFUSED] * 5 + [SLOWED_DOWN] * 2


def test_guessing_at_many_accounts_from_one_address_is_slowed_down():
    answers = [guess(f"person{n}@example.org", 1)[0] for n in range(110)]
    assert answers == [REFUSED] * 100 + [SLOWED_DOWN] * 10


def test_a_network_of_ipv6_counts_as_one_and_ipv4_in_its_dress_as_what_it_is():
    answers = [guess("alice@example.org", 1, f"2001:db8:0:1::{n}")[0] for n in range(7)]
    assert answers == [REFUSED] * 5 + [SLOWED_DOWN] * 2
    assert guess("alice@example.org", 1, "2001:db8:0:2::1") == [REFUSED]
    assert guess("bob@example.org", 5, "::ffff:192.0.2.1") == [REFUSED] * 5
    assert guess("bob@example.org", 1, "::ffff:192.0.2.2") == [REFUSED]
    assert guess("bob@example.org", 1, "192.0.2.1") == [SLOWED_DOWN]


def test_a_portal_behind_a_socket_knows_no_address_and_signs_in_all_the_same():
    trusted("Alice", email="alice@example.org")
    assert sign_in(Client(), "alice@example.org", network="") == SIGNED_IN


def test_a_browser_that_has_signed_in_before_passes_while_others_guess(client):
    trusted("Alice", email="alice@example.org", username="alice")
    assert sign_in(client, "alice@example.org") == SIGNED_IN
    sign_out(client)
    for n in range(30):
        guess("alice@example.org", 1, f"198.51.100.{n}")
        guess("alice", 1, f"198.51.100.{n}")
    guess("alice@example.org", 6)
    assert sign_in(Client(), "alice@example.org") == SLOWED_DOWN
    assert sign_in(client, "alice@example.org") == SIGNED_IN
    sign_out(client)
    assert sign_in(client, "alice") == SIGNED_IN


def test_a_browser_that_has_signed_in_before_has_limits_of_its_own(client):
    trusted("Alice", email="alice@example.org")
    sign_in(client, "alice@example.org")
    sign_out(client)
    assert guess("alice@example.org", 12, client=client) == [REFUSED] * 10 + [SLOWED_DOWN] * 2


def test_a_browser_passes_for_whoever_signed_in_on_it_and_for_nobody_else(client):
    trusted("Mallory", email="mallory@example.org")
    trusted("Alice", email="alice@example.org")
    sign_in(client, "mallory@example.org")
    sign_out(client)
    assert guess("alice@example.org", 7, client=client) == [REFUSED] * 5 + [SLOWED_DOWN] * 2


def test_signing_in_rightly_counts_in_no_window(client):
    trusted("Alice", email="alice@example.org")
    assert {sign_in(Client(), "alice@example.org") for _time in range(12)} == {SIGNED_IN}


def test_whoever_is_slowed_down_reads_for_how_long(client):
    guess("alice@example.org", 5, "127.0.0.1")
    answer = Client().post(reverse("account_login"), {"login": "alice@example.org", "password": "x"})
    assert (answer.status_code, answer.templates[0].name) == (429, "429.html")
    assert 290 <= int(answer["Retry-After"]) <= 300
    assert '<html lang="en"' in answer.text
    assert "Try again in 5 minutes." in answer.text


def test_a_program_is_told_in_its_own_way(client):
    guess("alice@example.org", 5, "127.0.0.1")
    data = {"login": "alice@example.org", "password": "x"}
    answer = Client().post(reverse("account_login"), data, HTTP_ACCEPT="application/json")
    assert answer.status_code == 429
    assert answer.json()["retry_after"] == int(answer["Retry-After"])


def test_a_new_password_by_mail_opens_the_way_for_the_person(client):
    from portal.notifications.models import Notification

    trusted("Alice", email="alice@example.org")
    for n in range(30):
        guess("alice@example.org", 1, f"198.51.100.{n}")
    client.post(reverse("account_reset_password"), {"email": "alice@example.org"})
    link = Notification.objects.get(kind="users.reset_password").payload["link"]
    new = {"password1": "three green bottles", "password2": "three green bottles"}
    client.post(client.get(link, follow=True).request["PATH_INFO"], new)
    for n in range(30):
        guess("alice@example.org", 1, f"198.51.100.{n}")
    assert sign_in(Client(), "alice@example.org", "three green bottles", "203.0.113.9") == SLOWED_DOWN
    assert sign_in(client, "alice@example.org", "three green bottles") == SIGNED_IN


def test_without_redis_people_sign_in_and_guessing_stays_bounded(settings):
    settings.CACHES = {
        "default": {"BACKEND": "portal.cache.ForgivingRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    trusted("Alice", email="alice.away@example.org")
    assert guess("alice.away@example.org", 7) == [REFUSED] * 5 + [SLOWED_DOWN] * 2
    assert sign_in(Client(), "alice.away@example.org", network="203.0.113.9") == SIGNED_IN
    cache.clear()
