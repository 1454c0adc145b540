"""A whole portal for journeys: a web server and a Celery worker of their own, on a demonstration of their own.

All of pytest's processes share one. It belongs to none of them but to a keeper (see `keeper.py`), which ends it when
nobody is left who uses it. "Uses" is a file lock that the kernel takes back, so that nothing keeps running however a
run was ended.
"""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

NAME = "journeys"
"""Of the database, and of the folder."""
KEEP = "import django; django.setup(); from tests.journeys.keeper import keep; keep()"


@dataclass
class Portal:
    """Where it is and what can be asked of it."""

    address: str
    addresses: list[str]
    front_pages: list[str]


@contextmanager
def shared() -> Iterator[Portal]:
    """The portal of this run. Whoever comes first has it started; the others wait for that."""
    home().mkdir(parents=True, exist_ok=True)
    with (home() / "users.lock").open("a") as users:
        with (home() / "starting.lock").open("a") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            fcntl.flock(users, fcntl.LOCK_SH)
            if not is_kept():
                start_keeper()
        yield Portal(**json.loads((home() / "portal.json").read_text()))


def wait_until_gone() -> None:
    """Return when the portal has left nothing behind, if there was one."""
    if home().exists():
        with (home() / "keeper.lock").open("a") as keeper:
            fcntl.flock(keeper, fcntl.LOCK_EX)


def home() -> Path:
    return Path(settings.VAR_DIR) / NAME


def is_kept() -> bool:
    with (home() / "keeper.lock").open("a") as keeper:
        try:
            fcntl.flock(keeper, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def start_keeper() -> None:
    """Start one, in a session of its own where a Ctrl-C doesn't reach it, and wait until the portal answers."""
    (home() / "portal.json").unlink(missing_ok=True)
    log = home() / "keeper.log"
    surroundings = {
        "DJANGO_SETTINGS_MODULE": "tests.journeys.settings",
        "JOURNEYS_DIR": str(home() / "files"),
    }
    with log.open("wb") as output:
        keeper = subprocess.Popen(
            [sys.executable, "-c", KEEP],
            env=os.environ | surroundings,
            cwd=settings.BASE_DIR,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    while not (home() / "portal.json").exists():
        assert keeper.poll() is None, f"The portal did not start. It said:\n{log.read_text()[-4000:]}"
        time.sleep(0.1)
