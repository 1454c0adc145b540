"""A real Celery worker for tests: a process of its own, on this run's database and Redis."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from portal import embedded
from portal.celery import app

PATIENCE = 60  # seconds, on a machine that has other things to do, too


class Worker:
    """What it says stands in `log`; `wait_for` waits for what it does."""

    def __init__(self, log: Path, **surroundings: str) -> None:
        self.log = log
        self.surroundings = {"DJANGO_SETTINGS_MODULE": "portal.settings.test", **surroundings}

    def start(self) -> None:
        """Start on an empty queue: what earlier tests sent is about rows that are gone."""
        app.control.purge()
        database = (
            urlsplit(embedded.database_url())._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
        )
        command = [*("-m", "celery", "--app", "portal", "worker", "--loglevel", "INFO"), "--without-gossip"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command, "--without-mingle", "--concurrency", "1"],
                env=os.environ | {"DATABASE_URL": database} | self.surroundings,
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_for(lambda: " ready." in self.log.read_text())

    def stop(self, signum: int = signal.SIGQUIT) -> None:
        """Stop the worker and its children; SIGKILL does it without a word, as a power cut would."""
        try:
            os.killpg(self.process.pid, signum)
            self.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        except ProcessLookupError:
            pass

    def wait_for(self, has_happened: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not has_happened():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise AssertionError(
                    f"The worker did not get there. It said:\n{self.log.read_text()[-4000:]}"
                )
            time.sleep(0.05)
