"""A programme, an organisation and people who look at its offers."""

import json
import re

import pytest
from django.test import Client

from tests.factories import (
    make_organisation,
    make_programme,
)


@pytest.fixture
def programme():
    return make_programme("north")


@pytest.fixture
def organisation(programme):
    return make_organisation(programme, name="Haselgrund Sensorik")


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
