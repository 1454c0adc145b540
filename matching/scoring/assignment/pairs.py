"""Assign two sides to each other, once and for some time: mentors and mentees, teachers and classes.

Three methods, for three ideas of what is right:

* stable: no two who aren't together would both rather be (Gale and Shapley 1962, with capacities on both sides as in
  Roth 1984). The left side asks, so of all stable assignments it gets the one that is best for it.
* total: as many pairs as possible, and of those assignments the one worth most together, whoever pays for it.
* fair: as many people on the left with a partner as possible, then as many pairs, then as few as possible of them at
  the lowest rank, then at the one above, and so on (a generous maximum matching: Manlove 2013); then worth most.

Whoever of two others has the better rank is preferred; of equals, and of those not wished for, who come after all
who are, the one that fits better, and then the one with the lower id.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from matching.scoring.assignment.days import MOST_WISHES, check_wishes, points_of
from matching.scoring.assignment.plans import Why
from matching.scoring.assignment.solving import Question

if TYPE_CHECKING:
    from ortools.math_opt.python import mathopt

WISH = 10
"""What a point of a wish is worth in percent of fit: an eighth wish makes up for ten, a first one for eighty."""
NOT_WISHED = MOST_WISHES + 1

Pair = tuple[int, int]
"""The ids of left and right."""
Fits = Mapping[Pair, int]
"""How well each pair fits that may be made, from 0 to 100. A pair that is not among them breaks a hard rule."""


class Method(StrEnum):
    STABLE = "stable"
    TOTAL = "total"
    FAIR = "fair"


@dataclass(frozen=True, slots=True)
class Party:
    """Who takes up to `capacity` of the other side and wishes for up to eight of them; several may share a rank.

    Raises ValueError for a capacity below 0, and for wishes that are too many or whose ranks are not 1 to 8.
    """

    id: int
    capacity: int = 1
    wishes: Mapping[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.capacity < 0:
            raise ValueError(f"Capacity below 0: {self.capacity}")
        check_wishes(self.wishes)

    def rank(self, other: int) -> int:
        return self.wishes.get(other, NOT_WISHED)


class Alone(StrEnum):
    """Why somebody has no partner: the first of these that is true."""

    NO_ROOM = "no_room"
    """They take nobody."""
    NOBODY_POSSIBLE = "nobody_possible"
    """Hard rules leave nobody."""
    ALL_FULL = "all_full"
    """All who would be possible have as many others as they take."""


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody's partner: the rank they gave, None where they didn't wish for them, and how well the two fit."""

    other: int
    rank: int | None
    fit: int


@dataclass(frozen=True, slots=True)
class Missed:
    """A wish that is not honoured: absent, excluded by a hard rule, or full on the own or on the other side."""

    other: int
    rank: int
    why: Why


@dataclass(frozen=True, slots=True)
class Outcome:
    """What somebody gets: `partners` and `missed` wishes, the dearest first, and why there is no partner at all."""

    partners: tuple[Partner, ...]
    missed: tuple[Missed, ...]
    alone: Alone | None


@dataclass(frozen=True, slots=True)
class Assignment:
    """All pairs, and what everybody gets, by their ids."""

    method: Method
    pairs: tuple[Pair, ...]
    left: Mapping[int, Outcome]
    right: Mapping[int, Outcome]


def assign(left: Sequence[Party], right: Sequence[Party], *, fits: Fits, method: Method) -> Assignment:
    """Who gets whom of the pairs in `fits`, by one of the methods. Pairs with somebody who isn't there don't count.

    Raises ValueError where an id stands twice on one side.
    """
    sides = {party.id: party for party in left}, {party.id: party for party in right}
    if len(sides[0]) < len(left) or len(sides[1]) < len(right):
        raise ValueError("An id stands twice on one side")
    fits = {pair: fits[pair] for pair in sorted(fits) if pair[0] in sides[0] and pair[1] in sides[1]}
    task = _Task(*sides, fits)
    pairs = tuple(sorted(METHODS[method](task)))
    return Assignment(
        method, pairs, _outcomes(task, pairs), _outcomes(task.mirrored(), [(b, a) for a, b in pairs])
    )


@dataclass(frozen=True, slots=True)
class _Task:
    left: Mapping[int, Party]
    right: Mapping[int, Party]
    fits: Fits

    def mirrored(self) -> "_Task":
        """Seen from the right."""
        return _Task(self.right, self.left, {(right, left): fit for (left, right), fit in self.fits.items()})

    def possible(self) -> dict[int, list[int]]:
        """Of everybody on the left, who is possible, the dearest first."""
        found: dict[int, list[int]] = {pk: [] for pk in self.left}
        for left, right in self.fits:
            found[left].append(right)
        return {pk: sorted(others, key=lambda other: self.order(pk, other)) for pk, others in found.items()}

    def order(self, left: int, right: int) -> tuple[int, int, int]:
        """How dear somebody on the right is to somebody on the left; least first."""
        return self.left[left].rank(right), -self.fits[left, right], right

    def worth(self, pair: Pair) -> int:
        left, right = pair
        ranks = self.left[left].wishes.get(right), self.right[right].wishes.get(left)
        return self.fits[pair] + WISH * sum(map(points_of, ranks))

    def rank_for_fairness(self, pair: Pair) -> int:
        """What rank the left side gets; whoever has no wishes is as glad of anybody."""
        left, right = pair
        return self.left[left].rank(right) if self.left[left].wishes else 1


# --- Methods ---


def _stable(task: _Task) -> Iterable[Pair]:
    """Everybody on the left asks one after the other; who is asked keeps the best and sends the others on."""
    asking = {pk: iter(others) for pk, others in task.possible().items()}
    seen_from_right = task.mirrored()
    kept: dict[int, list[int]] = {pk: [] for pk in task.right}
    waiting = [pk for pk in sorted(task.left, reverse=True) for _ in range(task.left[pk].capacity)]
    while waiting:
        left = waiting.pop()
        right = next(asking[left], None)
        if right is None:
            continue
        kept[right] = sorted([*kept[right], left], key=lambda each: seen_from_right.order(right, each))
        if len(kept[right]) > task.right[right].capacity:
            waiting.append(kept[right].pop())
    return [(left, right) for right, others in kept.items() for left in others]


def _total(task: _Task) -> Iterable[Pair]:
    network = _Network(task)
    network.settle(network.pairs.values())
    return network.best()


def _fair(task: _Task) -> Iterable[Pair]:
    network = _Network(task)
    network.settle(network.partnered.values())
    network.settle(network.pairs.values())
    for rank in range(NOT_WISHED, 1, -1):
        network.settle([each for (_, at), each in network.at_rank.items() if at >= rank], sign=-1)
    return network.best()


METHODS = {Method.STABLE: _stable, Method.TOTAL: _total, Method.FAIR: _fair}


class _Network:
    """A unit flows from the left to the right for every pair, through the rank that the left side gives.

    What is settled one after the other cuts a face out of the flows, whose corners are flows in whole numbers as those
    of a network are; so they are found as numbers, not as yeses and noes, which is much faster.
    """

    def __init__(self, task: _Task) -> None:
        self._task = task
        self._question = question = Question()
        self.pairs = {pair: question.amount(1) for pair in task.fits}
        self.partnered = {pk: question.amount(min(1, party.capacity)) for pk, party in task.left.items()}
        of_rank: dict[Pair, list[mathopt.Variable]] = defaultdict(list)
        of_right: dict[int, list[mathopt.Variable]] = defaultdict(list)
        for pair, amount in self.pairs.items():
            of_rank[pair[0], task.rank_for_fairness(pair)].append(amount)
            of_right[pair[1]].append(amount)
        self.at_rank = {
            left_and_rank: question.amount(len(of_rank[left_and_rank])) for left_and_rank in of_rank
        }
        for left_and_rank, amounts in of_rank.items():
            question.as_many_as([self.at_rank[left_and_rank]], amounts)
        for right, amounts in of_right.items():
            question.at_most(task.right[right].capacity, amounts)
        self._connect_left()

    def _connect_left(self) -> None:
        """What flows to somebody on the left: first the unit of having a partner at all, then all others."""
        at_ranks: dict[int, list[mathopt.Variable]] = {pk: [] for pk in self._task.left}
        for (left, _rank), amount in self.at_rank.items():
            at_ranks[left].append(amount)
        for pk, amounts in at_ranks.items():
            others = self._question.amount(max(0, self._task.left[pk].capacity - 1))
            self._question.as_many_as([self.partnered[pk], others], amounts)

    def settle(self, amounts: "Collection[mathopt.Variable]", *, sign: int = 1) -> None:
        """From now on there is as much of `amounts` as can be had; with -1 as sign as little."""
        values = self._values((sign, each) for each in amounts)
        reached = sum(values[each] for each in amounts)
        (self._question.at_least if sign > 0 else self._question.at_most)(reached, amounts)

    def best(self) -> list[Pair]:
        values = self._values((self._task.worth(pair), amount) for pair, amount in self.pairs.items())
        return [pair for pair, amount in self.pairs.items() if values[amount]]

    def _values(self, worth: "Iterable[tuple[int, mathopt.Variable]]") -> "Mapping[mathopt.Variable, int]":
        values = self._question.best(worth).values
        if values is None:
            raise RuntimeError("No assignment was found in time")
        return values


# --- What everybody gets ---


def _outcomes(task: _Task, pairs: Iterable[Pair]) -> dict[int, Outcome]:
    """Of the left side."""
    partners: dict[int, list[int]] = {pk: [] for pk in task.left}
    for left, right in pairs:
        partners[left].append(right)
    possible = task.possible()
    return {pk: _outcome(task, party, partners[pk], possible[pk]) for pk, party in task.left.items()}


def _outcome(task: _Task, party: Party, partners: Sequence[int], possible: Sequence[int]) -> Outcome:
    has = tuple(
        Partner(other, party.wishes.get(other), task.fits[party.id, other])
        for other in sorted(partners, key=lambda other: task.order(party.id, other))
    )
    missed = tuple(
        Missed(other, rank, _why(task, party, other, full=len(partners) >= party.capacity))
        for rank, other in sorted((rank, other) for other, rank in party.wishes.items())
        if other not in partners
    )
    return Outcome(has, missed, None if partners else _why_alone(party, possible))


def _why(task: _Task, party: Party, other: int, *, full: bool) -> Why:
    """No method leaves two apart who both have room."""
    if other not in task.right:
        return Why.ABSENT
    if (party.id, other) not in task.fits:
        return Why.EXCLUDED
    return Why.OWN_FULL if full else Why.OTHER_FULL


def _why_alone(party: Party, possible: Sequence[int]) -> Alone:
    if party.capacity == 0:
        return Alone.NO_ROOM
    return Alone.ALL_FULL if possible else Alone.NOBODY_POSSIBLE
