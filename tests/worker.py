"""A real Celery worker for tests: a process of its own, on this run's database and Redis.

Of the two seconds that one takes to be ready, all but a few tenths go by with importing the portal. So a process that
has done nothing but that forks them, and each is as fresh as one that was started from a shell.
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from portal.celery import app

PATIENCE = 60  # seconds, on a machine that has other things to do, too
COMMAND = "worker --loglevel INFO --without-gossip --without-mingle --concurrency 1"


class Worker:
    """What it says stands in `log`; `wait_for` waits for what it does. It has the tests' settings, but for `others`."""

    def __init__(self, log: Path, **others: Any) -> None:
        self.log = log
        self.others = others

    def start(self) -> None:
        """Start on an empty queue: what earlier tests sent is about rows that are gone."""
        app.control.purge()
        self.process = _forks().Process(
            target=_work, args=(self.log, connection.settings_dict["NAME"], self.others)
        )
        self.log.touch()
        self.process.start()
        self.wait_for(lambda: " ready." in self.log.read_text())

    def stop(self, signum: int = signal.SIGQUIT) -> None:
        """Stop the worker and its children; SIGKILL does it without a word, as a power cut would."""
        assert self.process.pid
        try:
            os.killpg(self.process.pid, signum)
            self.process.join(PATIENCE)
            if self.process.is_alive():
                os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:  # it has gone, or leads no group yet
            self.process.kill()
        self.process.join()

    def wait_for(self, has_happened: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not has_happened():
            if time.monotonic() > deadline or not self.process.is_alive():
                raise AssertionError(
                    f"The worker did not get there. It said:\n{self.log.read_text()[-4000:]}"
                )
            time.sleep(0.05)


def _forks() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.portal_imported"])
    return context


def _work(log: Path, database: str, others: dict[str, Any]) -> None:
    """What the forked process does: it is a worker until it ends."""
    os.setsid()
    with log.open("ab") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    settings.DATABASES["default"]["NAME"] = database
    for name, value in others.items():
        setattr(settings, name, value)
    app.worker_main(COMMAND.split())
