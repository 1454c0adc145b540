"""Whose account it is."""

import pytest

from portal.users.models import User
from portal.users.queries import find_person
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_person_is_found_by_either_login_whatever_its_case():
    alice = make_user("Alice", email="alice@example.org")
    pupil = User.objects.create_user(username="mia.m", name="Mia")
    assert find_person(login="ALICE@example.org") == alice
    assert find_person(login="Mia.M") == pupil
    assert find_person(login="nobody") is None
