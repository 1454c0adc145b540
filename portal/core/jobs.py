"""The one way into the background: send a task by name, once what it is about is committed."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, partial
from typing import TypeVar

from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import connection, transaction
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

from portal.core.breaker import REDIS

logger = logging.getLogger(__name__)
Row = TypeVar("Row")

_is_held_back: ContextVar[bool] = ContextVar("jobs are held back", default=False)


@contextmanager
def held_back() -> Iterator[None]:
    """Send nothing from inside the block: for bulk loads, which do at their end what thousands of jobs would do."""
    token = _is_held_back.set(True)
    try:
        yield
    finally:
        _is_held_back.reset(token)


def enqueue(name: str, *args: int | str) -> None:
    """Ask a worker to run the task called `name` after the current transaction commits.

    Arguments are ids, never data: they pass through the broker and its logs. When the broker is away the
    caller is not told, because every job has a row that a scheduled sweeper finds; the time-outs in the
    settings keep the wait short.
    """
    if not _is_held_back.get():
        transaction.on_commit(partial(_send, name, args), robust=True)


def run_on_each(rows: Iterable[Row], act: Callable[[Row], int | None], *, what: str) -> int:
    """Do `act`, a transaction of its own, on each row of a scheduled run; returns the sum of its answers.

    A row that fails is logged as `what` with its key and found by the next run again: at no run does it keep those
    behind it from their turn. The end of the task's time, and a database that is away, end the run.
    """
    total = 0
    for row in rows:
        try:
            total += act(row) or 0
        except SoftTimeLimitExceeded:
            raise  # time is up for all of them; the next run goes on
        except Exception:
            if not connection.is_usable():
                raise
            logger.exception("%s %s failed; the next run comes back to it.", what, getattr(row, "pk", row))
    return total


def _send(name: str, args: tuple[int | str, ...]) -> None:
    if not REDIS.lets_through():
        return
    try:
        _greet()  # its time-out is a click's; the library's own are those of a worker
        current_app.send_task(name, args=args, retry=False)
    except (OperationalError, RedisError, OSError):
        REDIS.failed()
        logger.warning("The broker did not take %s; the sweeper will find its row.", name)
    else:
        REDIS.succeeded()


def _greet() -> None:
    _client(settings.REDIS_URL).ping()


@cache
def _client(url: str) -> Redis:
    return Redis.from_url(url, **settings.REDIS_OPTIONS)
