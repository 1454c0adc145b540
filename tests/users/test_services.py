"""What changes about an account, and who may."""

import pytest

from portal.core.errors import NotAllowed
from portal.users.services import register_pupil, update_settings
from tests.factories import make_member, make_programme, make_user

pytestmark = pytest.mark.django_db


def test_people_choose_for_themselves_and_nobody_for_them():
    alice = make_user("Alice")
    with pytest.raises(NotAllowed):
        update_settings(user=alice, by=make_user(), name="Mallory")
    with pytest.raises(TypeError, match="unknown fields: is_superuser"):
        update_settings(user=alice, by=alice, is_superuser=True)
    update_settings(user=alice, by=alice, name="Alicia", text_size="large")
    alice.refresh_from_db()
    assert (alice.name, alice.text_size, alice.is_superuser) == ("Alicia", "large", False)


def test_an_account_without_an_address_is_made_by_the_operator_alone():
    with pytest.raises(NotAllowed):
        register_pupil(username="mia.m", name="Mia", language="de", by=make_member(make_programme()))
    closed = make_user("Former operator", is_superuser=True, is_active=False)
    with pytest.raises(NotAllowed):
        register_pupil(username="mia.m", name="Mia", language="de", by=closed)
    pupil, password = register_pupil(
        username="mia.m", name="Mia", language="de", by=make_user("Operator", is_superuser=True)
    )
    assert pupil.check_password(password)
