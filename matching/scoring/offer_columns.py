"""Offers as they are read, laid out in columns of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from portal.core.regions.distance import Point

NO_DAY = np.iinfo(np.int32).min
"""The start of what can start at any time: before every other."""
NO_DEGREE = 0
"""Degrees are kept one higher than they are, so that none stands below the lowest."""
NOWHERE = (np.nan, np.nan)
LAST = np.iinfo(np.int64).max
"""What was never published stands before all that was."""


class Row(NamedTuple):
    """An offer as it is read: days and moments are whole numbers, of days and of microseconds."""

    id: int
    kind: str
    place: str
    fields: Sequence[str]
    degree: int | None
    starts_on: int | None
    is_remote: bool
    is_paid: bool
    published_at: int | None
    expires_at: int
    point: Point | None = None
    """Where it is on the map."""
    written: Sequence[str] = ()
    """The languages in which all of its text stands."""
    spoken: Sequence[str] = ()
    """Those that are spoken at work."""
    hours: float | None = None
    """A week."""


class Asking(NamedTuple):
    """A language that an offer asks for, and how much of it."""

    id: int
    language: str
    level: int


class Names(NamedTuple):
    """Values by name, each with a number; new ones get the next."""

    kinds: dict[str, int]
    places: dict[str, int]
    fields: dict[str, int]


def columns_of(rows: Sequence[Row], names: Names) -> dict[str, NDArray[Any]]:
    """One column a fact, one place a row; `names` learns what it has not known."""
    by_name = (
        dict(zip(Row._fields, zip(*rows, strict=True), strict=True))
        if rows
        else dict.fromkeys(Row._fields, ())
    )
    return {
        "ids": np.array(by_name["id"], dtype=np.int64),
        "published_at": np.array(
            [LAST if at is None else at for at in by_name["published_at"]], dtype=np.int64
        ),
        "expires_at": np.array(by_name["expires_at"], dtype=np.int64),
        "starts_on": np.array(
            [NO_DAY if day is None else day for day in by_name["starts_on"]], dtype=np.int32
        ),
        "kind": np.array([_number(names.kinds, kind) for kind in by_name["kind"]], dtype=np.int32),
        "place": np.array([_number(names.places, place) for place in by_name["place"]], dtype=np.int32),
        "degree": np.array([NO_DEGREE if it is None else it + 1 for it in by_name["degree"]], dtype=np.uint8),
        "fields": np.array([_bits(names.fields, asked) for asked in by_name["fields"]], dtype=np.uint64),
        "points": np.array([NOWHERE if at is None else at for at in by_name["point"]]).reshape(-1, 2),
        "is_remote": np.array(by_name["is_remote"], dtype=np.bool_),
        "is_paid": np.array(by_name["is_paid"], dtype=np.bool_),
        "hours": np.array([np.nan if it is None else it for it in by_name["hours"]], dtype=np.float32),
    }


def _number(names: dict[str, int], name: str) -> int:
    return names.setdefault(name, len(names))


def _bits(names: dict[str, int], chosen: Iterable[str]) -> int:
    return sum(1 << _number(names, name) for name in set(chosen))


Levels = Mapping[str, NDArray[np.uint8]]
"""A column for each language."""


class Exchange:
    """Some offers are taken out of the columns, and others put in at the places that their ids have."""

    def __init__(self, ids: NDArray[np.int64], gone: NDArray[np.int64], new: NDArray[np.int64]) -> None:
        """All in ascending order. What is new and was there is among `gone`."""
        is_gone = np.isin(ids, gone)
        self.new, self._kept = new, ~is_gone
        self._stays: NDArray[np.int64] | None = None
        """Where they stand whose values alone are exchanged."""
        if np.array_equal(ids[is_gone], new):
            self._stays = np.flatnonzero(is_gone)
        else:
            self._order = np.argsort(np.concatenate([ids[self._kept], new]), kind="stable")

    def column(self, old: NDArray[Any], new: NDArray[Any]) -> NDArray[Any]:
        """`old` itself where it says the same afterwards: what was made of it need not be made anew."""
        if self._stays is None:
            return np.concatenate([old[self._kept], new])[self._order]
        if np.array_equal(old[self._stays], new, equal_nan=old.dtype.kind == "f"):
            return old
        column = old.copy()
        column[self._stays] = new
        return column

    def levels(self, old: Levels, new: Iterable[Asking]) -> Levels:
        """A column for each language that is in one of both. Of offers that are not new, nothing is written."""
        written = {code: np.zeros(self.new.size, dtype=np.uint8) for code in old}
        write_levels(written, self.new, new)
        none = np.zeros(self._kept.size, dtype=np.uint8)
        return {code: self.column(old.get(code, none), column) for code, column in written.items()}


def write_levels(
    levels: dict[str, NDArray[np.uint8]], ids: NDArray[np.int64], asked: Iterable[Asking]
) -> None:
    """Into the column of each language, how much of it these offers ask for. `ids` are sorted."""
    by_language: dict[str, list[Asking]] = {}
    for each in asked:
        by_language.setdefault(each.language, []).append(each)
    for language, rows in by_language.items():
        column = levels.setdefault(language, np.zeros(ids.size, dtype=np.uint8))
        wanted = np.array([row.id for row in rows], dtype=np.int64)
        known = np.isin(wanted, ids)
        column[np.searchsorted(ids, wanted[known])] = np.array([row.level for row in rows], dtype=np.uint8)[
            known
        ]


def said(rows: Iterable[Row], name: str) -> Iterable[Asking]:
    """The languages in one column of the rows: there is no more or less of them."""
    return (Asking(row.id, language, 1) for row in rows for language in getattr(row, name))
