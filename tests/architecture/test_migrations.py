"""Every migration can be undone, says what it does, and keeps what people have written, there and back."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddIndex, RemoveIndex

from tests.architecture.source import our_apps
from tests.factories import make_organisation, make_placement, make_programme, make_talent, make_user

MIGRATIONS = [
    migration
    for (app, _name), migration in sorted(MigrationLoader(None).disk_migrations.items())
    if app in our_apps()
]


@pytest.fixture
def migrate(db, monkeypatch) -> Callable:
    """Go to a migration of an app, in the test's own transaction; answers with the models as they are there."""

    for way in (
        "database_forwards",
        "database_backwards",
    ):  # beside others' work needs no test in one transaction
        monkeypatch.setattr(AddIndexConcurrently, way, getattr(AddIndex, way))
        monkeypatch.setattr(RemoveIndexConcurrently, way, getattr(RemoveIndex, way))

    def go(app: str, name: str):
        with connection.cursor() as cursor:
            # A table with rows still to check can't be altered, and planning takes Python its time.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        executor = MigrationExecutor(connection)
        targets = executor.loader.graph.leaf_nodes() if name == "latest" else [(app, name)]
        return executor.migrate(targets).apps

    return go


@pytest.mark.parametrize("migration", MIGRATIONS, ids=str)
def test_a_migration_is_named_and_can_be_undone(migration):
    assert "auto" not in migration.name
    assert [operation for operation in migration.operations if not operation.reversible] == []


@pytest.mark.django_db
def test_the_database_has_no_column_that_nobody_knows():
    """What a release no longer reads is dropped by the next: state first, then the column."""
    known = {
        (model._meta.db_table, field.column)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name <> 'django_migrations'"
        )
        assert set(cursor.fetchall()) - known == set()


def test_a_profile_outlives_the_field_nobody_read(migrate):
    talent = make_talent(make_user(), headline="Engineer")
    before = migrate("matching", "0002_sensible_years").get_model("matching", "Talent").objects.get()
    assert (before.pk, before.headline, before.visibility) == (talent.pk, "Engineer", "hidden")
    migrate("matching", "latest")
    talent.headline = "Electrical engineer"
    talent.save()
    assert [row.headline for row in talent.history.order_by("pgh_id")] == ["Engineer", "Electrical engineer"]


def test_a_programme_outlives_its_one_date_for_all_records(migrate):
    programme = make_programme(acronym="A")
    rows = (
        migrate("programmes", "0004_modules_say_what_they_show").get_model("programmes", "Programme").objects
    )
    rows.update(retention_until="2030-12-31")
    migrate("programmes", "latest")
    programme.acronym = "B"
    programme.save()
    assert programme.history.order_by("pgh_id").last().acronym == "B"


def test_whole_hours_and_pay_become_decimals_and_go_back(migrate):
    programme = make_programme()
    placement = make_placement(
        make_organisation(programme), programme, hours=40, pay_min=52000, pay_max=58000
    )
    talent = make_talent(hours=Decimal("38.5"))
    before = migrate("matching", "0004_country_and_language_fields")
    rows = before.get_model("matching", "Placement").objects
    assert rows.values_list("hours", "pay_min", "pay_max").get() == (40, 52000, 58000)
    assert before.get_model("matching", "Talent").objects.get().hours == 39
    migrate("matching", "latest")
    placement.refresh_from_db()
    assert (placement.hours, placement.pay_min, placement.pay_max) == (40, 52000, 58000)
    talent.hours = Decimal("38.5")
    talent.save()
    assert talent.history.order_by("pgh_id").last().hours == Decimal("38.5")
