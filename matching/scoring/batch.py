"""Which placements fit whom: for one person with reasons, for everybody at once.

The rules of one fit are in ``matching.scoring.rules``; here they are applied to many. Pure like them: NumPy, SciPy
and sparse_dot_topn, no Django.

How ``top_matches`` stays exact and close to the cost of one sparse product:

* A skill that a placement asks for at a level is one column. The placement's entry is the weight, the
  talent's entry the part of that level reached, in twelfths. So the product of the two sparse matrices is
  the points for skills, with one multiplication for each skill that a pair has in common, and partial
  levels cost nothing extra.
* Minima and kind are no points but a door: placements that ask for the same minima and are of the same
  kind have the same door. Talents are sorted by what opens doors for them and taken in blocks, and each
  block is multiplied only with the placements behind doors that are open to somebody in it.
* What is left is scored whole. The answers on field, region and date are added to the block's points,
  closed doors are taken out, and the best of each row are chosen. Every pair that can be recommended is
  looked at, so there is no cut-off that could lose one, and no tie is left to chance.
* Points are whole numbers throughout; the scores are those of ``explain`` to the last digit.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, repeat
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul

from matching.scoring.rules import (
    MAX_DEGREE,
    MAX_LEVEL,
    NATIVE,
    POINTS_PER_PERCENT,
    STEPS,
    Fit,
    PlacementProfile,
    TalentProfile,
    Weights,
    asked_level,
    degree_minimum,
    degree_rank,
    explain,
    is_anywhere,
    language_minima,
    percent,
    steps_earned,
    weigh,
)

Flags = NDArray[np.bool_]
Points = NDArray[np.int16]
Entries = NDArray[np.int32]
Numbers = NDArray[np.int64]
Name = TypeVar("Name", bound=Hashable)
Rank = tuple[str, str, int]
"""A place on a scale: what the scale is about, which one it is, how high."""

BLOCK = 64
"""Talents scored together: enough to share the work on placements, few enough to stay in the cache."""
OPEN = 1
"""The point for an open door, taken off before scoring; a pair without it is not recommended."""
REACHED = np.array(
    [[steps_earned(has, asked) for asked in range(1, MAX_LEVEL + 1)] for has in range(MAX_LEVEL + 1)],
    dtype=np.int32,
)
"""The part reached, in twelfths, of the level asked (columns, from 1) by the level had (rows)."""


def rank(
    talent: TalentProfile, placements: Iterable[PlacementProfile], *, limit: int | None = None
) -> list[Fit]:
    """All `placements` for one talent with reasons, best first, those they are not eligible for at the end."""
    return sorted((explain(talent, placement) for placement in placements), key=lambda fit: fit.order)[:limit]


def top_matches(
    talents: Iterable[TalentProfile], placements: Iterable[PlacementProfile], *, limit: int
) -> dict[int, list[tuple[int, int]]]:
    """For each talent id the ids and scores of the `limit` best recommended placements, best first.

    The same as ``rank``, without what is not recommended and without reasons; equal scores are in the order
    of their ids. Ids are unique on either side. To match in portions, build a ``PlacementIndex`` once.
    """
    return PlacementIndex(placements).top_matches(talents, limit=limit)


class PlacementIndex:
    """Placements laid out in columns, by id, ready to be matched with as many talents as there are."""

    def __init__(self, placements: Iterable[PlacementProfile]) -> None:
        ordered = sorted(placements, key=lambda placement: placement.id)
        self._doors = _Doors(ordered)
        self._columns = _Columns.of(ordered)

    def top_matches(
        self, talents: Iterable[TalentProfile], *, limit: int
    ) -> dict[int, list[tuple[int, int]]]:
        """As the function of this name, for these placements."""
        people = list(talents)
        found: dict[int, list[tuple[int, int]]] = {person.id: [] for person in people}
        if limit < 1 or not self._columns.ids.size:
            return found
        keys = self._doors.keys(people)
        order = np.lexsort(np.packbits(keys, axis=1).T[::-1])
        for start in range(0, len(people), BLOCK):
            rows = order[start : start + BLOCK]
            block = [people[row] for row in rows]
            found.update(self._match(block, self._doors.opened(keys[rows]), limit))
        return found

    def _match(
        self, block: Sequence[TalentProfile], opened: Flags, limit: int
    ) -> Iterator[tuple[int, list[tuple[int, int]]]]:
        """The best for a few talents; `opened` says which doors (columns) are open to each of them (rows)."""
        numbers = np.flatnonzero(opened.max(axis=0)[self._doors.door_of])
        columns = self._columns.take(numbers)
        points = columns.points(block)
        points *= opened[:, self._doors.door_of[numbers]]
        rows, best, scores = _best(points, limit)
        matches = list(zip(columns.ids[best].tolist(), scores.tolist(), strict=True))
        bounds = np.searchsorted(rows, np.arange(len(block) + 1)).tolist()
        for person, start, end in zip(block, bounds, bounds[1:], strict=False):
            yield person.id, matches[start:end]


class _Doors:
    """A door is a set of minima and a kind; placements with the same set stand behind the same door."""

    def __init__(self, placements: Sequence[PlacementProfile]) -> None:
        asked = [_minima(placement) for placement in placements]
        doors = _numbered(asked)
        minima = sorted(frozenset[Rank]().union(*doors))
        self.door_of = np.array([doors[door] for door in asked], dtype=np.int64)
        self._needs = np.array([[minimum in door for door in doors] for minimum in minima], dtype=np.float32)
        self._least = np.array([least for _, _, least in minima], dtype=np.int8)
        self._scales = _numbered((about, which) for about, which, _ in minima)
        self._scale_of = [self._scales[about, which] for about, which, _ in minima]

    def keys(self, people: Sequence[TalentProfile]) -> Flags:
        """Which minima (columns) each of `people` (rows) meets, and so which doors are open to them."""
        kinds = self._columns("kind")
        ranks = np.zeros((len(people), len(self._scales)), dtype=np.int8)
        for columns, highest, strengths in (
            (kinds, 1, [dict.fromkeys(person.kinds or kinds, 1) for person in people]),
            (self._columns("degree"), MAX_DEGREE, [{"": degree_rank(person)} for person in people]),
            (self._columns("language"), NATIVE, [person.languages for person in people]),
        ):
            rows, numbers, values = _entries(strengths, columns, highest)
            ranks[rows, numbers] = values
        met: Flags = ranks[:, self._scale_of] >= self._least
        return met

    def opened(self, keys: Flags) -> Flags:
        """The doors (columns) that each key (row) opens: those that ask for nothing it lacks."""
        opened: Flags = (~keys).astype(np.float32) @ self._needs == 0
        return opened

    def _columns(self, about: str) -> dict[str, int]:
        return {which: column for (scale, which), column in self._scales.items() if scale == about}


def _minima(placement: PlacementProfile) -> frozenset[Rank]:
    """What a placement's door asks."""
    kind = {("kind", placement.kind, 1)} if placement.kind else set()
    languages = {("language", code, least) for code, least in language_minima(placement).items()}
    return frozenset({("degree", "", degree_minimum(placement))} | kind | languages)


@dataclass(frozen=True, slots=True)
class _Columns:
    """What placements give points for. `demand` has a row, the other arrays an entry for each placement."""

    ids: Numbers
    topics: "_Topics"
    demand: csr_matrix
    base: Points
    region: Points
    start: Numbers
    availability: Points

    @classmethod
    def of(cls, placements: Sequence[PlacementProfile]) -> "_Columns":
        weights = [weigh(placement) for placement in placements]
        topics = _Topics(placements)
        return cls(
            ids=np.array([placement.id for placement in placements], dtype=np.int64),
            topics=topics,
            demand=topics.demand(placements, weights),
            base=_points(OPEN + weight.base + weight.kind for weight in weights),
            region=_points(weight.region for weight in weights),
            start=_days(placement.start for placement in placements),
            availability=_points(weight.availability for weight in weights),
        )

    def take(self, numbers: Numbers) -> "_Columns":
        """Only the placements with these numbers."""
        return _Columns(
            ids=self.ids[numbers],
            topics=self.topics,
            demand=self.demand[numbers],
            base=self.base[numbers],
            region=self.region[numbers],
            start=self.start[numbers],
            availability=self.availability[numbers],
        )

    def points(self, people: Sequence[TalentProfile]) -> Points:
        """Points of each of `people` (rows) for each placement (columns), taking its kind as sought."""
        product = sp_matmul(self.topics.supply(people), self.demand.T.tocsr())
        parts = (product.data.astype(np.int16), product.indices, product.indptr)
        points: Points = csr_matrix(parts, shape=product.shape).toarray()
        bases = np.stack([self.base, self.base + self.region])
        points += bases[[int(is_anywhere(person)) for person in people]]
        is_free = _days(person.available_from for person in people)[:, None] <= self.start
        points += is_free * self.availability
        return points


class _Topics:
    """The columns of the matrices: each skill at each level, then the fields, then the regions."""

    def __init__(self, placements: Sequence[PlacementProfile]) -> None:
        self.skills = _numbered(chain.from_iterable(map(_asked_skills, placements)))
        self.fields = _numbered(chain.from_iterable(placement.fields for placement in placements))
        self.regions = _numbered(placement.region for placement in placements if placement.region)
        self.first_field = len(self.skills) * MAX_LEVEL
        self.first_region = self.first_field + len(self.fields)
        self.count = self.first_region + len(self.regions)

    def demand(self, placements: Sequence[PlacementProfile], weights: Sequence[Weights]) -> csr_matrix:
        """The parts that each placement (row) gives for each topic (column)."""
        asked = map(self._asked, placements, weights)
        entries = [
            (row, column, points // STEPS) for row, asks in enumerate(asked) for column, points in asks
        ]
        rows, columns, parts = np.array(entries, dtype=np.int32).reshape(-1, 3).T
        return _matrix(rows, columns, parts, shape=(len(placements), self.count))

    def _asked(self, placement: PlacementProfile, weights: Weights) -> Iterator[tuple[int, int]]:
        """Column and points of each question that the product of the matrices answers."""
        for levels, given in (
            (placement.required_skills, weights.required),
            (placement.welcome_skills, weights.welcome),
        ):
            for skill, points in given.items():
                yield self.skills[skill] * MAX_LEVEL + asked_level(levels[skill]) - 1, points
        for field in placement.fields:
            yield self.first_field + self.fields[field], weights.field
        if placement.region:
            yield self.first_region + self.regions[placement.region], weights.region

    def supply(self, people: Sequence[TalentProfile]) -> csr_matrix:
        """The part, in twelfths, of each topic (column) that each of `people` (rows) has."""
        skills = _entries([person.skills for person in people], self.skills, MAX_LEVEL)
        fields = _entries([{person.field: 1} if person.field else {} for person in people], self.fields, 1)
        bound = [{} if is_anywhere(person) else dict.fromkeys(person.regions, 1) for person in people]
        regions = _entries(bound, self.regions, 1)
        every_level = skills[1][:, None] * MAX_LEVEL + np.arange(MAX_LEVEL, dtype=np.int32)
        return _matrix(
            np.concatenate([skills[0].repeat(MAX_LEVEL), fields[0], regions[0]]),
            np.concatenate(
                [every_level.ravel(), self.first_field + fields[1], self.first_region + regions[1]]
            ),
            np.concatenate([REACHED[skills[2]].ravel(), STEPS * fields[2], STEPS * regions[2]]),
            shape=(len(people), self.count),
        )


def _asked_skills(placement: PlacementProfile) -> Iterator[int]:
    return chain(placement.required_skills, placement.welcome_skills)


def _entries(
    held: Sequence[Mapping[Name, int]], numbers: Mapping[Name, int], highest: int
) -> tuple[Entries, Entries, Entries]:
    """Row, number and value, at most `highest`, of what each row holds of the things that have a number."""
    rows = np.repeat(np.arange(len(held), dtype=np.int32), [len(things) for things in held])
    columns = np.fromiter(map(numbers.get, chain.from_iterable(held), repeat(-1)), dtype=np.int32)
    values = np.array([value for things in held for value in things.values()])
    values = np.clip(values, 0, highest).astype(np.int32)
    is_known = (columns >= 0) & (values > 0)
    return rows[is_known], columns[is_known], values[is_known]


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
    scores = percent(points.ravel()[found].astype(np.int64) - OPEN)
    order = np.lexsort((columns, -scores, rows))
    place = np.arange(len(order)) - np.searchsorted(rows, rows)
    chosen = order[place < limit]
    return rows[chosen], columns[chosen], scores[chosen]


def _floor(points: Points, limit: int) -> Numbers:
    """For each row, the fewest points of a score that at least `limit` columns reach, or just an open door.

    Only the best of each of many groups of columns is looked at: `limit` groups are `limit` columns.
    """
    groups, width = 8 * limit, points.shape[1] // (8 * limit)
    if points.shape[1] <= limit:
        return np.full(len(points), OPEN)
    if width > 1:
        points = points[:, : groups * width].reshape(len(points), width, groups).max(axis=1)
    reached = np.partition(points, -limit, axis=1)[:, -limit].astype(np.int64) - OPEN
    return np.maximum(OPEN + percent(reached) * POINTS_PER_PERCENT - POINTS_PER_PERCENT // 2, OPEN)


def _numbered(names: Iterable[Name]) -> dict[Name, int]:
    """Each name once, with a number from 0 up, in order of appearance."""
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def _points(values: Iterable[int]) -> Points:
    return np.fromiter(values, dtype=np.int16)


def _days(dates: Iterable[date | None]) -> Numbers:
    """Days as numbers; who names no day is free from the first."""
    return np.fromiter((day.toordinal() if day else 0 for day in dates), dtype=np.int64)
