"""Windows that slow down whoever goes on, and lock out nobody."""

import pytest
from django.core.cache import cache

from portal.core import limits
from portal.core.limits import TriedTooOften, count_try, forget_tries, seconds_to_wait

RATES = {"account": "2/1m/key,3/1h/key", "network": "5/1m/key"}
KEYS = {"account": "alice", "network": "here"}


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until the test moves it; the cache's own follows."""

    class Clock:
        now = 1_000_000.0

        def pass_by(self, seconds):
            self.now += seconds

    clock = Clock()
    monkeypatch.setattr("time.time", lambda: clock.now)
    return clock


def tried(rf, **keys):
    return count_try(rf.post("/"), app="tests", rates=RATES, keys={**KEYS, **keys})


def test_a_full_window_says_when_it_opens_again(rf, clock):
    tried(rf)
    clock.pass_by(10)
    tried(rf)
    with pytest.raises(TriedTooOften) as refused:
        tried(rf)
    assert refused.value.seconds == 50
    clock.pass_by(50)
    tried(rf)


def test_whoever_goes_on_for_long_is_slowed_down_further(rf, clock):
    for _try in range(3):
        tried(rf)
        clock.pass_by(60)
    with pytest.raises(TriedTooOften) as refused:
        tried(rf)
    assert refused.value.seconds == 60 * 60 - 3 * 60


def test_what_was_refused_counts_in_no_window(rf, clock):
    tried(rf)
    tried(rf)
    for _try in range(10):
        with pytest.raises(TriedTooOften):
            tried(rf)
    tried(rf, account="bob")
    assert seconds_to_wait(rf.post("/"), app="tests", rates=RATES, keys={"network": "here"}) == 0


def test_what_a_long_window_refused_counts_in_no_short_one(rf, clock):
    """Else whoever tries meanwhile waits longer than they were told."""
    for _try in range(3):
        tried(rf)
        clock.pass_by(60)
    clock.pass_by(60 * 60 - 3 * 60 - 5)
    for _try in range(10):
        with pytest.raises(TriedTooOften) as refused:
            tried(rf)
    assert refused.value.seconds == 5
    clock.pass_by(5)
    tried(rf)


def test_a_try_that_was_none_is_taken_back(rf, clock):
    for _try in range(20):
        tried(rf).rollback()


def test_forgotten_tries_open_the_window_at_once(rf, clock):
    tried(rf)
    tried(rf)
    forget_tries(rf.post("/"), app="tests", rates=RATES, keys={"account": "alice"})
    tried(rf)


def test_windows_hold_without_the_cache_that_all_share(rf, clock, settings, monkeypatch):
    """Each process counts for itself while Redis is away: a little more, never without bound."""
    settings.CACHES = {
        "default": {"BACKEND": "portal.cache.ForgivingRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    tried(rf, account="carla")
    tried(rf, account="carla")
    with pytest.raises(TriedTooOften):
        tried(rf, account="carla")
    assert limits.cache is cache
