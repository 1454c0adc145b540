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
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from matching.scoring.columns import NOT_ASKED, Names, Rows, day_number, numbers
from matching.scoring.gaps import Gap
from matching.scoring.rules import (
    MAX_LEVEL,
    NATIVE,
    Demand,
    ReasonCode,
    Supply,
    is_open,
    language_rank,
    named_rank,
    percent,
    skill_level,
    steps_earned,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from matching.scoring.columns import Flags, Numbers, Small


REACHED = np.array(
    [[steps_earned(has, asked) for asked in range(1, MAX_LEVEL + 1)] for has in range(MAX_LEVEL + 1)],
    dtype=np.int16,
)
"""The part reached, in twelfths, of the level asked (columns, from 1) by the level had (rows)."""
BLOCK = 32
"""Supplies that are scored together: enough to share the work on demands, few enough to stay near the processor."""
EVEN = 420
"""Divisible by every number of levels that can be climbed, so that what a level is worth is a whole number."""


@dataclass(frozen=True, slots=True)
class Fits:
    """What ``explain`` says of one supply and each demand, without reasons; in the order of the demands' ids."""

    demand_ids: Numbers
    is_eligible: Flags
    is_recommended: Flags
    score: Small

    @property
    def worth(self) -> Small:
        """One number a fit, the higher the better: the eligible before all others, then by score."""
        worth: Small = self.score + self.is_eligible * np.int16(1_000)
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

    def take(self, places: Numbers) -> Fits:
        """Only those at these places, in their order."""
        return Fits(*(getattr(self, each.name)[places] for each in fields(self)))

    def places_of(self, demand_ids: Numbers) -> Numbers:
        """Where those of these demands stand that are among them."""
        places: Numbers = np.flatnonzero(np.isin(self.demand_ids, demand_ids))
        return places


class DemandIndex:
    """Demands laid out in columns, in the order of their ids, which are unique and fit into 64 bits."""

    def __init__(self, demands: Iterable[Demand] = ()) -> None:
        names = Names()
        self._hold(names, Rows.of(demands, names))

    def _hold(self, names: Names, rows: Rows) -> None:
        self._names, self._rows = names, rows
        self._asked = rows.required + rows.welcome
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
        came = Rows.of(changed, names)
        is_left = ~np.isin(self._rows.ids, np.concatenate([came.ids, numbers(gone)]))
        rows = self._rows.joined(came, names)
        places = np.flatnonzero(np.concatenate([is_left, np.ones(len(came.ids), dtype=np.bool_)]))
        index = type(self).__new__(type(self))
        index._hold(names, rows.take(places[np.argsort(rows.ids[places])]))
        return index

    def fits(self, supply: Supply) -> Fits:
        """How well every demand fits this supply."""
        return self._fits([supply])[0]

    def fits_of(self, supplies: Sequence[Supply]) -> Iterator[Fits]:
        """How well every demand fits each of these, in their order."""
        for start in range(0, len(supplies), BLOCK):
            yield from self._fits(supplies[start : start + BLOCK])

    def _fits(self, supplies: Sequence[Supply]) -> list[Fits]:
        """For several at once, as each demand is read once for all of them: a row a demand, a column a supply."""
        rows, is_met = self._rows, _side_by_side(map(self._wishes_met, supplies))
        points = self._asked @ _side_by_side(REACHED[self._levels(supply)].ravel() for supply in supplies)
        points += rows.base[:, None]
        misses_decisive = np.zeros(points.shape, dtype=np.bool_)
        for wish in rows.wishes:
            answers = is_met.take(wish.number, axis=0)
            points += answers * wish.points[:, None]
            misses_decisive |= wish.is_decisive[:, None] & ~answers
        days = np.array([day_number(supply.available_from) for supply in supplies])
        points += (days <= rows.start[:, None]) * rows.in_time[:, None]
        is_eligible = (self._languages_missed(supplies) + self._minima_missed(supplies)) == 0
        score = percent(points)
        score = np.where(is_eligible, score, score // 2)
        columns = (is_eligible, is_eligible & ~misses_decisive, score)
        by_supply = zip(*(np.ascontiguousarray(column.T) for column in columns), strict=True)
        return [Fits(rows.ids, *each) for each in by_supply]

    def gap(self, supply: Supply, *, among: Flags | None = None) -> Gap | None:
        """What ``smallest_gap`` says of this supply and all demands, or those `among` flags."""
        rows, is_met = self._rows, self._wishes_met(supply)
        is_near = self._minima_missed([supply])[:, 0] == 0
        if among is not None:
            is_near &= among
        for wish in rows.wishes:
            is_near &= is_met[wish.number] | ~wish.is_decisive
        missed = self._languages_missed([supply])[:, 0]
        language = self._step(
            ReasonCode.LANGUAGE,
            self._ranks(supply),
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

    def _ranks(self, supply: Supply) -> Numbers:
        """The rank in each language that a demand asks for."""
        return np.array([language_rank(supply, code) for code in self._names.languages], dtype=np.int64)

    def _levels(self, supply: Supply) -> Numbers:
        """The level of each skill that a demand asks for."""
        levels = np.zeros(len(self._names.skills), dtype=np.int64)
        for skill in supply.skills:
            number = self._names.skills.get(skill)
            if number is not None:
                levels[number] = skill_level(supply, skill)
        return levels

    def _languages_missed(self, supplies: Sequence[Supply]) -> Small:
        """How many language minima of each demand (row) each supply (column) misses."""
        ranks = np.arange(1, NATIVE + 1)
        missed: Small = self._rows.languages @ _side_by_side(
            (ranks > self._ranks(supply)[:, None]).ravel() for supply in supplies
        )
        return missed

    def _minima_missed(self, supplies: Sequence[Supply]) -> Small:
        """The same of named minima."""
        missed: Small = self._rows.minima @ _side_by_side(
            np.array([named_rank(supply, name) < least for name, least in self._names.minima], dtype=np.bool_)
            for supply in supplies
        )
        return missed

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


def _entries(matrix: csr_matrix, rows: Flags) -> tuple[Numbers, Numbers]:
    """Row and column of each entry in these rows."""
    places = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    is_in = rows[places]
    return places[is_in], matrix.indices[is_in].astype(np.int64)


def _side_by_side(columns: Iterable[NDArray[Any]]) -> NDArray[Any]:
    """A matrix of these columns."""
    return np.stack(list(columns), axis=1)
