"""Which demands fit whom: for one supply with reasons, for all of them at once.

The rules of one fit are in ``matching.scoring.rules``; here they are applied to many. Pure like them: NumPy,
SciPy and sparse_dot_topn, no Django.

How ``top_matches`` stays exact and close to the cost of one sparse product:

* A skill that a demand asks for at a level is one column. The demand's entry is the weight, the supply's entry
  the part of that level reached, in twelfths. So the product of the two sparse matrices is the points for
  skills, with one multiplication for each skill that a pair has in common, and partial levels cost nothing
  extra. A wish, that is a name with a set of values, is one column too; a supply has it in full or not at all.
* Minima and decisive wishes earn no points that could differ: they are requirements, and demands that have the
  same ones form a group. Supplies are sorted by the requirements they meet and taken in blocks, and each block
  is multiplied only with the groups that can be recommended to somebody in it.
* What is left is scored whole. The answers on the start and on wishes to which a supply is open are added to the
  block's points, what can't be recommended is taken out, and the best of each row are chosen. Every pair that
  can be recommended is looked at, so there is no cut-off that could lose one, and no tie is left to chance.
* Points are whole numbers throughout; the scores are those of ``explain`` to the last digit.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, repeat
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul

from matching.scoring.rules import (
    MAX_LEVEL,
    MAX_RANK,
    NATIVE,
    POINTS_PER_PERCENT,
    STEPS,
    Demand,
    Fit,
    Supply,
    Values,
    Weights,
    asked_level,
    asked_wishes,
    decisive_wishes,
    explain,
    is_open,
    language_minima,
    named_minima,
    percent,
    steps_earned,
    weigh,
)

Flags = NDArray[np.bool_]
Points = NDArray[np.int16]
Entries = NDArray[np.int32]
Numbers = NDArray[np.int64]
Name = TypeVar("Name", bound=Hashable)
Minimum = tuple[str, str, int]
"""A place on a scale: what the scale is about, which one it is, how high."""

BLOCK = 64
"""Supplies scored together: enough to share the work on demands, few enough to stay in the cache."""
MARK = 1
"""The point that marks a pair whose requirements are met, taken off before scoring; others stay at 0."""
REACHED = np.array(
    [[steps_earned(has, asked) for asked in range(1, MAX_LEVEL + 1)] for has in range(MAX_LEVEL + 1)],
    dtype=np.int32,
)
"""The part reached, in twelfths, of the level asked (columns, from 1) by the level had (rows)."""


def rank(supply: Supply, demands: Iterable[Demand], *, limit: int | None = None) -> list[Fit]:
    """All `demands` for one supply with reasons, best first, those it is not eligible for at the end."""
    return sorted((explain(supply, demand) for demand in demands), key=lambda fit: fit.order)[:limit]


def top_matches(
    supplies: Iterable[Supply], demands: Iterable[Demand], *, limit: int
) -> dict[int, list[tuple[int, int]]]:
    """For each supply's id the ids and scores of the `limit` best recommended demands, best first.

    The same as ``rank``, without what is not recommended and without reasons; equal scores are in the order
    of their ids. Ids are unique on either side and fit into 64 bits. To match in portions, build a
    ``DemandIndex`` once.
    """
    return DemandIndex(demands).top_matches(supplies, limit=limit)


class DemandIndex:
    """Demands laid out in columns, by id, ready to be matched with as many supplies as there are."""

    def __init__(self, demands: Iterable[Demand]) -> None:
        ordered = sorted(demands, key=lambda demand: demand.id)
        self._requirements = _Requirements(ordered)
        self._columns = _Columns.of(ordered)

    def top_matches(self, supplies: Iterable[Supply], *, limit: int) -> dict[int, list[tuple[int, int]]]:
        """As the function of this name, for these demands."""
        rows = list(supplies)
        found: dict[int, list[tuple[int, int]]] = {supply.id: [] for supply in rows}
        if limit < 1 or not self._columns.ids.size:
            return found
        met = self._requirements.met_by(rows)
        keys = np.vstack([np.zeros((1, len(rows)), dtype=np.uint8), np.packbits(met, axis=1).T[::-1]])
        order = np.lexsort(keys)
        for start in range(0, len(rows), BLOCK):
            numbers = order[start : start + BLOCK]
            block = [rows[number] for number in numbers]
            found.update(self._match(block, self._requirements.groups_met(met[numbers]), limit))
        return found

    def _match(
        self, block: Sequence[Supply], groups: Flags, limit: int
    ) -> Iterator[tuple[int, list[tuple[int, int]]]]:
        """The best for a few supplies; `groups` says which groups (columns) can be recommended to each (row)."""
        group_of = self._requirements.group_of
        numbers = np.flatnonzero(groups.max(axis=0)[group_of])
        columns = self._columns.take(numbers)
        points = columns.points(block)
        points *= groups[:, group_of[numbers]]
        rows, best, scores = _best(points, limit)
        matches = list(zip(columns.ids[best].tolist(), scores.tolist(), strict=True))
        bounds = np.searchsorted(rows, np.arange(len(block) + 1)).tolist()
        for supply, start, end in zip(block, bounds, bounds[1:], strict=False):
            yield supply.id, matches[start:end]


class _Requirements:
    """What demands require, minima and decisive wishes; demands that require the same form a group."""

    def __init__(self, demands: Sequence[Demand]) -> None:
        self._wishes = _Wishes([decisive_wishes(demand) for demand in demands])
        minima = [_minima(demand) for demand in demands]
        self._minima = _numbered(chain.from_iterable(minima))
        self._scales = _numbered((about, which) for about, which, _ in self._minima)
        required = [
            frozenset([*map(self._minima.__getitem__, least), *(len(self._minima) + wish for wish in wishes)])
            for least, wishes in zip(minima, self._wishes.asked, strict=True)
        ]
        groups = _numbered(required)
        self.group_of = np.array([groups[each] for each in required], dtype=np.int64)
        self._in_group = np.zeros((len(self._minima) + self._wishes.count, len(groups)), dtype=np.float32)
        for group, number in groups.items():
            self._in_group[list(group), number] = 1

    def met_by(self, supplies: Sequence[Supply]) -> Flags:
        """Which requirements (columns) each of `supplies` (rows) meets."""
        ranks = np.zeros((len(supplies), len(self._scales)), dtype=np.int16)
        for about, highest, held in (
            ("language", NATIVE, [supply.languages for supply in supplies]),
            ("minimum", MAX_RANK, [supply.reached for supply in supplies]),
        ):
            columns = {which: column for (scale, which), column in self._scales.items() if scale == about}
            rows, numbers, values = _entries(held, columns, highest)
            ranks[rows, numbers] = values
        scale_of = [self._scales[about, which] for about, which, _ in self._minima]
        least = np.array([least for _, _, least in self._minima], dtype=np.int16)
        wishes = np.zeros((len(supplies), self._wishes.count), dtype=np.bool_)
        for find in (self._wishes.met_by, self._wishes.left_open_by):
            wishes[_places([find(supply) for supply in supplies])] = True
        minima: Flags = ranks[:, scale_of] >= least
        return np.hstack([minima, wishes])

    def groups_met(self, met: Flags) -> Flags:
        """The groups (columns) that can be recommended to whom (row) `met` says what it meets: it lacks nothing."""
        groups: Flags = (~met).astype(np.float32) @ self._in_group == 0
        return groups


def _minima(demand: Demand) -> list[Minimum]:
    languages = [("language", code, least) for code, least in language_minima(demand).items()]
    return languages + [("minimum", name, least) for name, least in named_minima(demand).items()]


class _Wishes:
    """The different wishes of demands, found by the values that meet them."""

    def __init__(self, wishes: Sequence[Mapping[str, Values]]) -> None:
        numbers = _numbered(chain.from_iterable(each.items() for each in wishes))
        self.asked = [[numbers[wish] for wish in each.items()] for each in wishes]
        self.count = len(numbers)
        self.by_name: dict[str, list[int]] = defaultdict(list)
        self._by_value: dict[str, dict[Hashable, list[int]]] = defaultdict(lambda: defaultdict(list))
        for (name, values), number in numbers.items():
            self.by_name[name].append(number)
            for value in values:
                self._by_value[name][value].append(number)

    def met_by(self, supply: Supply) -> list[int]:
        """The numbers of those that a value of the supply's traits meets; each once, however many values do."""
        met: list[int] = []
        for name, by_value in self._by_value.items():
            found = [by_value[value] for value in supply.traits.get(name) or () if value in by_value]
            met += found[0] if len(found) == 1 else frozenset().union(*found)
        return met

    def left_open_by(self, supply: Supply) -> list[int]:
        """The numbers of those that the supply meets because any value will do."""
        return [
            number for name, numbers in self.by_name.items() if is_open(supply, name) for number in numbers
        ]


@dataclass(frozen=True, slots=True)
class _Columns:
    """What demands give points for: a row of `asked`, a column of `if_open`, an entry of the others for each demand."""

    ids: Numbers
    questions: "_Questions"
    asked: csr_matrix
    base: Points
    if_open: Points
    start: Numbers
    in_time: Points

    @classmethod
    def of(cls, demands: Sequence[Demand]) -> "_Columns":
        weights = [weigh(demand) for demand in demands]
        questions = _Questions(demands)
        return cls(
            ids=np.array([demand.id for demand in demands], dtype=np.int64),
            questions=questions,
            asked=questions.asked(demands, weights),
            base=_points(map(_base, demands, weights)),
            if_open=questions.if_open(weights),
            start=_days(demand.start for demand in demands),
            in_time=_points(weight.start for weight in weights),
        )

    def take(self, numbers: Numbers) -> "_Columns":
        """Only the demands with these numbers."""
        return _Columns(
            ids=self.ids[numbers],
            questions=self.questions,
            asked=self.asked[numbers],
            base=self.base[numbers],
            if_open=self.if_open[:, numbers],
            start=self.start[numbers],
            in_time=self.in_time[numbers],
        )

    def points(self, supplies: Sequence[Supply]) -> Points:
        """Points of each of `supplies` (rows) for each demand (columns), taking its decisive wishes as met."""
        product = sp_matmul(self.questions.had(supplies), self.asked.T.tocsr())
        parts = (product.data.astype(np.int16), product.indices, product.indptr)
        points: Points = csr_matrix(parts, shape=product.shape).toarray()
        points += self._bases(supplies)
        is_in_time = _days(supply.available_from for supply in supplies)[:, None] <= self.start
        points += is_in_time * self.in_time
        return points

    def _bases(self, supplies: Sequence[Supply]) -> Points:
        """What each of `supplies` (rows) gets from each demand (columns) before the two have anything in common."""
        open_to = [self.questions.left_open_by(supply) for supply in supplies]
        patterns = _numbered(open_to)
        given = [self.base + self.if_open[list(names)].sum(axis=0, dtype=np.int16) for names in patterns]
        bases: Points = np.stack(given)[[patterns[names] for names in open_to]]
        return bases


def _base(demand: Demand, weights: Weights) -> int:
    """What a demand gives to whoever meets its requirements, with the mark that they do."""
    return MARK + weights.base + sum(weights.wishes[name] for name in decisive_wishes(demand))


def _other_wishes(demand: Demand) -> dict[str, Values]:
    """The wishes that are not decisive."""
    decisive = demand.criteria.decisive
    return {name: values for name, values in asked_wishes(demand).items() if name not in decisive}


class _Questions:
    """The columns of the matrices: each skill at each level, then the wishes that are not decisive."""

    def __init__(self, demands: Sequence[Demand]) -> None:
        self._skills = _numbered(chain.from_iterable((*each.required, *each.welcome) for each in demands))
        self._asked_wishes = [_other_wishes(demand) for demand in demands]
        self._wishes = _Wishes(self._asked_wishes)
        self._names = list(self._wishes.by_name)
        self._first_wish = len(self._skills) * MAX_LEVEL
        self._count = self._first_wish + self._wishes.count

    def asked(self, demands: Sequence[Demand], weights: Sequence[Weights]) -> csr_matrix:
        """The parts that each demand (row) gives for each question (column)."""
        asked = map(self._asked, demands, weights, self._asked_wishes, self._wishes.asked)
        entries = [
            (row, column, points // STEPS) for row, asks in enumerate(asked) for column, points in asks
        ]
        rows, columns, parts = np.array(entries, dtype=np.int32).reshape(-1, 3).T
        return _matrix(rows, columns, parts, shape=(len(demands), self._count))

    def _asked(
        self, demand: Demand, weights: Weights, names: Iterable[str], wishes: Iterable[int]
    ) -> Iterator[tuple[int, int]]:
        """Column and points of each question that the product of the matrices answers."""
        for levels, given in ((demand.required, weights.required), (demand.welcome, weights.welcome)):
            for skill, points in given.items():
                yield self._skills[skill] * MAX_LEVEL + asked_level(levels[skill]) - 1, points
        for name, number in zip(names, wishes, strict=True):
            yield self._first_wish + number, weights.wishes[name]

    def if_open(self, weights: Sequence[Weights]) -> Points:
        """The points that each demand (column) gives to whoever is open to any value of a name (row)."""
        pairs = list(zip(weights, self._asked_wishes, strict=True))
        given = [
            [weight.wishes[name] if name in wishes else 0 for weight, wishes in pairs] for name in self._names
        ]
        return np.array(given, dtype=np.int16).reshape(len(self._names), len(weights))

    def left_open_by(self, supply: Supply) -> tuple[int, ...]:
        """The names, by row of `if_open`, of which the supply takes any value."""
        return tuple(row for row, name in enumerate(self._names) if is_open(supply, name))

    def had(self, supplies: Sequence[Supply]) -> csr_matrix:
        """The part, in twelfths, of each question (column) that each of `supplies` (rows) has."""
        rows, skills, levels = _entries([supply.skills for supply in supplies], self._skills, MAX_LEVEL)
        every_level = skills[:, None] * MAX_LEVEL + np.arange(MAX_LEVEL, dtype=np.int32)
        wishing, wishes = _places([self._wishes.met_by(supply) for supply in supplies])
        return _matrix(
            np.concatenate([rows.repeat(MAX_LEVEL), wishing]),
            np.concatenate([every_level.ravel(), self._first_wish + wishes]),
            np.concatenate([REACHED[levels].ravel(), np.full(len(wishes), STEPS, dtype=np.int32)]),
            shape=(len(supplies), self._count),
        )


def _entries(
    held: Sequence[Mapping[Name, int]], numbers: Mapping[Name, int], highest: int
) -> tuple[Entries, Entries, Entries]:
    """Row, number and value, at most `highest`, of what each row holds of the things that have a number."""
    rows = np.repeat(np.arange(len(held), dtype=np.int32), [len(things) for things in held])
    columns = np.fromiter(map(numbers.get, chain.from_iterable(held), repeat(-1)), dtype=np.int32)
    values = np.array([value for things in held for value in things.values()])
    values = np.clip(values, 0, highest).astype(np.int32)
    is_known = columns >= 0
    return rows[is_known], columns[is_known], values[is_known]


def _places(held: Sequence[Collection[int]]) -> tuple[Entries, Entries]:
    """Row and number of all that each row holds."""
    rows = np.repeat(np.arange(len(held), dtype=np.int32), [len(numbers) for numbers in held])
    return rows, np.fromiter(chain.from_iterable(held), dtype=np.int32)


def _matrix(rows: Entries, columns: Entries, values: Entries, *, shape: tuple[int, int]) -> csr_matrix:
    """A sparse matrix of these entries without zeros, for which sp_matmul returns uninitialised memory."""
    order = np.argsort(rows, kind="stable")
    order = order[values[order] != 0]
    bounds = np.searchsorted(rows[order], np.arange(shape[0] + 1))
    return csr_matrix((values[order], columns[order], bounds), shape=shape)


def _best(points: Points, limit: int) -> tuple[Numbers, Numbers, Numbers]:
    """Row, column and score of the `limit` best in each row; equal scores in the order of the columns."""
    found = np.flatnonzero(points >= _floor(points, limit)[:, None])
    rows, columns = np.divmod(found, max(1, points.shape[1]))
    scores = percent(points.ravel()[found].astype(np.int64) - MARK)
    order = np.lexsort((columns, -scores, rows))
    place = np.arange(len(order)) - np.searchsorted(rows, rows)
    chosen = order[place < limit]
    return rows[chosen], columns[chosen], scores[chosen]


def _floor(points: Points, limit: int) -> Numbers:
    """For each row, the fewest points of a score that at least `limit` columns reach, or just the mark.

    Only the best of each of many groups of columns is looked at: `limit` groups are `limit` columns.
    """
    groups, width = 8 * limit, points.shape[1] // (8 * limit)
    if points.shape[1] <= limit:
        return np.full(len(points), MARK)
    if width > 1:
        points = points[:, : groups * width].reshape(len(points), width, groups).max(axis=1)
    reached = np.partition(points, -limit, axis=1)[:, -limit].astype(np.int64) - MARK
    return np.maximum(MARK + percent(reached) * POINTS_PER_PERCENT - POINTS_PER_PERCENT // 2, MARK)


def _numbered(names: Iterable[Name]) -> dict[Name, int]:
    """Each name once, with a number from 0 up, in order of appearance."""
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def _points(values: Iterable[int]) -> Points:
    return np.fromiter(values, dtype=np.int16)


def _days(dates: Iterable[date | None]) -> Numbers:
    """Days as numbers; who names no day is free from the first."""
    return np.fromiter((day.toordinal() if day else 0 for day in dates), dtype=np.int64)
