"""The tests' own worker is a real one: it takes what `enqueue` sends, from another process. Beat's clock is given."""

import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest
from celery.beat import ScheduleEntry
from django.conf import settings
from redis import Redis

from portal.celery import app
from portal.core.jobs import enqueue
from portal.settings import environment
from tests.faults import own_servers, wait_for

ORDINARY = datetime(2026, 9, 2, tzinfo=UTC)
CHANGES = {"forward": datetime(2026, 3, 29, tzinfo=UTC), "back": datetime(2026, 10, 25, tzinfo=UTC)}
"""The days on which clocks in Central Europe are changed, at one o'clock UTC."""
STEP = timedelta(seconds=20)


def test_worker_takes_what_is_enqueued(celery_worker):
    enqueue("no.such_task", 1)

    celery_worker.wait_for(lambda: "no.such_task" in celery_worker.log.read_text())


def test_worker_unpickles_nothing(celery_worker):
    with app.connection_for_write() as connection:
        queue = connection.SimpleQueue(app.conf.task_default_queue)
        queue.put([["not", "for you"], {}, {}], serializer="pickle")
        queue.close()

    celery_worker.wait_for(
        lambda: "Refusing to deserialize untrusted content of type pickle" in celery_worker.log.read_text()
    )


def sent(day, schedule, *, first_hour=0):
    """Hour of `day` → how often a beat that starts at `first_hour` sends what stands in `schedule`."""
    now = day + timedelta(hours=first_hour)
    schedule.nowfun = lambda: now.astimezone(app.timezone)  # as beat does
    entry = ScheduleEntry("entry", "task", schedule=schedule, last_run_at=now, app=app)
    found = Counter()
    while now < day + timedelta(hours=5):
        if entry.is_due().is_due:
            found[now.hour] += 1
            entry = next(entry)
        now += STEP
    return found


@pytest.mark.parametrize("first_hour", [0, 1, 2])
@pytest.mark.parametrize("day", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("name", settings.CELERY_BEAT_SCHEDULE)
def test_the_nights_when_clocks_change_are_nights_like_others_to_beat(name, day, first_hour):
    schedule = settings.CELERY_BEAT_SCHEDULE[name]["schedule"]

    assert sent(day, schedule, first_hour=first_hour) == sent(ORDINARY, schedule, first_hour=first_hour)


@pytest.mark.parametrize("name", settings.CELERY_BEAT_SCHEDULE)
def test_nothing_waits_for_a_day_or_an_hour_that_beat_may_miss(name):
    """Each hour or oftener: what is due is decided by the rows, not by a moment that comes once a day or a week."""
    hours = sent(ORDINARY, settings.CELERY_BEAT_SCHEDULE[name]["schedule"])

    assert set(hours) >= {1, 2, 3, 4}


# --- A Redis that is full ------------------------------------------------------------------------


@contextmanager
def own_worker(log, **surroundings):
    """Of the lane that everything takes which stands in no other."""
    command = "celery --app portal worker --loglevel INFO --concurrency 1 --without-gossip --without-mingle"
    with log.open("ab") as output:
        worker = subprocess.Popen(
            [sys.executable, "-m", *command.split()],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings.local"} | surroundings,
            cwd=settings.BASE_DIR,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield worker
    finally:
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def test_a_worker_outlives_a_redis_that_is_full(tmp_path):
    log = tmp_path / "worker.log"
    with own_servers(tmp_path / "var") as servers, own_worker(log, **servers.surroundings) as worker:
        redis = Redis.from_url(servers.surroundings["REDIS_URL"])
        wait_for(lambda: " ready." in log.read_text(), log)
        redis.config_set("maxmemory", 1)
        wait_for(lambda: "OutOfMemoryError" in log.read_text(), log)
        redis.config_set("maxmemory", 0)
        with app.connection_for_write(environment.celery_broker(servers.surroundings["REDIS_URL"])) as broker:
            wait_for(lambda: said_to(broker, log, "no.such_task"), log)
        assert worker.poll() is None


def said_to(broker, log, task):
    """Whether the worker has heard of it; sent anew each time, for who has just reconnected may have lost one."""
    app.send_task(task, connection=broker)
    return task in log.read_text()
