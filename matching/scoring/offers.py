"""Which offers fit what somebody asks for, how many each further choice would leave, and in which order they stand.

Pure like the rest of this package: NumPy, no database. Offers are held in columns, one place an offer, in the order of
their ids; a condition is one comparison of a column, all of them together are bit arithmetic, and a filter's numbers
are one count of a column. At 20,000 offers that is microseconds each, whatever is asked.

What only time changes (an offer closes, its start comes nearer) is compared when somebody asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
from django.utils.functional import cached_property
from numpy.typing import NDArray

from matching.constants import PUPILS_KINDS
from matching.scoring.offer_columns import Asking, Exchange, Levels, Names, Row, columns_of, said
from matching.scoring.offer_wishes import RADII, Around, Spans, Wanted
from portal.core.regions.distance import kilometres_to_all

Flags = NDArray[np.bool_]
Places = NDArray[np.int64]
"""Where offers stand in the columns."""

MOST_LEVELS = 16
"""Levels of languages and of degrees are below this."""
_MADE_OF = {"newest": ["published_at"], "closing": ["expires_at"], "_shown_at": ["ids", "shown"]}
_CAN_BE_NOTHING = ("words", "fits", "level", "programme", "degree")
"""Filters of which no ids and zero say something, too."""


class Showing(NamedTuple):
    """A programme in whose list an offer stands: one that shows it, or one above that."""

    id: int
    programme: int


@dataclass(frozen=True, eq=False)
class OfferIndex:
    """The offers that are open, or will be closed by nothing but time. Never changed: `replaced` makes another."""

    ids: Places
    published_at: NDArray[np.int64]
    expires_at: NDArray[np.int64]
    starts_on: NDArray[np.int32]
    kind: NDArray[np.int32]
    place: NDArray[np.int32]
    degree: NDArray[np.uint8]
    fields: NDArray[np.uint64]
    points: NDArray[np.float64]
    """Latitude and longitude, NaN where nobody knows them."""
    is_remote: Flags
    is_paid: Flags
    hours: NDArray[np.float32]
    """A week, NaN where nobody says."""
    asked: Levels
    """How much of each language is asked for."""
    written: Levels
    spoken: Levels
    shown: NDArray[np.int64]
    """Pairs of an offer's id and a programme in whose list it stands, by the ids."""
    kinds: Sequence[str]
    places: Sequence[str]
    field_names: Sequence[str]

    # Orders, equal ones by their ids, as these ascend and the sorts are stable.

    @cached_property
    def newest(self) -> Places:
        return self.ids.size - 1 - np.argsort(-self.published_at[::-1], kind="stable")

    @cached_property
    def closing(self) -> Places:
        return np.argsort(self.expires_at, kind="stable")

    @cached_property
    def _shown_at(self) -> Places:
        return np.searchsorted(self.ids, self.shown[:, 0])

    @property
    def _no_language(self) -> NDArray[np.uint8]:
        return np.zeros(self.ids.size, dtype=np.uint8)

    @classmethod
    def of(
        cls, rows: Iterable[Row], languages: Iterable[Asking] = (), shown: Iterable[Showing] = ()
    ) -> OfferIndex:
        """From nothing. Languages and programmes of offers that are not among `rows` are left out."""
        return _EMPTY.replaced((), rows, languages, shown)

    def replaced(
        self,
        changed: Iterable[int],
        rows: Iterable[Row],
        languages: Iterable[Asking] = (),
        shown: Iterable[Showing] = (),
    ) -> OfferIndex:
        """The same without the offers whose ids are `changed`, and with `rows` instead of them."""
        names = _names_of(self)
        rows = sorted(rows, key=lambda row: row.id)
        new = columns_of(rows, names)
        gone = np.union1d(_numbers(changed), new["ids"])
        exchange = Exchange(self.ids, gone, new["ids"])
        other = OfferIndex(
            **{name: exchange.column(getattr(self, name), column) for name, column in new.items()},
            asked=exchange.levels(self.asked, languages),
            written=exchange.levels(self.written, said(rows, "written")),
            spoken=exchange.levels(self.spoken, said(rows, "spoken")),
            shown=self._shown_otherwise(gone, new["ids"], shown),
            kinds=tuple(names.kinds),
            places=tuple(names.places),
            field_names=tuple(names.fields),
        )
        other._take_orders(self)
        return other

    def _shown_otherwise(self, gone: Places, new: Places, shown: Iterable[Showing]) -> Places:
        is_gone = np.isin(self.shown[:, 0], gone)
        pairs = np.array(sorted(set(shown)), dtype=np.int64).reshape(-1, 2)
        pairs = pairs[np.isin(pairs[:, 0], new)]
        if np.array_equal(self.shown[is_gone], pairs):
            return self.shown
        pairs = np.concatenate([self.shown[~is_gone], pairs])
        return pairs[np.argsort(pairs[:, 0], kind="stable")]

    def _take_orders(self, before: OfferIndex) -> None:
        """Those that were made of columns which are the same."""
        for name, columns in _MADE_OF.items():
            if name in before.__dict__ and all(
                getattr(self, each) is getattr(before, each) for each in columns
            ):
                self.__dict__[name] = before.__dict__[name]

    @property
    def nbytes(self) -> int:
        """Of memory that the columns take."""
        columns = [getattr(self, each.name) for each in fields(self)]
        columns += [
            column for levels in (self.asked, self.written, self.spoken) for column in levels.values()
        ]
        return sum(column.nbytes for column in columns if isinstance(column, np.ndarray))

    def __len__(self) -> int:
        return self.ids.size

    def asking(self, wanted: Wanted, *, language: str, now: int, spans: Spans) -> Found:
        """What `wanted` finds among what is open `now`; `level` is that of `language`."""
        return Found(self, wanted, self.asked.get(language, self._no_language), self.expires_at > now, spans)

    def written_in(self, languages: Collection[str]) -> Flags:
        return self.has_one_of(self.written, languages)

    @property
    def is_for_graduates(self) -> NDArray[np.int64]:
        """1 for what is not for school pupils in the first place."""
        pupils = [at for at, kind in enumerate(self.kinds) if kind in PUPILS_KINDS]
        return (~np.isin(self.kind, pupils)).astype(np.int64)

    def asking_at_most(self, language: str, level: int) -> Flags:
        found: Flags = self.asked.get(language, self._no_language) <= level
        return found

    def has_one_of(self, levels: Levels, languages: Collection[str]) -> Flags:
        """Offers at which one of the languages stands."""
        found = self._no_language.astype(np.bool_)
        for language in languages:
            found = found | levels.get(language, self._no_language).astype(np.bool_)
        return found

    def at(self, ids: Iterable[int] | NDArray[np.int64]) -> tuple[Places, Flags]:
        """Where the offers with these ids stand, and which of the ids are known at all; for the others, anywhere."""
        wanted = _numbers(ids)
        at = np.minimum(np.searchsorted(self.ids, wanted), max(self.ids.size - 1, 0))
        known = self.ids[at] == wanted if self.ids.size else np.zeros(wanted.size, dtype=np.bool_)
        return at, known

    def column(
        self, ids: Iterable[int] | NDArray[np.int64], values: Any, otherwise: int = 0
    ) -> NDArray[np.int64]:
        """A number for each offer: the one that stands beside its id, `otherwise` where none does."""
        at, known = self.at(ids)
        column = np.full(self.ids.size, otherwise, dtype=np.int64)
        column[at[known]] = np.asarray(values, dtype=np.int64)[known]
        return column

    def flags_of(self, ids: Iterable[int] | NDArray[np.int64]) -> Flags:
        at, known = self.at(ids)
        return self.flags_at(at[known])

    def flags_at(self, at: Places) -> Flags:
        flags = np.zeros(self.ids.size, dtype=np.bool_)
        flags[at] = True
        return flags


class Found:
    """What somebody's filters find, and what each other choice in one of them would."""

    def __init__(
        self, index: OfferIndex, wanted: Wanted, levels: NDArray[np.uint8], is_open: Flags, spans: Spans
    ) -> None:
        self._index, self._wanted, self._levels = index, wanted, levels
        self._open, self._spans = is_open, spans
        self._kilometres = (
            kilometres_to_all(wanted.around.point, index.points[:, 0], index.points[:, 1])
            if wanted.around
            else np.full(index.ids.size, np.nan)
        )
        self._fitting = self._conditions()
        self.flags = self._others("")
        self.total = int(np.count_nonzero(self.flags))

    def ordered(self, order: Places, *keys: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
        """The ids of what is found, the highest of the first key first, then of the next; equal ones as in `order`."""
        at = order[self.flags[order]]
        if keys:
            at = at[np.lexsort([-key[at] for key in reversed(keys)])]
        return self._index.ids[at]

    def counts(self, name: str) -> Mapping[str | int, int]:
        """How many each value of this filter would leave, all others kept; values that are not named leave none.

        Levels and degrees are those that may be asked for at most. `""` is how many there are with any.
        """
        others = self._others(name)
        found: Mapping[str | int, int] = getattr(self, f"_count_{name}")(others)
        return {"": int(np.count_nonzero(others)), **found}

    @property
    def open_to_all_fields(self) -> int:
        """How many are open to all fields of study, whichever is chosen."""
        return int(np.count_nonzero(self._others("field") & (self._index.fields == 0)))

    # --- Conditions ---

    def _conditions(self) -> dict[str, Flags]:
        """For each filter that asks for something, which offers fit it."""
        wanted = self._wanted
        said = {each.name: getattr(wanted, each.name) for each in fields(wanted)}
        return {
            name: getattr(self, f"_fit_{name}")(value)
            for name, value in said.items()
            if value is not None and (name in _CAN_BE_NOTHING or value)
        }

    def _fit_words(self, ids: NDArray[np.int64]) -> Flags:
        return self._index.flags_of(ids)

    def _fit_fits(self, ids: NDArray[np.int64]) -> Flags:
        return self._index.flags_of(ids)

    def _fit_kind(self, kinds: Collection[str]) -> Flags:
        return np.isin(self._index.kind, [at for at, kind in enumerate(self._index.kinds) if kind in kinds])

    def _fit_level(self, level: int) -> Flags:
        fitting: Flags = self._levels <= level
        return fitting

    def _fit_place(self, places: Collection[str]) -> Flags:
        named = [at for at, name in enumerate(self._index.places) if name.casefold() in places]
        return np.isin(self._index.place, named)

    def _fit_inside(self, places: Collection[str]) -> Flags:
        return self._fit_place(places)

    def _fit_programme(self, programme: int) -> Flags:
        index = self._index
        return index.flags_at(index._shown_at[index.shown[:, 1] == programme])

    def _fit_field(self, names: Collection[str]) -> Flags:
        chosen = np.uint64(sum(1 << at for at, name in enumerate(self._index.field_names) if name in names))
        fitting: Flags = (self._index.fields == 0) | (self._index.fields & chosen > 0)
        return fitting

    def _fit_degree(self, degree: int) -> Flags:
        fitting: Flags = self._index.degree <= degree + 1
        return fitting

    def _fit_starts(self, when: str) -> Flags:
        starts_on, spans = self._index.starts_on, self._spans
        fitting: dict[str, Flags] = {"now": starts_on <= spans.soon, "soon": starts_on <= spans.later}
        return fitting.get(when, starts_on > spans.later)

    def _fit_around(self, around: Around) -> Flags:
        return self._within(around.kilometres)

    def _within(self, kilometres: int) -> Flags:
        near: Flags = self._kilometres <= kilometres
        return near | self._index.is_remote

    def _fit_written(self, languages: Collection[str]) -> Flags:
        return self._index.written_in(languages)

    def _fit_spoken(self, languages: Collection[str]) -> Flags:
        return self._index.has_one_of(self._index.spoken, languages)

    def _fit_remote(self, _yes: object) -> Flags:
        return self._index.is_remote

    def _fit_paid(self, _yes: object) -> Flags:
        return self._index.is_paid

    def _others(self, name: str) -> Flags:
        """All conditions but this filter's own: what a choice in it would be added to."""
        others = [flags for each, flags in self._fitting.items() if each != name]
        return reduce(np.logical_and, others, self._open)

    # --- Counts ---

    def _count_kind(self, others: Flags) -> Mapping[str, int]:
        return _named(self._index.kinds, self._index.kind[others])

    def _count_place(self, others: Flags) -> Mapping[str, int]:
        return _named(self._index.places, self._index.place[others])

    def _count_level(self, others: Flags) -> Mapping[int, int]:
        return _up_to(self._levels[others])

    def _count_degree(self, others: Flags) -> Mapping[int, int]:
        return {level - 1: count for level, count in _up_to(self._index.degree[others]).items()}

    def _count_field(self, others: Flags) -> Mapping[str, int]:
        asked = self._index.fields[others]
        open_to_all = int(np.count_nonzero(asked == 0))
        return {
            name: open_to_all + int(np.count_nonzero(asked & np.uint64(1 << at)))
            for at, name in enumerate(self._index.field_names)
        }

    def _count_programme(self, others: Flags) -> Mapping[int, int]:
        shown = self._index.shown[:, 1][others[self._index._shown_at]]
        programmes, counts = np.unique(shown, return_counts=True)
        return dict(zip(programmes.tolist(), counts.tolist(), strict=True))

    def _count_starts(self, others: Flags) -> Mapping[str, int]:
        return {
            when: int(np.count_nonzero(others & self._fit_starts(when))) for when in ("now", "soon", "later")
        }

    def _count_around(self, others: Flags) -> Mapping[int, int]:
        return {radius: int(np.count_nonzero(others & self._within(radius))) for radius in RADII}

    def _count_written(self, others: Flags) -> Mapping[str, int]:
        return _in_each(self._index.written, others)

    def _count_spoken(self, others: Flags) -> Mapping[str, int]:
        return _in_each(self._index.spoken, others)

    def _count_remote(self, others: Flags) -> Mapping[str, int]:
        return {"on": int(np.count_nonzero(others & self._index.is_remote))}

    def _count_paid(self, others: Flags) -> Mapping[str, int]:
        return {"on": int(np.count_nonzero(others & self._index.is_paid))}


def _names_of(index: OfferIndex) -> Names:
    return Names(
        *(
            {name: at for at, name in enumerate(each)}
            for each in (index.kinds, index.places, index.field_names)
        )
    )


def _numbers(ids: Iterable[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    return ids if isinstance(ids, np.ndarray) else np.array(list(ids), dtype=np.int64)


def _named(names: Sequence[str], numbers: NDArray[np.int32]) -> dict[str, int]:
    counts = np.bincount(numbers, minlength=len(names)).tolist()
    return {name: count for name, count in zip(names, counts, strict=True) if count and name}


def _in_each(levels: Levels, others: Flags) -> dict[str, int]:
    return {language: int(np.count_nonzero(column[others])) for language, column in levels.items()}


def _up_to(levels: NDArray[np.uint8]) -> dict[int, int]:
    return dict(enumerate(np.cumsum(np.bincount(levels, minlength=MOST_LEVELS)).tolist()))


_EMPTY = OfferIndex(
    **columns_of((), Names({}, {}, {})),
    asked={},
    written={},
    spoken={},
    shown=np.zeros((0, 2), dtype=np.int64),
    kinds=(),
    places=(),
    field_names=(),
)
