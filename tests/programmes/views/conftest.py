"""Ways into the pages, and what people type who mean no good."""

import pytest
from django.test import Client

from tests.sessions import sign_in

HOSTILE_TEXTS = ["\x00", "\U0001f600" * 300, str(2**63), "x" * 100_000, "\u202e\u0000"]


def signed_in(user):
    client = Client()
    sign_in(client, user)
    return client


HOSTILE_ADDRESSES = [
    "\x00",
    "9" * 400,
    str(2**63),
    "-1",
    "\U0001f600",
    "' OR 1=1",
    "\u202e",
    "x" * 10_000,
    "[]",
]


@pytest.fixture
def visitor():
    return Client()
