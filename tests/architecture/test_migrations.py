"""Every migration can be undone, says what it does, and keeps what people have written, there and back."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    CreateModel,
    RemoveConstraint,
    RemoveIndex,
)
from django.db.migrations.state import ProjectState
from django.db.models import BigAutoField, CheckConstraint, Index, IntegerField, Q, UniqueConstraint
from django.utils import timezone

from matching.models import Application
from programmes.models import Reminder, ReminderOccasion
from tests.architecture.source import our_apps
from tests.factories import (
    make_application,
    make_enrolment,
    make_funding,
    make_organisation,
    make_placement,
    make_programme,
    make_pupil,
    make_talent,
    make_user,
)
from tests.migrating import models_drawn_for_fields_only

MIGRATIONS = [
    migration
    for (app, _name), migration in sorted(MigrationLoader(None).disk_migrations.items())
    if app in our_apps()
]


@pytest.fixture
def migrate(db, monkeypatch) -> Callable:
    """Go to migrations, or without any to the latest, in the test's own transaction; answers with the models there."""

    for way in (
        "database_forwards",
        "database_backwards",
    ):  # beside others' work needs no test in one transaction
        monkeypatch.setattr(AddIndexConcurrently, way, getattr(AddIndex, way))
        monkeypatch.setattr(RemoveIndexConcurrently, way, getattr(RemoveIndex, way))

    def go(*targets: tuple[str, str]):
        with connection.cursor() as cursor:
            # A table with rows still to check can't be altered, and planning takes Python its time.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        executor = MigrationExecutor(connection)
        nodes = list(targets) or executor.loader.graph.leaf_nodes()
        with models_drawn_for_fields_only():
            executor.migrate(nodes)
        # What `migrate` answers with knows migrations that are undone, when there are several to go back to.
        return executor.loader.project_state(nodes).apps

    return go


@pytest.mark.parametrize("migration", MIGRATIONS, ids=str)
def test_a_migration_is_named_and_can_be_undone(migration):
    assert "auto" not in migration.name
    assert [operation for operation in migration.operations if not operation.reversible] == []


def test_the_models_of_a_test_s_migration_know_what_those_of_an_operator_s_know():
    """They are drawn less often: only where a field changes."""
    operations = [
        CreateModel("Thing", [("id", BigAutoField(primary_key=True)), ("size", IntegerField())]),
        AddIndex("Thing", Index(fields=["size"], name="by_size")),
        AddConstraint("Thing", UniqueConstraint(fields=["size"], name="once")),
        AddField("Thing", "weight", IntegerField(default=0)),
        RemoveIndex("Thing", "by_size"),
        AddConstraint("Thing", CheckConstraint(condition=Q(size__gt=0), name="some")),
        RemoveConstraint("Thing", "once"),
    ]
    state, known, drawn = ProjectState(), [], set()
    with models_drawn_for_fields_only():
        for operation in operations:
            assert state.apps is not None
            operation.state_forwards("things", state)
            thing = state.apps.get_model("things", "Thing")
            drawn.add(thing)
            known.append((thing._meta.indexes, thing._meta.constraints))
    assert len(drawn) == 2

    as_ever = ProjectState()
    for operation, kept in zip(operations, known, strict=True):
        assert as_ever.apps is not None
        operation.state_forwards("things", as_ever)
        options = as_ever.apps.get_model("things", "Thing")._meta
        assert (options.indexes, options.constraints) == kept
    assert as_ever == state


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


def test_what_people_have_written_outlives_the_way_back_to_the_first_releases_and_forth(migrate):
    """One way for all of them: planning and drawing the models takes Python most of a minute."""
    programme = make_programme(acronym="A")
    placement = make_placement(
        make_organisation(programme), programme, hours=40, pay_min=52000, pay_max=58000
    )
    talent = make_talent(make_user(), headline="Engineer", hours=Decimal("38.5"))
    reminder = Reminder.objects.create(programme=programme, kind="k", is_on=True, offset=1, unit="days")
    for moment in (timezone.now(), timezone.now()):  # of one row, moved; once there was one of each
        ReminderOccasion.objects.create(
            reminder=reminder,
            kind="k",
            rule="r",
            occasion=1,
            moment=moment,
            programme=programme,
            together=1,
            due_at=moment,
        )
    of_adult = make_application(placement, talent)
    of_pupil = make_application(placement, make_talent(make_pupil(has_consent=True)))

    funding = make_funding(programme)
    enrolments = [make_enrolment(programme), make_enrolment(make_programme(parent=programme))]

    before = migrate(("programmes", "0004_modules_say_what_they_show"), ("matching", "0002_sensible_years"))
    then = before.get_model("matching", "Talent").objects.get(pk=talent.pk)
    assert (then.pk, then.headline, then.visibility) == (talent.pk, "Engineer", "hidden")
    assert then.hours == 39, "once there were whole hours only"
    rows = before.get_model("matching", "Placement").objects
    assert rows.values_list("hours", "pay_min", "pay_max").get() == (40, 52000, 58000)
    before.get_model("programmes", "Programme").objects.update(retention_until="2030-12-31")

    migrate()
    placement.refresh_from_db()
    assert (placement.hours, placement.pay_min, placement.pay_max) == (40, 52000, 58000)
    talent.headline, talent.hours = "Electrical engineer", Decimal("38.5")
    talent.save()
    assert [row.headline for row in talent.history.order_by("pgh_id")] == ["Engineer", "Electrical engineer"]
    assert talent.history.order_by("pgh_id").last().hours == Decimal("38.5")
    programme.acronym = "B"
    programme.save()
    assert programme.history.order_by("pgh_id").last().acronym == "B"
    for enrolment in enrolments:
        enrolment.refresh_from_db()
        assert enrolment.funding == funding
    noted = Application.objects.order_by("pk").values_list("pk", "is_of_minor")
    assert list(noted) == [(of_adult.pk, False), (of_pupil.pk, True)]
