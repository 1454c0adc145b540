"""A day of meetings as large as they get: planned, and planned anew after drop-outs, each to the proven best.

Bounds are seconds, as somebody waits for it. Where nobody is away the floor is the choice of the meetings alone, which
says nothing of slots: what finding a slot for each of them adds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from statistics import median
from typing import TypeVar

from matching.scoring.assignment.choice import choose
from matching.scoring.assignment.days import Day, candidates_of
from matching.scoring.assignment.meetings import plan, replan, scale_of
from matching.scoring.assignment.plans import Plan
from tests.benchmarks.results import Result
from tests.matching.scoring.assignment.examples import large_day

Made = TypeVar("Made")
GROUP = "Work"
DAYS = 5
BOUND = 10
"""Seconds."""
SIZE = "40 hosts, 200 guests and 12 slots"


def results() -> Iterator[Result]:
    plan(large_day(hosts=8, guests=8))  # what is imported once
    yield _full_day()
    days = [large_day(seed, away=0.6) for seed in range(DAYS)]
    plans = [_timed(lambda day=day: plan(day)) for day in days]
    name = f"a day of {SIZE} planned, most being away for some of it"
    yield from _lines(name, plans)
    again = [
        _timed(lambda day=day, made=made: _after_drop_outs(day, made))
        for day, (_, made) in zip(days, plans, strict=True)
    ]
    yield from _lines("the same planned anew after a host and a guest have dropped out", again)


def _full_day() -> Result:
    day = large_day(away=0.0)
    floors = [_timed(lambda: choose(day, candidates_of(day), scale_of(day)))[0] for _ in range(DAYS)]
    taken = [_timed(lambda: plan(day))[0] for _ in range(DAYS)]
    name = f"a day of {SIZE} planned, nobody being away, against choosing the meetings alone"
    return Result(GROUP, name, median(taken), median(floors), bound=3)


def _after_drop_outs(day: Day, made: Plan) -> Plan:
    return replan(day.without_guest(made.meetings[0].guest).without_host(made.meetings[-1].host), made)


def _lines(name: str, plans: Iterable[tuple[float, Plan]]) -> Iterator[Result]:
    times, made = zip(*plans, strict=True)
    fault = "" if all(each.is_best for each in made) else "not proven the best"
    for which, seconds in (("median", median(times)), (f"the slowest of {DAYS}", max(times))):
        yield Result(GROUP, f"{name}: {which}", seconds, None, BOUND, fault=fault)


def _timed(work: Callable[[], Made]) -> tuple[float, Made]:
    begun = time.perf_counter()
    made = work()
    return time.perf_counter() - begun, made
