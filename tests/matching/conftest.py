"""A programme, an organisation and people who look at its offers."""

import json
import re

import pytest
from django.test import Client

from tests.factories import (
    i18n,
    make_contact,
    make_organisation,
    make_placement,
    make_programme,
    make_user,
)


@pytest.fixture
def programme():
    return make_programme("north")


@pytest.fixture
def organisation(programme):
    return make_organisation(programme, name="Haselgrund Sensorik")


@pytest.fixture
def contact(organisation):
    return make_contact(organisation)


@pytest.fixture
def placement(organisation, contact):
    return make_placement(organisation, title=i18n("Process engineer"))


@pytest.fixture
def person():
    return make_user("Amira")


@pytest.fixture
def talent_client(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def company(client, contact):
    client.force_login(contact)
    return client


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def page(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def structured(html):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return json.loads(found[1]) if found else None
