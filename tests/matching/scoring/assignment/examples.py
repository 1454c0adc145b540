"""Days of meetings to plan: any small one at random, and one as large as they get."""

import random
from collections.abc import Iterator
from itertools import product

from hypothesis import strategies as st

from matching.scoring.assignment.days import Candidate, Day, Guest, Host
from matching.scoring.assignment.plans import Meeting
from matching.scoring.assignment.wishes import honoured_ranks, score_of

HOSTS, GUESTS, SLOTS = 2, 3, 3
LANGUAGES = st.frozensets(st.sampled_from(["de", "en"]))


def _wishes(others: int) -> st.SearchStrategy[dict[int, int]]:
    return st.dictionaries(st.integers(1, others + 1), st.integers(1, 4), max_size=others)


def _away(slots: int) -> st.SearchStrategy[frozenset[int]]:
    return st.frozensets(st.integers(0, slots - 1), max_size=slots - 1)


@st.composite
def days(draw: st.DrawFn, *, with_absence: bool = True) -> Day:
    """So small that all plans can be looked at; some wish for people who aren't there."""
    slots = draw(st.integers(1, SLOTS))
    away = _away(slots) if with_absence else st.just(frozenset())
    hosts = [
        Host(pk, draw(st.integers(1, 2)), draw(_wishes(GUESTS)), draw(LANGUAGES), draw(away))
        for pk in range(1, draw(st.integers(1, HOSTS)) + 1)
    ]
    guests = [
        Guest(pk, draw(st.none() | st.integers(0, 2)), draw(_wishes(HOSTS)), draw(LANGUAGES), draw(away))
        for pk in range(1, draw(st.integers(1, GUESTS)) + 1)
    ]
    pairs = st.tuples(st.integers(1, HOSTS), st.integers(1, GUESTS))
    return Day(slots, tuple(hosts), tuple(guests), draw(st.frozensets(pairs, max_size=2)))


def is_possible(day: Day, meetings: list[Meeting]) -> bool:
    """Whether nobody is in two places at once or where they can't be, and nobody meets twice, or more than they may."""
    hosts, guests = {host.id: host for host in day.hosts}, {guest.id: guest for guest in day.guests}
    sits = [(each.slot, each.guest) for each in meetings]
    tables = [(each.slot, each.host, each.table) for each in meetings]
    pairs = [each.pair for each in meetings]
    most = {pk: day.slots if guest.most is None else guest.most for pk, guest in guests.items()}
    return (
        len({*sits}) == len(sits)
        and len({*tables}) == len(tables)
        and len({*pairs}) == len(pairs)
        and not day.excluded & {*pairs}
        and all(1 <= each.table <= hosts[each.host].tables for each in meetings)
        and all(each.slot in range(day.slots) for each in meetings)
        and all(
            each.slot not in hosts[each.host].unavailable | guests[each.guest].unavailable
            for each in meetings
        )
        and all(sum(each.guest == pk for each in meetings) <= most[pk] for pk in guests)
    )


def all_plans(day: Day, candidates: tuple[Candidate, ...]) -> Iterator[list[Meeting]]:
    """Everything that is possible, at whatever table is free."""
    for slots in product(*((None, *each.slots) for each in candidates)):
        meetings: list[Meeting] = []
        for candidate, slot in zip(candidates, slots, strict=True):
            if slot is not None:
                taken = sum((each.slot, each.host) == (slot, candidate.host) for each in meetings)
                meetings.append(Meeting(slot, candidate.host, candidate.guest, taken + 1))
        if is_possible(day, meetings):
            yield meetings


def score(day: Day, meetings: list[Meeting]):
    return score_of(honoured_ranks(day, meetings))


def large_day(
    seed: int = 1, *, hosts: int = 40, guests: int = 200, slots: int = 12, away: float = 0.3, tables: int = 1
) -> Day:
    """With hosts that many wish for and others that few do; some guests are there for half of the day."""
    chance = random.Random(seed)
    popular = [1 / (place + 1) ** 0.7 for place in range(hosts)]

    def ranked(weights: list[float]) -> dict[int, int]:
        found: dict[int, int] = {}
        while len(found) < min(8, len(weights)):
            found.setdefault(chance.choices(range(len(weights)), weights)[0], len(found) + 1)
        return found

    def absence() -> frozenset[int]:
        if chance.random() >= away:
            return frozenset()
        half = range(slots // 2)
        return frozenset(
            chance.choice([half, [slot + slots // 2 for slot in half], chance.sample(range(slots), 4)])
        )

    return Day(
        slots,
        tuple(Host(pk, tables, ranked([1.0] * guests), unavailable=absence()) for pk in range(hosts)),
        tuple(Guest(pk, wishes=ranked(popular), unavailable=absence()) for pk in range(guests)),
    )
