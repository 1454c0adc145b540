import time

import pytest

from portal.cache import ForgivingRedisCache
from portal.settings.base import REDIS_OPTIONS


@pytest.fixture
def no_rest(monkeypatch):
    monkeypatch.setattr(ForgivingRedisCache, "resting_until", 0.0)


@pytest.fixture
def cache(settings, no_rest):
    cache = ForgivingRedisCache(settings.REDIS_URL, {"OPTIONS": REDIS_OPTIONS, "KEY_PREFIX": "test_cache"})
    yield cache
    cache.clear()


@pytest.fixture
def cache_without_redis(no_rest):
    cache = ForgivingRedisCache("redis://127.0.0.1:1/0", {"OPTIONS": REDIS_OPTIONS})
    yield cache
    cache.clear()


def test_redis_keeps_what_is_put_in(cache, settings):
    cache.set("answer", 42)

    assert ForgivingRedisCache(settings.REDIS_URL, {"KEY_PREFIX": "test_cache"}).get("answer") == 42


def test_without_redis_memory_keeps_it(cache_without_redis):
    cache_without_redis.set("answer", 42)

    assert cache_without_redis.get("answer") == 42


def test_without_redis_limits_still_count(cache_without_redis):
    assert cache_without_redis.add("attempts", 1) is True
    assert cache_without_redis.add("attempts", 1) is False
    assert cache_without_redis.incr("attempts") == 2
    assert cache_without_redis.get_many(["attempts", "nothing"]) == {"attempts": 2}


def test_redis_is_asked_again_after_a_rest(cache_without_redis):
    cache_without_redis.get("answer")

    assert time.monotonic() < ForgivingRedisCache.resting_until < time.monotonic() + 11
