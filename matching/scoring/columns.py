"""What demands ask, in columns: the matrices and vectors that ``matching.scoring.batch`` reads. Pure like it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from scipy.sparse import csr_matrix, vstack

from matching.scoring.rules import (
    MAX_LEVEL,
    NATIVE,
    STEPS,
    Demand,
    ReasonCode,
    Values,
    Weights,
    asked_level,
    language_minima,
    named_minima,
    weigh,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.int64]
    Small = NDArray[np.int16]
    """Points, all of which together are below 2 ** 15, and counts."""

Name = TypeVar("Name", bound=Hashable)
Row = dict[int, int]
"""Columns of a matrix and the entries of one row in them."""

NOT_ASKED = 0
"""The number of a wish that a demand doesn't have: everybody meets it, and nobody gets points for it."""


class Numbering(dict[Name, int]):
    """Each name's number, from 0 up. One that is asked for in brackets and not known yet gets the next."""

    first = 0

    def __missing__(self, name: Name) -> int:
        number = self[name] = len(self) + self.first
        return number


class WishNumbering(Numbering[tuple[str, Values]]):
    first = NOT_ASKED + 1


@dataclass(frozen=True, slots=True)
class Names:
    """What the columns of the matrices are about, and the numbers of wishes. They grow and never shrink."""

    skills: Numbering[int] = field(default_factory=Numbering)
    languages: Numbering[str] = field(default_factory=Numbering)
    minima: Numbering[tuple[str, int]] = field(default_factory=Numbering)
    wish_names: Numbering[str] = field(default_factory=Numbering)
    wishes: WishNumbering = field(default_factory=WishNumbering)

    def copy(self) -> Names:
        return Names(*(type(names := getattr(self, each.name))(names) for each in fields(self)))

    def scale(self, code: ReasonCode) -> tuple[Numbering[str] | Numbering[int], int]:
        """The subjects of reasons of this code, and how many levels each has."""
        return (self.languages, NATIVE) if code is ReasonCode.LANGUAGE else (self.skills, MAX_LEVEL)


@dataclass(frozen=True, slots=True)
class Wish:
    """The wishes of one name, an entry for each demand."""

    number: Numbers
    points: Small
    is_decisive: Flags

    @classmethod
    def of(cls, name: str, demands: Sequence[Demand], weights: Sequence[Weights], names: Names) -> Wish:
        asked = [demand.wishes.get(name) for demand in demands]
        return cls(
            number=numbers(names.wishes[name, values] if values else NOT_ASKED for values in asked),
            points=_points(weight.wishes.get(name, 0) for weight in weights),
            is_decisive=np.array([name in demand.criteria.decisive for demand in demands], dtype=np.bool_),
        )

    @classmethod
    def absent(cls, count: int) -> Wish:
        nothing = np.zeros(count, dtype=np.int64)
        return cls(nothing, nothing.astype(np.int16), nothing.astype(np.bool_))

    def take(self, places: Numbers) -> Wish:
        return Wish(self.number[places], self.points[places], self.is_decisive[places])

    def joined(self, other: Wish) -> Wish:
        pairs = ((getattr(self, each.name), getattr(other, each.name)) for each in fields(self))
        return Wish(*map(np.concatenate, pairs))


@dataclass(frozen=True, slots=True)
class Rows:
    """What demands ask and what they give for it: a row of the matrices and an entry of the others for each demand."""

    ids: Numbers
    base: Small
    start: Numbers
    in_time: Small
    required: csr_matrix
    welcome: csr_matrix
    languages: csr_matrix
    minima: csr_matrix
    wishes: tuple[Wish, ...]

    @classmethod
    def of(cls, demands: Iterable[Demand], names: Names) -> Rows:
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
            ids=numbers(row.id for row in rows),
            base=_points(weight.base for weight in weights),
            start=numbers(day_number(row.start) for row in rows),
            in_time=_points(weight.start for weight in weights),
            required=_matrix(required, len(skills) * MAX_LEVEL),
            welcome=_matrix(welcome, len(skills) * MAX_LEVEL),
            languages=_matrix(ranks, len(languages) * NATIVE),
            minima=_matrix(least, len(minima)),
            wishes=tuple(Wish.of(name, rows, weights, names) for name in names.wish_names),
        )

    def take(self, places: Numbers) -> Rows:
        """Only the rows at these places, in their order."""
        taken = {each.name: getattr(self, each.name) for each in fields(self)}
        wishes = tuple(wish.take(places) for wish in taken.pop("wishes"))
        return Rows(**{name: column[places] for name, column in taken.items()}, wishes=wishes)

    def joined(self, other: Rows, names: Names) -> Rows:
        """These rows, then `other`'s, which knows all of `names`."""
        count = len(names.wish_names) - len(self.wishes)
        wishes = [*self.wishes, *(Wish.absent(len(self.ids)) for _ in range(count))]
        joined: dict[str, Any] = {}
        for each in fields(self):
            mine, others = getattr(self, each.name), getattr(other, each.name)
            if isinstance(mine, np.ndarray):
                joined[each.name] = np.concatenate([mine, others])
            elif each.name != "wishes":
                joined[each.name] = vstack([_widened(mine, others.shape[1]), others], format="csr")
        joined["wishes"] = tuple(mine.joined(new) for mine, new in zip(wishes, other.wishes, strict=True))
        return Rows(**joined)


def _skills(levels: Mapping[int, int], points: Mapping[int, int], numbers: Numbering[int]) -> Row:
    """The parts given for each skill at the level asked."""
    return {
        numbers[skill] * MAX_LEVEL + asked_level(levels[skill]) - 1: given // STEPS
        for skill, given in points.items()
    }


def _matrix(rows: Sequence[Row], width: int) -> csr_matrix:
    bounds = np.cumsum([0, *map(len, rows)])
    columns = np.fromiter(chain.from_iterable(rows), dtype=np.int32, count=bounds[-1])
    entries = np.fromiter(chain.from_iterable(row.values() for row in rows), dtype=np.int16, count=bounds[-1])
    return csr_matrix((entries, columns, bounds), shape=(len(rows), width))


def _widened(matrix: csr_matrix, width: int) -> csr_matrix:
    return csr_matrix((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], width))


def _points(values: Iterable[int]) -> Small:
    return np.fromiter(values, dtype=np.int16)


def numbers(values: Iterable[int]) -> Numbers:
    return np.fromiter(values, dtype=np.int64)


def day_number(day: date | None) -> int:
    """A day as a number; who names none is free from the first."""
    return day.toordinal() if day else 0
