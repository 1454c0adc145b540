"""The cache must never be why a page fails: Redis refused, frozen or wiped costs speed, not the answer."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

REST = 10  # seconds without asking again after a failure, so that a frozen Redis doesn't hold up every page
logger = logging.getLogger(__name__)


def _with_spare(name: str) -> Callable[..., Any]:
    """The method of that name, asked of Redis, or of this process's own memory while Redis is away."""
    ask_redis, ask_spare = getattr(RedisCache, name), getattr(LocMemCache, name)

    def method(self: "ForgivingRedisCache", *args: Any, **kwargs: Any) -> Any:
        cls = type(self)
        if time.monotonic() >= cls.resting_until:
            try:
                return ask_redis(self, *args, **kwargs)
            except RedisError as error:
                cls.resting_until = time.monotonic() + REST
                logger.warning("The cache does without Redis for %s s: %s", REST, error)
        return ask_spare(self.spare, *args, **kwargs)

    return method


class ForgivingRedisCache(RedisCache):
    """Redis, with the process's own memory in its place while it is away.

    Sign-in limits and used one-time codes live here, so "nothing" would be a worse replacement than "a little less".
    """

    resting_until = 0.0  # of the clock `time.monotonic`; shared by all threads

    def __init__(self, server: str, params: dict[str, object]) -> None:
        super().__init__(server, params)
        self.spare = LocMemCache("spare", {**params, "OPTIONS": {}})

    add = _with_spare("add")
    get = _with_spare("get")
    set = _with_spare("set")
    touch = _with_spare("touch")
    delete = _with_spare("delete")
    get_many = _with_spare("get_many")
    has_key = _with_spare("has_key")
    incr = _with_spare("incr")
    set_many = _with_spare("set_many")
    delete_many = _with_spare("delete_many")
    clear = _with_spare("clear")
