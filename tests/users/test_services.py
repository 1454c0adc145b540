"""What changes about an account, and who may."""

import pytest
from django.apps import apps

from portal.core.errors import NotAllowed
from portal.core.personal_data import holdings
from portal.notifications.models import Preference
from portal.users.extensions import mergers
from portal.users.models import User
from portal.users.queries import links_to_people
from portal.users.services import join_people, register_pupil, update_settings
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


# --- Two are one ---------------------------------------------------------------------------------------------------


def keys_to_people() -> set[str]:
    """`model.field` of every foreign key to a person, those of histories left out: they are never rewritten."""
    return {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.concrete and field.related_model is User and not field.many_to_many
        if not model._meta.model_name.endswith("history")
    }


def test_every_key_to_a_person_says_whether_its_rows_move_when_two_are_one():
    moving = {f"{model._meta.label_lower}.{key}" for model, key in links_to_people()}
    staying = {f"{holding.model}.{trace}" for holding in holdings for trace in holding.traces}
    not_ours = {
        "users.user_groups.user",
        "users.user_user_permissions.user",
        "pghistory.middlewareevents.user",  # a view of the histories
    }
    assert keys_to_people() - moving - staying - not_ours == set()
    assert {name for name, _merger in mergers.items()} <= moving


def test_of_what_a_person_has_but_once_the_account_s_own_stays():
    gone = make_user("Gone", email=None, username="gone", is_active=False, is_unclaimed=True)
    kept = make_user("Kept")
    for person, frequency in ((gone, "off"), (kept, "daily")):
        Preference.objects.create(user=person, kind="of.both", frequency=frequency)
    Preference.objects.create(user=gone, kind="of.one", frequency="weekly")
    join_people(gone=gone, kept=kept, by=kept)
    assert set(Preference.objects.values_list("user", "kind", "frequency")) == {
        (kept.pk, "of.both", "daily"),
        (kept.pk, "of.one", "weekly"),
    }
