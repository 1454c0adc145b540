import pickle
import time

import pytest
import redis

from portal.cache import ForgivingRedisCache
from portal.core.breaker import REDIS
from portal.settings.base import REDIS_OPTIONS
from tests.faults import frozen, own_servers


@pytest.fixture
def no_rest(monkeypatch):
    monkeypatch.setattr(REDIS, "resting_until", 0.0)


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


SPRUNG: list[str] = []


def spring():
    SPRUNG.append("sprung")


class Trap:
    """Unpickled, it says so: a stand-in for whatever program somebody would rather have run."""

    def __reduce__(self):
        return spring, ()


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_what_somebody_else_put_into_redis_is_never_unpickled(cache, settings, protocol):
    planted = pickle.dumps(Trap(), protocol)
    redis.Redis.from_url(settings.REDIS_URL).set(cache.make_key("answer"), planted)

    assert cache.get("answer", "nothing") == "nothing"
    assert cache.get_many(["answer"]) == {}
    with pytest.raises(redis.RedisError):
        redis.Redis.from_url(settings.REDIS_URL).incr(cache.make_key("answer"))
    assert SPRUNG == []
    pickle.loads(planted)  # noqa: S301
    assert SPRUNG.pop() == "sprung"  # it would have


@pytest.mark.parametrize("value", [0, -7, 1.5, True, None, "", "Žiga", b"x".hex(), [1.5, "a"], {"a": [None]}])
def test_what_is_put_in_comes_out_as_it_was(cache, value):
    cache.set("answer", value)
    cache.set("list", [1])

    assert cache.get("answer", "nothing") == value
    assert type(cache.get("answer")) is type(value)
    assert cache.get_many(["answer", "list", "nothing"]) == {"answer": value, "list": [1]}


def test_what_is_no_plain_value_is_refused_before_it_is_kept(cache):
    with pytest.raises(TypeError, match="not JSON serializable"):
        cache.set("answer", Trap())


def test_counting_is_left_to_redis(cache):
    cache.set("tries", 1)

    assert cache.incr("tries") == cache.get("tries") == 2


def test_without_redis_memory_keeps_it(cache_without_redis):
    cache_without_redis.set("answer", 42)

    assert cache_without_redis.get("answer") == 42


def test_without_redis_limits_still_count(cache_without_redis):
    assert cache_without_redis.add("attempts", 1) is True
    assert cache_without_redis.add("attempts", 1) is False
    assert cache_without_redis.incr("attempts") == 2
    assert cache_without_redis.get_many(["attempts", "nothing"]) == {"attempts": 2}


def test_with_a_frozen_redis_one_waits_and_the_others_go_on(no_rest, tmp_path):
    with own_servers(tmp_path / "var") as servers:
        cache = ForgivingRedisCache(servers.surroundings["REDIS_URL"], {"OPTIONS": REDIS_OPTIONS})
        cache.set("answer", 42)
        with frozen(servers.redis):
            assert cache.get("answer") is None
            assert REDIS.lets_through() is False
            assert cache.add("attempts", 1) is True
        REDIS.resting_until = 0.001  # it failed long ago
        assert cache.get("answer") == 42
        assert REDIS.resting_until == 0


def test_redis_is_asked_again_after_a_rest(cache_without_redis):
    cache_without_redis.get("answer")

    assert time.monotonic() < REDIS.resting_until < time.monotonic() + 11


def test_a_question_that_redis_answers_with_an_error_is_answered_all_the_same(cache, no_rest):
    with pytest.raises(ValueError, match="not found"):
        cache.incr("nothing")

    assert REDIS.lets_through() is True
