"""Everybody matched with everything in blocks, by one worker and by two, and what more of them would do.

What the portal does before a digest leaves: `matching.tell_of_offers` splits those who asked for it into blocks of 500,
each a task that ranks them against all open offers, notes who was told of what, and puts the message into the outbox.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime
from heapq import heappushpop
from statistics import median
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from tests.benchmarks.results import Result
from tests.benchmarks.serving import Lane

GROUP = "Work"
PEOPLE = 4_000
PATIENCE = 600
LEAST = 0.8
"""Of n workers' share: what n of them must be quicker by."""
SIMULATED = (4, 8, 16, 32)
NIGHT = 1
"""The hour at which the measured portal's clock stands; in the afternoon no digest is near."""

Told = set[tuple[object, ...]]


def results(people: int = PEOPLE) -> Iterator[Result]:
    zone = _zone_where_it_is_night()
    pks = _ask_for_digests(people)
    people = len(pks)
    with timezone.override(ZoneInfo(zone)):
        alone, blocks = _in_this_process(pks)
        single = _in_one_pass(pks)
    yield _same("blocks one after the other and one pass", alone, single)
    times: dict[int, float] = {}
    with ExitStack() as stack:
        for number in (1, 2):
            stack.enter_context(Lane("worker-reports", BENCH_TIME_ZONE=zone))
            taken = []
            for _round in range(3):
                seconds, told = _by_workers(pks, number, zone)
                taken.append(seconds)
            yield _same(f"blocks by {number} workers and one pass", told, single)
            times[number] = median(taken[1:])
    yield _speed_up(f"{people} talents matched in blocks by two workers, against one", times[1], times[2], 2)
    for number in SIMULATED:
        whole = _scheduled(blocks * (100_000 // people), number)
        name = (
            f"100,000 talents in blocks by {number} workers, reckoned from the blocks measured, against one"
        )
        yield _speed_up(name, sum(blocks) * (100_000 // people), whole, number)


def _speed_up(name: str, one: float, many: float, number: int) -> Result:
    return Result(GROUP, name, seconds=many, floor=one, bound=LEAST * number, at_least=True)


def _same(how: str, told: Told, expected: Told) -> Result:
    """Not a time: whether they agree."""
    differences = len(told ^ expected)
    fault = f"{differences} differ" if differences or not expected else ""
    return Result(GROUP, f"{how} tell the same {len(expected)} things", 0, None, 0, fault=fault)


def _scheduled(blocks: Iterable[float], workers: int) -> float:
    """When the last is done, if each worker takes the next block once it is free."""
    free = [0.0] * workers
    for block in blocks:
        heappushpop(free, free[0] + block)
    return max(free)


# --- One run ---------------------------------------------------------------------------------------------------------


def _in_this_process(pks: list[int]) -> tuple[Told, list[float]]:
    """Block by block, as one worker would, and how long each took."""
    from matching.services.recommendations import BLOCK, tell_block

    _forget(pks)
    tell_block(first_id=-1, last_id=-1)  # what is on offer is read once a process
    taken = []
    for start in range(0, len(pks), BLOCK):
        block = pks[start : start + BLOCK]
        begun = time.perf_counter()
        tell_block(first_id=block[0], last_id=block[-1])
        taken.append(time.perf_counter() - begun)
    return _told(pks), taken


def _in_one_pass(pks: list[int]) -> Told:
    from matching.services.recommendations import tell_block

    _forget(pks)
    tell_block(first_id=pks[0], last_id=pks[-1])
    return _told(pks)


def _by_workers(pks: list[int], workers: int, zone: str) -> tuple[float, Told]:
    """From the look at who is due until the last of them is told."""
    from matching.models import Talent
    from matching.services.recommendations import tell_of_offers
    from portal.core.jobs import enqueue

    _forget(pks)
    for _worker in range(workers):
        enqueue("matching.tell_block", -1, -1)
    waiting = Talent.objects.filter(pk__in=pks, told_at__isnull=True)
    begun = time.perf_counter()
    with timezone.override(ZoneInfo(zone)):
        tell_of_offers()
    while waiting.exists() and time.perf_counter() - begun < PATIENCE:
        time.sleep(0.02)
    return time.perf_counter() - begun, _told(pks)


def _told(pks: list[int]) -> Told:
    from matching.models import Recommendation
    from portal.notifications.models import Notification

    noted = Recommendation.objects.filter(talent__in=pks).values_list("talent", "placement", "score")
    said = Notification.objects.filter(kind="matching.offers_fit", recipient__talent__in=pks)
    return {
        *noted,
        *((pk, str(payload["offers"])) for pk, payload in said.values_list("recipient", "payload")),
    }


# --- Around it -------------------------------------------------------------------------------------------------------


def _ask_for_digests(people: int) -> list[int]:
    """The first of the region's talents wish to be told each day, and nobody else does."""
    from matching.models import Talent
    from matching.notices.placements import OffersFit
    from portal.notifications.models import Preference

    rows = dict(Talent.objects.order_by("pk").values_list("pk", "user")[:people])
    Preference.objects.filter(kind=OffersFit.name).delete()
    Preference.objects.bulk_create(
        [Preference(user_id=user, kind=OffersFit.name, frequency="daily") for user in rows.values()]
    )
    return list(rows)


def _forget(pks: list[int]) -> None:
    from matching.models import Recommendation, Talent
    from matching.notices.placements import OffersFit
    from portal.notifications.models import Notification

    Recommendation.objects.filter(talent__in=pks).delete()
    Notification.objects.filter(kind=OffersFit.name, recipient__talent__in=pks).delete()
    Talent.objects.filter(pk__in=pks).update(told_at=None)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE matching_recommendation, notifications_notification, matching_talent")


def _zone_where_it_is_night() -> str:
    """One of the zones that differ from UTC by whole hours; their names count westwards."""
    west = (datetime.now(tz=ZoneInfo("UTC")).hour - NIGHT) % 24
    return f"Etc/GMT+{west}" if west <= 12 else f"Etc/GMT-{24 - west}"
