"""A whole portal for journeys: a web server and a Celery worker of their own, on a demonstration of their own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from portal import embedded
from tests import database
from tests.journeys.addresses import all_addresses

PATIENCE = 180  # seconds, on a machine that has other things to do, too


@dataclass
class Portal:
    """Where it is, and every address in it."""

    address: str
    addresses: list[str]


@contextmanager
def running(name: str, folder: Path) -> Iterator[Portal]:
    """Load the demonstration into a database called `name`, start web and worker."""
    current = connection.settings_dict["NAME"]
    database.copy_of_template(name)
    database._point_connection_at(current)
    port = free_port()
    address = f"http://localhost:{port}"
    surroundings = os.environ | {
        "DATABASE_URL": urlsplit(embedded.database_url())._replace(path=f"/{name}").geturl(),
        "REDIS_URL": settings.REDIS_URL,
        "DJANGO_SETTINGS_MODULE": "tests.journeys.settings",
        "JOURNEYS_DIR": str(folder),
        "SITE_URL": address,
    }
    run([sys.executable, "manage.py", "load_demo"], surroundings, folder / "load.log")
    web = ["granian", "--interface", "wsgi", "--port", str(port), "--blocking-threads", "4", "--no-ws"]
    worker = ["celery", "--app", "portal", "worker", "--loglevel", "INFO", "--concurrency", "1"]
    commands = {
        "web": [*web, "portal.wsgi:application"],
        "worker": [*worker, "--without-gossip", "--without-mingle"],
    }
    of_its_own = {
        "web": {"DATABASE_POOL_SIZE": "4"},
        "worker": {},
    }  # as on a server: a worker forks, pools don't
    children: list[subprocess.Popen[bytes]] = []
    try:
        for each, command in commands.items():
            started = [sys.executable, "-m", *command]
            children.append(start(started, surroundings | of_its_own[each], folder / f"{each}.log"))
        wait_until_healthy(address, children[0], folder / "web.log")
        database._point_connection_at(name)
        addresses = all_addresses()
        database._point_connection_at(current)
        yield Portal(address, addresses)
    finally:
        for child in children:
            stop(child)
        database._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("localhost", 0))
        port: int = found.getsockname()[1]
        return port


def run(command: list[str], surroundings: dict[str, str], log: Path) -> None:
    with log.open("wb") as output:
        code = subprocess.run(
            command,
            env=surroundings,
            cwd=settings.BASE_DIR,
            stdout=output,
            stderr=output,
            timeout=PATIENCE * 3,
        ).returncode
    assert code == 0, log.read_text()[-4000:]


def start(command: list[str], surroundings: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            env=surroundings,
            cwd=settings.BASE_DIR,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def stop(child: subprocess.Popen[bytes]) -> None:
    """End it with all it started. It leads a group of its own, which nobody else is in."""
    for signum in (15, 9):
        try:
            os.killpg(child.pid, signum)
            child.wait(timeout=20)
        except subprocess.TimeoutExpired:
            continue
        except ProcessLookupError:
            pass
        return


def wait_until_healthy(address: str, web: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and web.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    raise AssertionError(f"The portal did not start. It said:\n{log.read_text()[-4000:]}")
