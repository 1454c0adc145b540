"""Long reads go to a real standby that streams from the tests' server, and never see less than was committed before."""

import logging
from datetime import date
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import OperationalError, connection, connections, router, transaction
from django.test.utils import CaptureQueriesContext

from evaluation.services.reports import build_report, request_report
from portal.core import breaker, replica
from portal.core.replica import REPLICA, reading_from_replica
from portal.embedded_roles import SUPERUSER
from portal.settings import environment
from portal.users.models import User
from programmes.services.export_work import build_export
from tests.database import url_of
from tests.exporting import PARTICIPANTS, asked
from tests.factories import make_enrolment, make_member, make_programme
from tests.standby import standby

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", REPLICA])


@pytest.fixture(scope="module", autouse=True)
def known(django_db_setup):
    """The tests' runner must know the replica before a test begins, and must not empty it."""
    connections.databases[REPLICA] = {**connection.settings_dict, "TEST": {"MIRROR": "default"}}
    yield
    del connections[REPLICA], connections.databases[REPLICA]


@pytest.fixture(scope="module")
def following(known):
    """The address of a standby."""
    with standby(url_of(f"tests_{environment.pytest_worker()}")) as url:
        yield url


def configure(settings, url: str) -> None:
    settings.DATABASE_ROUTERS = ["portal.core.replica.ReplicaRouter"]
    told = environment.database(url)
    connections[REPLICA].settings_dict |= told | {"OPTIONS": told["OPTIONS"] | {"connect_timeout": 3}}


@pytest.fixture
def following_portal(settings, following):
    """The connection to the standby of a portal that is told of it."""
    configure(settings, following)
    yield connections[REPLICA]
    connections[REPLICA].close()
    breaker.REPLICA.succeeded()


def is_read_there() -> bool:
    with connections[router.db_for_read(User)].cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        return bool(cursor.fetchone()[0])


def test_a_long_read_comes_from_the_replica_and_knows_all_that_was_committed_before(following_portal):
    for number in range(5):
        User.objects.create(username=f"person-{number}")
        with reading_from_replica():
            assert is_read_there()
            assert User.objects.count() == number + 1
    assert not is_read_there()


def test_what_is_written_meanwhile_goes_to_the_database(following_portal):
    person = User.objects.create(username="amira")
    with reading_from_replica():
        found = User.objects.get(pk=person.pk)
        found.name = "Amira"
        found.save()
        User.objects.filter(pk=person.pk).update(language="sl")
        User.objects.create(username="ben")
    person.refresh_from_db()
    assert (person.name, person.language, User.objects.count()) == ("Amira", "sl", 2)


def test_a_transaction_reads_what_it_has_written_itself(following_portal):
    with transaction.atomic():
        User.objects.create(username="amira")
        with reading_from_replica():
            assert not is_read_there()
            assert User.objects.count() == 1


def test_a_replica_that_is_behind_is_done_without(following_portal, following, monkeypatch, caplog):
    monkeypatch.setattr(replica, "PATIENCE", 0.1)
    with psycopg.connect(
        **{**following_portal.get_connection_params(), "user": SUPERUSER, "cursor_factory": None},
        autocommit=True,
    ) as by_operator:
        by_operator.execute("SELECT pg_wal_replay_pause()")
        try:
            User.objects.create(username="amira")
            with caplog.at_level(logging.WARNING), reading_from_replica():
                assert not is_read_there()
                assert User.objects.count() == 1
        finally:
            by_operator.execute("SELECT pg_wal_replay_resume()")
    assert "behind" in caplog.text


def test_a_replica_that_is_away_is_done_without_and_says_nothing_about_the_database(settings, caplog):
    configure(settings, "postgres://bleibe@127.0.0.1:1/none")
    User.objects.create(username="amira")
    with caplog.at_level(logging.WARNING), reading_from_replica():
        assert not is_read_there()
        assert User.objects.count() == 1
    assert "away" in caplog.text
    assert breaker.DATABASE.resting_until == 0


def test_a_server_that_follows_another_database_or_none_is_never_read_and_keeps_nobody_waiting(
    settings, caplog, following
):
    the_database_itself = url_of(connection.settings_dict["NAME"])
    another = urlsplit(following)._replace(path="/postgres").geturl()
    for url in (the_database_itself, another):
        configure(settings, url)
        with caplog.at_level(logging.WARNING), reading_from_replica():
            assert not is_read_there()
        assert "no standby of the database" in caplog.text, url
        caplog.clear()
        connections[REPLICA].close()


def test_silence_of_the_replica_is_noted_for_the_replica_alone(following_portal):
    connection.ensure_connection()
    following_portal.ensure_connection()
    assert following_portal.connection.breaker is breaker.REPLICA
    assert connection.connection.breaker is breaker.DATABASE
    breaker.REPLICA.failed()
    following_portal.close()
    with pytest.raises(OperationalError):
        following_portal.ensure_connection()
    connection.close()
    connection.ensure_connection()


def test_without_a_replica_everything_is_read_from_the_database(monkeypatch):
    monkeypatch.delitem(connections.databases, REPLICA)
    with reading_from_replica():
        assert not is_read_there()


def test_nothing_is_migrated_on_the_replica(following_portal):
    assert not router.allow_migrate(REPLICA, "users")
    assert router.allow_migrate("default", "users")


def test_exports_and_reports_read_their_rows_there(following_portal):
    programme = make_programme()
    by = make_member(programme)
    make_enrolment(programme)
    export = asked(by, PARTICIPANTS, format="csv")
    period = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    report = request_report(programme=programme, **period, language="en", by=by)
    for build, key, table in (
        (build_export, {"export_id": export.pk}, "programmes_enrolment"),
        (build_report, {"report_id": report.pk}, "evaluation_participantfact"),
    ):
        with CaptureQueriesContext(connection) as here, CaptureQueriesContext(following_portal) as there:
            build(**key)
        assert any(table in query["sql"] for query in there)
        assert not any(f'FROM "{table}"' in query["sql"] for query in here)
    export.refresh_from_db()
    report.refresh_from_db()
    assert (export.state, export.rows, report.state) == ("ready", 1, "ready")
