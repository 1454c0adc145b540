"""Beat before a clock that is moved: nothing is sent but counted."""

import copy
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from celery import beat
from django.utils.module_loading import import_string

from portal.celery import app

BEGIN = datetime(2026, 9, 2, 11, 59, 5, tzinfo=UTC)
STEP = timedelta(seconds=20)


class Clock:
    now = BEGIN


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def scheduler(clock, monkeypatch):
    """The one that the settings name, by this clock, with a counter in place of the queue."""

    class Counting(import_string(app.conf.beat_scheduler.replace(":", "."))):
        producer = None
        sent = Counter()

        def apply_async(self, entry, **options):
            self.sent[entry.name] += 1

    scheduler = Counting(app=app)
    monkeypatch.setattr(app, "now", lambda: clock.now)
    for entry in scheduler.schedule.values():
        entry.schedule = copy.copy(entry.schedule)
        entry.schedule.nowfun = lambda: clock.now
        entry.last_run_at = clock.now
    return scheduler


def pass_time(scheduler, clock, **length):
    scheduler.sent.clear()
    end = clock.now + timedelta(**length)
    while clock.now < end:
        for _entry in range(2 * len(scheduler.schedule)):
            scheduler.tick()
        clock.now += STEP
    return dict(scheduler.sent)


def test_a_clock_that_is_set_back_silences_nothing(scheduler, clock):
    hour = pass_time(scheduler, clock, hours=1)
    assert set(hour) == set(app.conf.beat_schedule)

    clock.now -= timedelta(days=1)

    assert pass_time(scheduler, clock, hours=1) == hour


def test_a_clock_that_is_set_forward_sends_each_once_more_and_no_more(scheduler, clock):
    hour = pass_time(scheduler, clock, hours=1)

    clock.now += timedelta(days=365)

    after = pass_time(scheduler, clock, hours=1)
    assert all(hour[name] <= after[name] <= hour[name] + 1 for name in hour)


def test_beat_keeps_nothing_that_a_wrong_clock_or_a_full_disk_could_spoil(scheduler):
    """What it has sent stands in no file: one from before a clock was set right would keep it waiting for years."""
    assert not isinstance(scheduler, beat.PersistentScheduler)
