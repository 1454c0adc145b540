import shutil
import socket
import stat
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings

from portal import embedded

ASK = "SELECT current_setting('server_version_num')::int / 10000"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A data folder of this test's own, so deep that no socket's path would fit into it."""
    home = tmp_path / ("deep" * 20) / "var with a space"
    monkeypatch.setenv("BLEIBE_VAR", str(home))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    return home


def ask():
    with psycopg.connect(
        host=str(embedded._sockets()), user=embedded.NAME, dbname=embedded.NAME
    ) as connection:
        return connection.execute(ASK).fetchone()[0]


def test_servers_run_inside_the_block_and_no_longer(home):
    with embedded.servers(durable=False):
        assert ask() == 18
        assert embedded._redis().ping() is True
        sockets = embedded._sockets()

    assert not sockets.exists()
    assert not (home / "postgres" / "postmaster.pid").exists()
    assert not (home / "redis" / "server.pid").exists()


def test_nobody_else_looks_into_the_data(home):
    home.mkdir(parents=True, mode=0o755)
    embedded.make_data_directory(home)

    others = stat.S_IMODE(home.stat().st_mode) & 0o767  # root lets PostgreSQL's user through
    assert others == 0o700


def test_last_one_out_stops_them(home):
    code = "from portal import embedded\nwith embedded.servers(durable=False): print('in'), input()"
    with embedded.servers(durable=False):
        other = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert other.stdout.readline() == "in\n"

    assert ask() == 18
    other.communicate("go\n", timeout=30)
    assert not embedded._answers_postgres()
    assert not embedded._answers_redis()


def test_a_folder_that_is_removed_leaves_no_server_running(home):
    with embedded.servers(durable=False):
        running = embedded._processes(home)
        assert [server.runs() for server in running] == [True, True]
        shutil.rmtree(home)
        shutil.rmtree(embedded._sockets(), ignore_errors=True)

    assert [server.runs() for server in running] == [False, False]


def test_data_survives(home):
    with embedded.servers():
        with psycopg.connect(
            host=str(embedded._sockets()), user=embedded.NAME, autocommit=True
        ) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        embedded._redis().set("answer", 42)

    with embedded.servers():
        with psycopg.connect(host=str(embedded._sockets()), user=embedded.NAME) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
        assert embedded._redis().get("answer") == b"42"


def test_named_servers_replace_the_embedded_ones(home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://me@db/portal")
    monkeypatch.setenv("REDIS_URL", "redis://cache/0")

    assert embedded.is_needed() is False
    assert (embedded.database_url(), embedded.redis_url()) == ("postgres://me@db/portal", "redis://cache/0")


def test_folder_that_cannot_be_used_is_told_in_one_line(home):
    home.mkdir(parents=True)
    (home / "postgres").write_text("in the way")

    with pytest.raises(embedded.ServerFailed) as failure, embedded.servers():
        pass

    assert len(str(failure.value).splitlines()) == 1


def test_reason_is_the_line_that_says_why():
    output = "starting\nFATAL:  could not write lock file: No space left on device\nstopped waiting\n"

    assert embedded._reason(output) == "FATAL:  could not write lock file: No space left on device"


def run(**surroundings):
    import os

    return subprocess.run(
        [sys.executable, "-m", "portal.run"],
        env=os.environ | surroundings,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )


def test_port_that_is_taken_is_told_in_one_line(home):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        answer = run(PORT=port)

    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == (
        f"Port {port} on 127.0.0.1 can't be used (Address already in use); "
        "choose another, as in: PORT=8001 make run\n"
    )


def test_port_that_is_no_number_is_told_in_one_line(home):
    answer = run(PORT="http")

    assert (answer.returncode, answer.stderr) == (1, "PORT must be a whole number, not 'http'.\n")
