"""How long the doors of the portal take for addresses that are known and unknown: `make bench` prints the medians.

Never a test: what holds is counted in `tests/users/test_forms.py` and `test_backends.py`, in hashes and queries. Here
the same requests are timed with the real hash of passwords, in turn, so that a slow moment meets all of them.
"""

import sys
import time
from collections import defaultdict
from statistics import median
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal.users.models import User
from portal.users.services import trust_address
from tests.factories import make_confirmed_user, make_user
from tests.sessions import sign_in

ROUNDS = 15
KINDS = ("known", "unconfirmed", "unknown")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def real_hash(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]


def address(kind: str) -> str:
    """A fresh one in each round: whoever has it, and how, is said by `kind`."""
    email = f"{uuid4().hex[:12]}@example.org"
    if kind != "unknown":
        person = make_user("Somebody", email=email)
        if kind == "known":
            trust_address(user=person)
        else:
            person.emailaddress_set.create(email=email, primary=True)
    return email


def wrong_password(email: str):
    return Client().post(reverse("account_login"), {"login": email, "password": "not the password"})


def register(email: str):
    data = {"name": "Amira", "email": email, "password1": "a quiet river bends"}
    return Client().post(reverse("account_signup"), data)


def new_password(email: str):
    return Client().post(reverse("account_reset_password"), {"email": email})


def add_address(email: str):
    client = Client()
    sign_in(client, User.objects.get(email="owner@example.org"))
    session = client.session
    session["account_authentication_methods"][0]["reauthenticated"] = True
    session.save()
    return client, {"email": email, "action_add": ""}


def timed(name: str, email: str) -> float:
    if name == "add an address":
        client, data = add_address(email)
        begun = time.perf_counter()
        client.post(reverse("account_email"), data)
    else:
        begun = time.perf_counter()
        DOORS[name](email)
    return time.perf_counter() - begun


DOORS = {
    "sign in, wrong password": wrong_password,
    "register": register,
    "ask for a new password": new_password,
    "add an address": add_address,
}


def test_print_the_medians(real_hash):
    make_confirmed_user("Owner", email="owner@example.org")
    times = defaultdict(list)
    for _round in range(ROUNDS + 1):
        for name in DOORS:
            for kind in KINDS:
                email = address(kind)
                cache.clear()
                times[name, kind].append(timed(name, email))
    write = sys.__stdout__.write
    write(f"\nmedians of {ROUNDS}, in milliseconds {'':4}" + "".join(f"{kind:>13}" for kind in KINDS) + "\n")
    for name in DOORS:
        row = "".join(f"{median(times[name, kind][1:]) * 1000:13.1f}" for kind in KINDS)
        write(f"{name:<34}{row}\n")
