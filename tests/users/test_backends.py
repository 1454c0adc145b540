"""Who signs in with a password: nobody learns from the time whether there is an account."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.users.models import User
from portal.users.services import trust_address
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def hashes(monkeypatch) -> list[str]:
    """A line for each time that a password is hashed."""
    done: list[str] = []
    hash_password = MD5PasswordHasher.encode

    def encode(self, password, salt):
        done.append(password)
        return hash_password(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    return done


@pytest.fixture
def people():
    """Somebody of each kind that a stranger may guess at."""
    trust_address(user=make_user("Known", email="known@example.org", username="known"))
    make_user("Unconfirmed", email="unconfirmed@example.org")
    make_user("Closed", email="closed@example.org", is_active=False)
    other = User.objects.create_user(email="university@example.org", name="No password")
    other.set_unusable_password()
    other.save()
    User.objects.create_user(username="pupil", password=PASSWORD, name="Pupil")


LOGINS = [
    "known@example.org",
    "KNOWN@example.org",
    "unconfirmed@example.org",
    "closed@example.org",
    "university@example.org",
    "nobody@example.org",
    "a@b",
    "known",
    "pupil",
    "nobody",
]


def test_a_wrong_password_costs_one_hash_and_as_many_queries_whoever_is_meant(client, people, hashes):
    costs, answers = {}, set()
    for login in LOGINS:
        hashes.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.post(reverse("account_login"), {"login": login, "password": "wrong-passphrase"})
        costs[login] = (len(hashes), len(queries))
        answers.add((answer.status_code, str(answer.context["form"].errors), "@" in login))
    assert set(costs.values()) == {(1, costs["nobody"][1])}
    assert {status for status, _errors, _is_address in answers} == {200}


def test_the_right_password_is_hashed_once_too(client, people, hashes):
    client.post(reverse("account_login"), {"login": "known@example.org", "password": PASSWORD})
    assert hashes == [PASSWORD]


def test_an_address_that_somebody_only_added_signs_nobody_in(client, people):
    mallory = make_user("Mallory", email="mallory@example.org")
    trust_address(user=mallory)
    mallory.emailaddress_set.create(email="owner@example.org")
    client.post(reverse("account_login"), {"login": "owner@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
