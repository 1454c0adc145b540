"""What a process keeps of rows that change, always as of now."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar
from weakref import WeakSet

from django.db import models

from portal.core.changes.looks import EVERYTHING, ChangedRow, Look, Notes, look
from portal.core.changes.tracking import kind_of

T = TypeVar("T")


class Changed:
    """Which rows of the models that are followed have changed."""

    def __init__(self, rows: Iterable[ChangedRow]) -> None:
        self.rows = frozenset(rows)

    def rows_of(self, model: type[models.Model]) -> set[int]:
        """Their keys; some may be gone. Ask `everything_of` first: of a very large change, they are not known."""
        kind = kind_of(model)
        return {each.row for each in self.rows if each.kind == kind and each.row is not None}

    def everything_of(self, model: type[models.Model]) -> bool:
        """Has so much changed, or is so little known, that any row may be another?"""
        kinds = (kind_of(model), EVERYTHING.kind)
        return any(each.row is None and each.kind in kinds for each in self.rows)


class _Kept(NamedTuple, Generic[T]):
    notes: Notes
    position: int
    thing: T


class _Own(NamedTuple, Generic[T]):
    """What a transaction sees that has written something itself, until it writes more."""

    transaction: int | None
    changes: frozenset[int]
    kept: _Kept[T]

    def is_of(self, seen: Look) -> bool:
        """One that only reads has no number by which it could be told from the next."""
        return (
            self.transaction is not None
            and self.transaction == seen.transaction
            and self.changes <= seen.own.keys()
        )


class Follower(ABC, Generic[T]):
    """A thing kept in the process that follows the rows it is made of; see `portal.core.changes` for its use."""

    follows: ClassVar[Sequence[type[models.Model]]]

    def __init__(self) -> None:
        self._kept: _Kept[T] | None = None
        self._thread = threading.local()
        FOLLOWERS.add(self)

    @abstractmethod
    def build(self) -> T:
        """From nothing."""

    def patch(self, thing: T, changed: Changed) -> T:
        """A new thing, with the changed rows read anew."""
        return self.build()

    def current(self) -> T:
        """As of now, with what this transaction has written itself."""
        seen = look()
        if seen.is_private:
            return self._private(seen)
        before = self._kept
        kept = self._brought_up(before, seen)
        if before is None or before.notes is not kept.notes or before.position < kept.position:
            self._kept = kept  # whole; whoever reads meanwhile has the one or the other
        return kept.thing

    def _brought_up(self, kept: _Kept[T] | None, seen: Look, own: Iterable[ChangedRow] = ()) -> _Kept[T]:
        """From where it stands to what was seen; one that another thread has brought further stays as it is."""
        rows = kept.notes.since(kept.position, seen.position) if kept and kept.notes is seen.notes else None
        if kept is None or rows is None:
            return _Kept(seen.notes, seen.position, self.build())
        changed = [each for each in (*rows, *own) if each.kind in self._kinds]
        thing = self.patch(kept.thing, Changed(changed)) if changed else kept.thing
        return _Kept(seen.notes, max(seen.position, kept.position), thing)

    def _private(self, seen: Look) -> T:
        """For this transaction alone: it may be rolled back. Kept by the thread while the transaction lasts."""
        own: _Own[T] | None = getattr(self._thread, "own", None)
        if own is None or not own.is_of(seen):
            own = None  # another transaction, or a part of this one was rolled back
        known, kept = (own.changes, own.kept) if own else (frozenset(), self._kept)
        kept = self._brought_up(kept, seen, [row for number, row in seen.own.items() if number not in known])
        self._thread.own = _Own(seen.transaction, frozenset(seen.own), kept)
        return kept.thing

    @property
    def _kinds(self) -> set[str]:
        return {EVERYTHING.kind, *map(kind_of, self.follows)}


FOLLOWERS: WeakSet[Follower[Any]] = WeakSet()
"""All there are in the process."""
