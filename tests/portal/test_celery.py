"""The tests' own worker is a real one: it takes what `enqueue` sends, from another process. Beat's clock is given."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from celery.beat import ScheduleEntry
from django.conf import settings

from portal.celery import app
from portal.core.jobs import enqueue

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
