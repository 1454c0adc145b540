"""The cache must never be why a page fails: Redis refused, frozen or wiped costs speed, not the answer."""

import json
import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

from portal.core.breaker import REDIS

logger = logging.getLogger(__name__)

SPARE_ENTRIES = 20_000
"""More than somebody can fill within a limit's minutes to push out their own failed sign-ins."""


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


class PlainSerializer:
    """JSON in place of Django's pickles: whoever can write into Redis must not be able to run code in the portal."""

    def dumps(self, value: Any) -> Any:
        return value if type(value) is int else json.dumps(value)  # Redis counts up numbers itself

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


class PlainClient(RedisCacheClient):
    """What is no JSON was not put there by this portal, and counts as not there."""

    def get(self, key: Any, default: Any) -> Any:
        try:
            return super().get(key, default)
        except ValueError:
            return default

    def get_many(self, keys: Iterable[Any]) -> dict[Any, Any]:
        nothing = object()
        found = {key: self.get(key, nothing) for key in keys}
        return {key: value for key, value in found.items() if value is not nothing}


class ForgivingRedisCache(RedisCache):
    """Redis, with the process's own memory in its place while it is away.

    Sign-in limits and used one-time codes live here, so "nothing" would be a worse replacement than "a little less".
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        params = {**params, "OPTIONS": {"serializer": PlainSerializer(), **params.get("OPTIONS", {})}}
        super().__init__(server, params)
        self._class = PlainClient
        self.spare = LocMemCache("spare", {**params, "OPTIONS": {"MAX_ENTRIES": SPARE_ENTRIES}})

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
