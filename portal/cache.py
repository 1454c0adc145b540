"""The cache must never be why a page fails: Redis refused, frozen or wiped costs speed, not the answer."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from portal.core.breaker import REDIS

logger = logging.getLogger(__name__)


def _with_spare(name: str) -> Callable[..., Any]:
    """The method of that name, asked of Redis, or of this process's own memory while Redis is away."""
    ask_redis, ask_spare = getattr(RedisCache, name), getattr(LocMemCache, name)

    def method(self: "ForgivingRedisCache", *args: Any, **kwargs: Any) -> Any:
        if REDIS.lets_through():
            try:
                answer = ask_redis(self, *args, **kwargs)
            except RedisError as error:
                REDIS.failed()
                logger.warning("The cache does without Redis for %s s: %s", REDIS.rest, error)
            except Exception:
                REDIS.succeeded()  # it has answered; that there is nothing to count up is the caller's affair
                raise
            else:
                REDIS.succeeded()
                return answer
        return ask_spare(self.spare, *args, **kwargs)

    return method


class ForgivingRedisCache(RedisCache):
    """Redis, with the process's own memory in its place while it is away.

    Sign-in limits and used one-time codes live here, so "nothing" would be a worse replacement than "a little less".
    """

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
