"""A test that commits leaves the tables as every other test wants to find them."""

import gc

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from tests import database
from tests.factories import make_enrolment, make_programme, make_user

NAME = "tests_emptied_tables"
NOTES_OF_THE_PUTTING_BACK = {"core.Change"}


def numbers_of_rows() -> dict[str, int]:
    models = (it for it in apps.get_models(include_auto_created=True) if it._meta.can_migrate(connection))
    numbers = {it._meta.label: it._base_manager.count() for it in models}
    return {label: number for label, number in numbers.items() if label not in NOTES_OF_THE_PUTTING_BACK}


def triggers() -> dict[tuple[str, str], str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal"
        )
        return {(table, name): state for table, name, state in cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
def test_tables_are_emptied_with_all_that_was_noted_of_them_and_their_triggers_are_as_before():
    before = numbers_of_rows(), triggers()
    make_enrolment(make_programme(), make_user())
    assert numbers_of_rows() != before[0]
    call_command("flush", verbosity=0, interactive=False)
    assert (numbers_of_rows(), triggers()) == before
    assert {"O", "A"} <= set(before[1].values())


@pytest.mark.django_db(transaction=True)
def test_what_migrations_wrote_is_there_again_after_the_tables_were_emptied():
    call_command("flush", verbosity=0, interactive=False)
    found, mine = numbers_of_rows(), connection.settings_dict["NAME"]
    try:
        database.copy_of_template(NAME)
        assert found == numbers_of_rows()
    finally:
        database.point_connection_at(mine)
        database.drop(NAME)
    assert found["matching.ArrivalItem"]


@pytest.mark.django_db(transaction=True)
def test_a_database_is_copied_though_a_connection_to_it_waits_to_be_collected():
    mine = connection.settings_dict["NAME"]
    left: dict[str, object] = {"connection": connection.copy()}
    left["itself"] = left
    left["connection"].ensure_connection()
    gc.disable()
    try:
        del left
        connection.close()
        database.copy(mine, NAME)
    finally:
        gc.enable()
        database.drop(NAME)
