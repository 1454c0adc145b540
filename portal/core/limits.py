"""How often something may be tried: sliding windows in the cache, as allauth counts them.

A full window refuses until its oldest try has left it, and what it refuses it does not count. So whoever goes on is
slowed down to the window's pace and never locked out; several windows ("5/5m,20/h") make the pace slower the longer
it lasts. The cache keeps windows in the process's own memory while Redis is away: each process then counts for itself,
which is a little more, never without bound.
"""

import time
from collections.abc import Iterable, Mapping
from math import ceil

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

from portal.core.errors import DomainError


class TriedTooOften(DomainError):
    """Raised with the seconds after which the same would be allowed."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


def count_try(
    request: HttpRequest, *, app: str, rates: Mapping[str, str], keys: Mapping[str, str]
) -> ratelimit.RateLimitUsage:
    """Count one try of each action in `keys` (action → whose tries) against the action's `rates`.

    What is returned can be rolled back, when it turns out that the try was none. Raises TriedTooOften, and then
    counts nothing.
    """
    taken = ratelimit.RateLimitUsage(usage=[])
    for action, window, key in _windows(rates, keys):
        usage = ratelimit.consume(
            request, app=app, action=action, config={action: window}, key=key, limit_get=True
        )
        if usage is None:
            taken.rollback()
            raise TriedTooOften(seconds_to_wait(request, app=app, rates=rates, keys=keys))
        taken.usage += usage.usage
    return taken


def _windows(rates: Mapping[str, str], keys: Mapping[str, str]) -> Iterable[tuple[str, str, str]]:
    """Each alone, for of those of one action allauth leaves a try in the first when a later one refuses it."""
    for action, key in keys.items():
        for window in rates[action].split(","):
            yield action, window, key


def forget_tries(
    request: HttpRequest, *, app: str, rates: Mapping[str, str], keys: Mapping[str, str]
) -> None:
    """Empty the windows of these actions, for somebody who has proved who they are in another way."""
    for action, key in keys.items():
        ratelimit.clear(request, app=app, action=action, config=dict(rates), key=key)


def seconds_to_wait(
    request: HttpRequest, *, app: str, rates: Mapping[str, str], keys: Mapping[str, str]
) -> int:
    """How long until none of the windows is full; 0 when none is."""
    now = time.time()
    return ceil(
        max(
            (
                wait
                for action in rates
                for rate in ratelimit.get_rates(app=app, action=action, config=dict(rates))
                if (wait := _wait(request, app, action, rate, keys.get(action), now))
            ),
            default=0,
        )
    )


def _wait(
    request: HttpRequest, app: str, action: str, rate: ratelimit.Rate, key: str | None, now: float
) -> float:
    """Seconds until the window lets one through; 0 if it does, or if nobody can say whose window is meant."""
    if (rate.per == "key" and key is None) or (rate.per == "user" and not request.user.is_authenticated):
        return 0
    name = ratelimit.get_cache_key(request, app=app, action=action, rate=rate, key=key)
    tries = list(_within(cache.get(name, []), now - rate.duration))
    return tries[rate.amount - 1] + rate.duration - now if len(tries) >= rate.amount else 0


def _within(tries: Iterable[float], since: float) -> Iterable[float]:
    """When it was tried, the newest first, as far back as the window looks."""
    return (moment for moment in tries if moment > since)
