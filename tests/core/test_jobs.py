"""`enqueue` against a real Redis, and against a port where nobody answers."""

import os
import socket
import subprocess
import sys
import time

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import OperationalError, connection, transaction
from redis import Redis

from portal.core.breaker import REDIS
from portal.core.jobs import enqueue, run_on_each

QUEUE = "mail"  # the lane of what is sent here


@pytest.fixture
def queue():
    with Redis.from_url(settings.REDIS_URL) as broker:
        broker.delete(QUEUE)
        yield broker
        broker.delete(QUEUE)


@pytest.mark.django_db(transaction=True)
def test_a_job_is_sent_only_after_the_commit(queue):
    with transaction.atomic():
        enqueue("notifications.deliver", 1)
        assert queue.llen(QUEUE) == 0
    assert queue.llen(QUEUE) == 1


@pytest.mark.django_db(transaction=True)
def test_each_lane_has_its_own_queue(queue):
    queue.delete("reports", "celery")
    enqueue("evaluation.build_report", 1)
    enqueue("matching.index_organisation", 1)
    enqueue("notifications.deliver", 1)
    assert [queue.llen(name) for name in ("mail", "reports", "celery")] == [1, 1, 1]
    queue.delete("reports", "celery")


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_transaction_that_was_rolled_back_is_never_sent(queue):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue("notifications.deliver", 1)
        raise ZeroDivisionError
    assert queue.llen(QUEUE) == 0


@pytest.mark.django_db(transaction=True)
def test_what_the_cache_has_found_out_about_redis_a_job_does_not_try_again(queue):
    REDIS.failed()
    try:
        enqueue("notifications.deliver", 1)
    finally:
        REDIS.succeeded()
    assert queue.llen(QUEUE) == 0


def test_a_broker_that_is_away_stops_nobody_and_takes_only_seconds():
    program = (
        "import django; django.setup()\n"
        "from portal.core.jobs import _send\n"
        "_send('notifications.deliver', (1,))\n"
        "print('went on')"
    )
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "REDIS_URL": "redis://127.0.0.1:1/0"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "went on"
    assert time.monotonic() - started < 30


def test_a_frozen_broker_is_waited_for_once_however_many_jobs_there_are():
    program = (
        "import django, time; django.setup()\n"
        "from portal.core.jobs import _send\n"
        "started = time.monotonic()\n"
        "for number in range(10): _send('notifications.deliver', (number,))\n"
        "print(time.monotonic() - started < 10)"
    )
    with socket.create_server(("127.0.0.1", 0)) as frozen:  # takes connections and never says a word
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "REDIS_URL": f"redis://127.0.0.1:{frozen.getsockname()[1]}/0"},
            capture_output=True,
            text=True,
            timeout=90,
            check=True,
        )
    assert done.stdout.strip() == "True"


@pytest.mark.django_db
def test_a_row_that_fails_is_logged_by_its_key_and_the_others_have_their_turn(caplog):
    def act(number: int) -> int:
        return 6 // number

    assert run_on_each([3, 0, 2], act, what="Division by") == 2 + 3
    assert [record.getMessage() for record in caplog.records] == [
        "Division by 0 failed; the next run comes back to it."
    ]


@pytest.mark.django_db
def test_the_end_of_a_tasks_time_ends_the_run_as_no_row_is_to_blame():
    done = []

    def act(number: int) -> None:
        done.append(number)
        raise SoftTimeLimitExceeded

    with pytest.raises(SoftTimeLimitExceeded):
        run_on_each([1, 2], act, what="Row")
    assert done == [1]


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_ends_the_run_as_no_row_is_to_blame():
    done = []

    def act(number: int) -> None:
        done.append(number)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(OperationalError):
        run_on_each([1, 2], act, what="Row")
    connection.close()
    assert done == [1]
