"""Keeps one portal for all of pytest's processes, and ends it when the last of them has gone.

A process of its own: `portal.py` starts it.
"""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from django.conf import settings

from portal import embedded
from portal.celery import app
from portal.run import leave_with_parent
from tests import database
from tests.journeys.addresses import all_addresses, front_pages
from tests.journeys.people import add_newcomer
from tests.journeys.portal import NAME, Portal, home

PATIENCE = 180  # seconds, on a machine that has other things to do, too
THREADS = 4  # of the web; each may hold one database connection


def keep() -> None:
    """Run the portal until nobody uses it. Who comes meanwhile waits until it has gone, and starts another."""
    with (home() / "keeper.lock").open("a") as keeper, (home() / "users.lock").open("a") as users:
        fcntl.flock(keeper, fcntl.LOCK_EX)
        with embedded.servers(durable=False), running(home() / "files") as portal:
            unfinished = home() / "portal.json.new"
            unfinished.write_text(json.dumps(asdict(portal)))
            unfinished.rename(home() / "portal.json")
            fcntl.flock(users, fcntl.LOCK_EX)


@contextmanager
def running(folder: Path) -> Iterator[Portal]:
    """Web and worker on a fresh copy of the demonstration and an empty queue."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    database.copy_of_demonstration(NAME, folder / "media")
    app.control.purge()
    address = f"http://localhost:{free_port()}"
    children: list[subprocess.Popen[bytes]] = []
    try:
        with database.connected_to(NAME):
            add_newcomer()
            portal = Portal(address, all_addresses(), front_pages())
        children += [start(name, address, folder) for name in ("web", "worker")]
        wait_until_healthy(address, children[0], folder / "web.log")
        yield portal
    finally:
        for child in children:
            stop(child)
        database.drop(NAME)


def start(name: str, address: str, folder: Path) -> subprocess.Popen[bytes]:
    port = address.rpartition(":")[2]
    commands = {
        "web": f"granian --interface wsgi --port {port} --blocking-threads {THREADS} --no-ws portal.wsgi:application",
        "worker": "celery --app portal worker --loglevel INFO --concurrency 1 --without-gossip --without-mingle",
    }
    surroundings = {
        "DATABASE_URL": database.url_of(NAME),
        "REDIS_URL": settings.REDIS_URL,
        "SITE_URL": address,
    }
    if name == "web":  # as on a server: a worker forks, and pools don't
        surroundings["DATABASE_POOL_SIZE"] = str(THREADS)
    with (folder / f"{name}.log").open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", *commands[name].split()],
            env=os.environ | surroundings,
            cwd=settings.BASE_DIR,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=leave_with_parent,
        )


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("localhost", 0))
        port: int = found.getsockname()[1]
        return port


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
            time.sleep(0.1)
    raise AssertionError(f"The portal did not start. It said:\n{log.read_text()[-4000:]}")
