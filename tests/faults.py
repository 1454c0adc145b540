"""Servers of a test's own, to be frozen and killed: nobody else's work stands on them."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path

from django.conf import settings
from django.db import connection, models

from tests.journeys.keeper import free_port

PATIENCE = 60  # seconds, on a machine that has other things to do, too
KEEP = """
from portal import embedded
with embedded.servers(durable=False):
    print(embedded.database_url(), embedded.redis_url(), flush=True)
    input()
"""


@dataclass
class Servers:
    """An embedded PostgreSQL and Redis in a folder of their own."""

    home: Path
    surroundings: dict[str, str]

    def postgres(self) -> list[int]:
        """The server and all processes it has started."""
        main = int((self.home / "postgres" / "postmaster.pid").read_text().split()[0])
        return [main, *children_of(main)]

    def redis(self) -> list[int]:
        return [int((self.home / "redis" / "server.pid").read_text())]


@contextmanager
def own_servers(home: Path) -> Iterator[Servers]:
    bare = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    keeper = subprocess.Popen(
        [sys.executable, "-c", KEEP],
        env=bare | {"BLEIBE_VAR": str(home), "BLEIBE_TEST_VAR": str(home)},
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert keeper.stdout is not None
        database, redis = keeper.stdout.readline().split()
        yield Servers(home, {"DATABASE_URL": database, "REDIS_URL": redis})
    finally:
        keeper.communicate("go\n", timeout=PATIENCE)


@contextmanager
def frozen(find: Callable[[], list[int]]) -> Iterator[None]:
    """Stopped in the middle of whatever they do: connections are taken by the kernel, and nobody ever says a word."""
    stopped = find()
    _send(signal.SIGSTOP, stopped)
    try:
        yield
    finally:
        _send(signal.SIGCONT, stopped)


def _send(signum: signal.Signals, processes: list[int]) -> None:
    """A server's processes come and go: one that served the test before may just be leaving."""
    for pid in processes:
        with suppress(ProcessLookupError):
            os.kill(pid, signum)


def children_of(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(fields[1]) == parent:
            found.append(int(stat.parent.name))
    return found


# --- The portal before them -----------------------------------------------------------------------------------------


@dataclass
class Answer:
    status: int
    body: str
    headers: dict[str, str]
    seconds: float


@contextmanager
def web(folder: Path, **surroundings: str) -> Iterator[str]:
    """A web server of the portal on a port of its own; its address."""
    port = free_port()
    log = folder / "web.log"
    command = f"granian --interface wsgi --port {port} --blocking-threads 64 --no-ws portal.wsgi:application"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command.split()],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings.local"} | surroundings,
            cwd=settings.BASE_DIR,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: answers(address), log)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answers(address: str) -> bool:
    try:
        return ask(f"{address}/healthz").status == 200
    except OSError:
        return False


def wait_for(has_happened: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not has_happened():
        assert time.monotonic() < deadline, f"It did not happen. The log says:\n{log.read_text()[-4000:]}"
        time.sleep(0.1)


def ask(url: str, **headers: str) -> Answer:
    started = time.monotonic()
    try:
        with urllib.request.urlopen(
            urllib.request.Request(url, headers=headers), timeout=PATIENCE
        ) as response:
            return _answer(response, started)
    except urllib.error.HTTPError as error:
        return _answer(error, started)


def _answer(response: "HTTPResponse | urllib.error.HTTPError", started: float) -> Answer:
    body = response.read().decode(errors="replace")
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(int(response.status or 0), body, headers, time.monotonic() - started)


def break_row(row: models.Model) -> None:
    """Until the test's transaction ends, the database refuses each change of this row."""
    table = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION 'this row is broken'; END $$;"
            f'CREATE TRIGGER "000_broken" BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN (OLD.id = {int(row.pk)}) '
            f"EXECUTE FUNCTION pg_temp.refuse()"
        )
