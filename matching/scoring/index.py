"""All demands in columns, for one supply at a time: which it is eligible for, how well each fits, what helps it most.

Pure like the rules in ``matching.scoring.rules``, and equal to them to the last digit: NumPy and SciPy, no Django.

How 20,000 demands are scored in about a millisecond, whoever asks:

* Each question is a column of a sparse matrix with a row for each demand: a skill at a level, a language at a
  rank, a minimum. What a supply brings is a vector, so the points for skills are one product, and the minima it
  misses another. The work is that of reading what the demands ask, and does not grow with what the supply brings.
* A wish is a number, the same for all demands that wish for the same values of a name. What a supply answers to
  each number is looked up once, and then read for each demand.
* An index never changes. ``patched`` makes another one, of the rows that stay and of those that come; who reads
  the old one goes on reading it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Self, TypeVar

import numpy as np
from scipy.sparse import csr_matrix, vstack

from matching.scoring.gaps import Gap
from matching.scoring.rules import (
    MAX_LEVEL,
    NATIVE,
    STEPS,
    Demand,
    ReasonCode,
    Supply,
    Values,
    Weights,
    asked_level,
    is_open,
    language_minima,
    language_rank,
    named_minima,
    named_rank,
    percent,
    skill_level,
    steps_earned,
    weigh,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.int64]

Name = TypeVar("Name", bound=Hashable)
Row = dict[int, int]
"""Columns of a matrix and the entries of one row in them."""

REACHED = np.array(
    [[steps_earned(has, asked) for asked in range(1, MAX_LEVEL + 1)] for has in range(MAX_LEVEL + 1)],
    dtype=np.int32,
)
"""The part reached, in twelfths, of the level asked (columns, from 1) by the level had (rows)."""
NOT_ASKED = 0
"""The number of a wish that a demand doesn't have: everybody meets it, and nobody gets points for it."""
EVEN = 420
"""Divisible by every number of levels that can be climbed, so that what a level is worth is a whole number."""


@dataclass(frozen=True, slots=True)
class Fits:
    """What ``explain`` says of one supply and each demand, without reasons; in the order of the demands' ids."""

    demand_ids: Numbers
    is_eligible: Flags
    is_recommended: Flags
    score: Numbers

    @property
    def worth(self) -> Numbers:
        """One number a fit, the higher the better: the eligible before all others, then by score."""
        worth: Numbers = self.score + self.is_eligible * 1_000
        return worth

    def best(self, limit: int, *, among: Flags | None = None) -> Numbers:
        """The places of the `limit` best, best first, in the order of ``Fit.order``; only of those `among` flags."""
        places = np.arange(len(self.score)) if among is None else np.flatnonzero(among)
        worth = self.worth[places]
        if 0 < limit < len(places):
            is_near = worth >= np.partition(worth, -limit)[-limit]
            places, worth = places[is_near], worth[is_near]
        chosen: Numbers = places[np.argsort(-worth, kind="stable")][: max(limit, 0)]
        return chosen


class RankingIndex:
    """Demands laid out in columns, in the order of their ids, which are unique and fit into 64 bits."""

    def __init__(self, demands: Iterable[Demand] = ()) -> None:
        names = _Names()
        self._hold(names, _Rows.of(demands, names))

    def _hold(self, names: _Names, rows: _Rows) -> None:
        self._names, self._rows = names, rows
        self._wishes_by_value: dict[tuple[str, Hashable], list[int]] = defaultdict(list)
        for (name, values), number in names.wishes.items():
            for value in values:
                self._wishes_by_value[name, value].append(number)

    def __len__(self) -> int:
        return len(self._rows.ids)

    @property
    def demand_ids(self) -> Numbers:
        return self._rows.ids

    def patched(self, changed: Iterable[Demand], *, gone: Collection[int] = ()) -> Self:
        """Another index: with these demands instead of those of the same ids, and without those that are `gone`."""
        names = self._names.copy()
        came = _Rows.of(changed, names)
        is_left = ~np.isin(self._rows.ids, np.concatenate([came.ids, _numbers(gone)]))
        rows = self._rows.joined(came, names)
        places = np.flatnonzero(np.concatenate([is_left, np.ones(len(came.ids), dtype=np.bool_)]))
        index = type(self).__new__(type(self))
        index._hold(names, rows.take(places[np.argsort(rows.ids[places])]))
        return index

    def fits(self, supply: Supply) -> Fits:
        """How well every demand fits this supply."""
        rows, is_met = self._rows, self._wishes_met(supply)
        had = REACHED[self._levels(supply)].ravel()
        points = rows.base + rows.required @ had + rows.welcome @ had
        misses_decisive = np.zeros(len(self), dtype=np.bool_)
        for wish in rows.wishes:
            answers = is_met[wish.number]
            points += answers * wish.points
            misses_decisive |= wish.is_decisive & ~answers
        points += (_day(supply.available_from) <= rows.start) * rows.in_time
        is_eligible = (self._languages_missed(supply) == 0) & self._meets_named_minima(supply)
        score = percent(points)
        return Fits(
            demand_ids=rows.ids,
            is_eligible=is_eligible,
            is_recommended=is_eligible & ~misses_decisive,
            score=np.where(is_eligible, score, score // 2),
        )

    def gap(self, supply: Supply) -> Gap | None:
        """What ``smallest_gap`` says of this supply and all demands."""
        rows, is_met = self._rows, self._wishes_met(supply)
        is_near = self._meets_named_minima(supply)
        for wish in rows.wishes:
            is_near &= is_met[wish.number] | ~wish.is_decisive
        missed = self._languages_missed(supply)
        language = self._step(
            ReasonCode.LANGUAGE,
            np.array([language_rank(supply, code) for code in self._names.languages], dtype=np.int64),
            _entries(rows.languages, is_near & (missed == 1)),
        )
        skill = self._step(
            ReasonCode.REQUIRED_SKILL, self._levels(supply), _entries(rows.required, is_near & (missed == 0))
        )
        return max(filter(None, (language, skill)), key=attrgetter("worth"), default=None)

    def _step(self, code: ReasonCode, has: Numbers, entries: tuple[Numbers, Numbers]) -> Gap | None:
        """The best step on one of these scales, by what it `has` of each, for demands that lack nothing else."""
        names, height = self._names.scale(code)
        places, columns = entries
        number, target = columns // height, columns % height + 1
        is_step = (target > has[number]) & (target < NATIVE)
        places, number, target = places[is_step], number[is_step], target[is_step]
        lifted = np.bincount(number * height + target - 1, minlength=len(has) * height).reshape(-1, height)
        levels = np.maximum(np.arange(1, height + 1) - has[:, None], 1)
        worth = (lifted > 0) * np.cumsum(lifted, axis=1) * EVEN // levels
        if not worth.any():
            return None
        subjects = list(names)
        best = zip(*np.nonzero(worth == worth.max()), strict=True)
        row, step = min(best, key=lambda each: (levels[each], str(subjects[each[0]])))
        ids = self._rows.ids[places[(number == row) & (target <= step + 1)]]
        return Gap(code, subjects[row], int(has[row]), int(step) + 1, tuple(ids.tolist()))

    # --- What a supply brings, in the order of the columns ---

    def _levels(self, supply: Supply) -> Numbers:
        """The level of each skill that a demand asks for."""
        levels = np.zeros(len(self._names.skills), dtype=np.int64)
        for skill in supply.skills:
            number = self._names.skills.get(skill)
            if number is not None:
                levels[number] = skill_level(supply, skill)
        return levels

    def _languages_missed(self, supply: Supply) -> Numbers:
        """How many language minima of each demand the supply misses."""
        ranks = [language_rank(supply, code) for code in self._names.languages]
        is_missed = np.arange(1, NATIVE + 1) > np.array(ranks, dtype=np.int64)[:, None]
        missed: Numbers = self._rows.languages @ is_missed.ravel().astype(np.int64)
        return missed

    def _meets_named_minima(self, supply: Supply) -> Flags:
        missed = [named_rank(supply, name) < least for name, least in self._names.minima]
        meets: Flags = self._rows.minima @ np.array(missed, dtype=np.int64) == 0
        return meets

    def _wishes_met(self, supply: Supply) -> Flags:
        """Which wishes, by their numbers, the supply meets."""
        is_met = np.zeros(len(self._names.wishes) + 1, dtype=np.bool_)
        is_met[NOT_ASKED] = True
        for name in self._names.wish_names:
            for value in supply.traits.get(name) or ():
                is_met[self._wishes_by_value.get((name, value), [])] = True
            if is_open(supply, name):
                is_met[[number for (each, _), number in self._names.wishes.items() if each == name]] = True
        return is_met


class _Numbering(dict[Name, int]):
    """Each name's number, from 0 up. One that is asked for in brackets and not known yet gets the next."""

    first = 0

    def __missing__(self, name: Name) -> int:
        number = self[name] = len(self) + self.first
        return number


class _WishNumbering(_Numbering[tuple[str, Values]]):
    first = NOT_ASKED + 1


@dataclass(frozen=True, slots=True)
class _Names:
    """What the columns of the matrices are about, and the numbers of wishes. They grow and never shrink."""

    skills: _Numbering[int] = field(default_factory=_Numbering)
    languages: _Numbering[str] = field(default_factory=_Numbering)
    minima: _Numbering[tuple[str, int]] = field(default_factory=_Numbering)
    wish_names: _Numbering[str] = field(default_factory=_Numbering)
    wishes: _WishNumbering = field(default_factory=_WishNumbering)

    def copy(self) -> _Names:
        return _Names(*(type(names := getattr(self, each.name))(names) for each in fields(self)))

    def scale(self, code: ReasonCode) -> tuple[_Numbering[str] | _Numbering[int], int]:
        """The subjects of reasons of this code, and how many levels each has."""
        return (self.languages, NATIVE) if code is ReasonCode.LANGUAGE else (self.skills, MAX_LEVEL)


@dataclass(frozen=True, slots=True)
class _Wish:
    """The wishes of one name, an entry for each demand."""

    number: Numbers
    points: Numbers
    is_decisive: Flags

    @classmethod
    def of(cls, name: str, demands: Sequence[Demand], weights: Sequence[Weights], names: _Names) -> _Wish:
        asked = [demand.wishes.get(name) for demand in demands]
        return cls(
            number=_numbers(names.wishes[name, values] if values else NOT_ASKED for values in asked),
            points=_numbers(weight.wishes.get(name, 0) for weight in weights),
            is_decisive=np.array([name in demand.criteria.decisive for demand in demands], dtype=np.bool_),
        )

    @classmethod
    def absent(cls, count: int) -> _Wish:
        nothing = np.zeros(count, dtype=np.int64)
        return cls(nothing, nothing, nothing.astype(np.bool_))

    def take(self, places: Numbers) -> _Wish:
        return _Wish(self.number[places], self.points[places], self.is_decisive[places])

    def joined(self, other: _Wish) -> _Wish:
        pairs = ((getattr(self, each.name), getattr(other, each.name)) for each in fields(self))
        return _Wish(*map(np.concatenate, pairs))


@dataclass(frozen=True, slots=True)
class _Rows:
    """What demands ask and what they give for it: a row of the matrices and an entry of the others for each demand."""

    ids: Numbers
    base: Numbers
    start: Numbers
    in_time: Numbers
    required: csr_matrix
    welcome: csr_matrix
    languages: csr_matrix
    minima: csr_matrix
    wishes: tuple[_Wish, ...]

    @classmethod
    def of(cls, demands: Iterable[Demand], names: _Names) -> _Rows:
        """The rows of `demands`; `names` learns what they ask for."""
        rows = sorted(demands, key=attrgetter("id"))
        weights = [weigh(demand) for demand in rows]
        for name in chain.from_iterable(demand.criteria.wishes for demand in rows):
            names.wish_names[name]
        skills, languages, minima = names.skills, names.languages, names.minima
        asked = list(zip(rows, weights, strict=True))
        required = [_skills(row.required, weight.required, skills) for row, weight in asked]
        welcome = [_skills(row.welcome, weight.welcome, skills) for row, weight in asked]
        ranks = [
            {languages[code] * NATIVE + least - 1: 1 for code, least in language_minima(row).items()}
            for row in rows
        ]
        least = [{minima[minimum]: 1 for minimum in named_minima(row).items()} for row in rows]
        return cls(
            ids=_numbers(row.id for row in rows),
            base=_numbers(weight.base for weight in weights),
            start=_numbers(_day(row.start) for row in rows),
            in_time=_numbers(weight.start for weight in weights),
            required=_matrix(required, len(skills) * MAX_LEVEL),
            welcome=_matrix(welcome, len(skills) * MAX_LEVEL),
            languages=_matrix(ranks, len(languages) * NATIVE),
            minima=_matrix(least, len(minima)),
            wishes=tuple(_Wish.of(name, rows, weights, names) for name in names.wish_names),
        )

    def take(self, places: Numbers) -> _Rows:
        """Only the rows at these places, in their order."""
        taken = {each.name: getattr(self, each.name) for each in fields(self)}
        wishes = tuple(wish.take(places) for wish in taken.pop("wishes"))
        return _Rows(**{name: column[places] for name, column in taken.items()}, wishes=wishes)

    def joined(self, other: _Rows, names: _Names) -> _Rows:
        """These rows, then `other`'s, which knows all of `names`."""
        count = len(names.wish_names) - len(self.wishes)
        wishes = [*self.wishes, *(_Wish.absent(len(self.ids)) for _ in range(count))]
        joined: dict[str, Any] = {}
        for each in fields(self):
            mine, others = getattr(self, each.name), getattr(other, each.name)
            if isinstance(mine, np.ndarray):
                joined[each.name] = np.concatenate([mine, others])
            elif each.name != "wishes":
                joined[each.name] = vstack([_widened(mine, others.shape[1]), others], format="csr")
        joined["wishes"] = tuple(mine.joined(new) for mine, new in zip(wishes, other.wishes, strict=True))
        return _Rows(**joined)


def _skills(levels: Mapping[int, int], points: Mapping[int, int], numbers: _Numbering[int]) -> Row:
    """The parts given for each skill at the level asked."""
    return {
        numbers[skill] * MAX_LEVEL + asked_level(levels[skill]) - 1: given // STEPS
        for skill, given in points.items()
    }


def _matrix(rows: Sequence[Row], width: int) -> csr_matrix:
    bounds = np.cumsum([0, *map(len, rows)])
    columns = np.fromiter(chain.from_iterable(rows), dtype=np.int32, count=bounds[-1])
    entries = np.fromiter(chain.from_iterable(row.values() for row in rows), dtype=np.int32, count=bounds[-1])
    return csr_matrix((entries, columns, bounds), shape=(len(rows), width))


def _widened(matrix: csr_matrix, width: int) -> csr_matrix:
    return csr_matrix((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], width))


def _entries(matrix: csr_matrix, rows: Flags) -> tuple[Numbers, Numbers]:
    """Row and column of each entry in these rows."""
    places = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    is_in = rows[places]
    return places[is_in], matrix.indices[is_in].astype(np.int64)


def _numbers(values: Iterable[int]) -> Numbers:
    return np.fromiter(values, dtype=np.int64)


def _day(day: date | None) -> int:
    """A day as a number; who names none is free from the first."""
    return day.toordinal() if day else 0
