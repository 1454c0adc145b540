"""The one way into the background: send a task by name, once what it is about is committed."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

REST = 15  # seconds without another try after the broker failed: who tells ten people doesn't wait ten times
logger = logging.getLogger(__name__)

_is_held_back: ContextVar[bool] = ContextVar("jobs are held back", default=False)


@contextmanager
def held_back() -> Iterator[None]:
    """Send nothing from inside the block: for bulk loads, which do at their end what thousands of jobs would do."""
    token = _is_held_back.set(True)
    try:
        yield
    finally:
        _is_held_back.reset(token)


class _Broker:
    """What this process knows of the broker's health."""

    resting_until = 0.0  # on the clock of `time.monotonic`


def enqueue(name: str, *args: int | str) -> None:
    """Ask a worker to run the task called `name` after the current transaction commits.

    Arguments are ids, never data: they pass through the broker and its logs. When the broker is away the
    caller is not told, because every job has a row that a scheduled sweeper finds; the time-outs in the
    settings keep the wait short.
    """
    if not _is_held_back.get():
        transaction.on_commit(partial(_send, name, args), robust=True)


def _send(name: str, args: tuple[int | str, ...]) -> None:
    if time.monotonic() < _Broker.resting_until:
        return
    try:
        current_app.send_task(name, args=args, retry=False)
    except (OperationalError, RedisError, OSError):
        _Broker.resting_until = time.monotonic() + REST
        logger.warning("The broker did not take %s; the sweeper will find its row.", name)
