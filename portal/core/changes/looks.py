"""What this process has noted of the changes, and the one question by which it learns of new ones."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.signals import request_finished, request_started
from django.db import connection
from django.utils import timezone

from portal.core.models import Change

TRUSTED = timedelta(hours=1)
"""Who has not looked for longer reads everything anew."""

KEPT = timedelta(days=1)
"""So long rows are kept: a transaction may last nearly as long between what it changes and its end."""

MOST_NEWS = 5000
"""Who has missed more changes reads everything anew, which is cheaper."""

MOST_NOTES = 20_000


class ChangedRow(NamedTuple):
    kind: str
    row: int | None
    programme: int | None


EVERYTHING = ChangedRow("", None, None)
"""Of every kind."""


class Snapshot(NamedTuple):
    """Which transactions had ended when somebody looked: those below `end`, without those that were `running`.

    Snapshots of one server stand in a line: a later one shows all that an earlier one shows.
    """

    end: int
    running: frozenset[int]
    """Those below `end` that had not."""

    @classmethod
    def read(cls, text: str, own: int | None) -> Snapshot:
        """From PostgreSQL's way of writing one, `xmin:xmax:xip,xip`, which counts one's own transaction as ended."""
        _, end, running = text.split(":")
        numbers = {int(each) for each in running.split(",") if each}
        if own is not None and own < int(end):
            numbers.add(own)
        return cls(int(end), frozenset(numbers))

    def is_later_than(self, other: Snapshot) -> bool:
        return (self.end, -len(self.running)) > (other.end, -len(other.running))

    def shows(self, transaction: int) -> bool:
        return transaction < self.end and transaction not in self.running


@dataclass
class Notes:
    """The changes this process has seen, in the order in which it saw them, from a beginning of its own.

    They begin anew, and with them all that follows them, with another database, a server that was started again (a
    standby that took over, a backup that was played back: there, numbers of transactions may start anew), after a
    long sleep and after too many changes at once.
    """

    database: str
    snapshot: Snapshot
    at: datetime
    first: int = 0
    rows: list[ChangedRow] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    """Held while a list in memory grows or is cut; never while the database is asked."""

    def since(self, start: int, end: int) -> list[ChangedRow] | None:
        """What was noted between two positions; nothing where that is so long ago that it is forgotten."""
        with self.lock:
            return None if start < self.first else self.rows[start - self.first : end - self.first]

    def fits(self, seen: _Seen) -> bool:
        return self.database == seen.database and seen.at - self.at < TRUSTED

    def add(self, seen: _Seen) -> int:
        """Note what others have changed, unless another thread has meanwhile; the position after it."""
        with self.lock:
            self.at = max(self.at, seen.at)
            if seen.snapshot.is_later_than(self.snapshot):
                self.rows += [each.changed for each in seen.rows if self._is_news(each, seen)]
                self.snapshot = seen.snapshot
            if len(self.rows) > 2 * MOST_NOTES:
                self.first += len(self.rows) - MOST_NOTES
                self.rows = self.rows[-MOST_NOTES:]
            return self.end

    @property
    def end(self) -> int:
        return self.first + len(self.rows)

    def _is_news(self, each: _News, seen: _Seen) -> bool:
        return each.transaction != seen.transaction and not self.snapshot.shows(each.transaction)


@dataclass(frozen=True)
class Look:
    """How far the notes reach, and what lies beyond them for this transaction alone."""

    notes: Notes
    position: int
    transaction: int | None
    """Its number, where it has written something."""
    is_private: bool
    """What is made from now on is not for others: this transaction sees what may be rolled back, or what is over."""
    own: Mapping[int, ChangedRow]
    """What the transaction has changed itself, by the number of the change."""


class _News(NamedTuple):
    number: int
    transaction: int
    changed: ChangedRow


class _Seen(NamedTuple):
    database: str
    at: datetime
    snapshot: Snapshot
    transaction: int | None
    is_private: bool
    rows: list[_News]

    @property
    def is_cut_off(self) -> bool:
        return len(self.rows) > MOST_NEWS


_notes: Notes | None = None
_thread = threading.local()


def look() -> Look:
    """What has changed, as of now. Asks the database, unless somebody in this request has and nothing was written."""
    known: Look | None = getattr(_thread, "look", None)
    if known is not None and known.notes is _notes:
        return known
    found = _look()
    if getattr(_thread, "is_shared", False) and not found.is_private and not connection.in_atomic_block:
        _keep(found)
    return found


@contextmanager
def shared() -> Iterator[None]:
    """All who ask inside the block share one look, until something is written."""
    was_shared = getattr(_thread, "is_shared", False)
    _thread.is_shared = True
    try:
        yield
    finally:
        _thread.is_shared = was_shared
        _drop()


def share_in_requests() -> None:
    request_started.connect(_start_of_request, dispatch_uid="portal.core.changes")
    request_finished.connect(_end_of_request, dispatch_uid="portal.core.changes")


def forget() -> None:
    """Begin anew: whatever this process keeps is made again when it is asked for."""
    global _notes  # noqa: PLW0603  one for the process
    _notes = None
    _drop()


def sweep() -> int:
    """Delete what everybody has seen or will never see; how many rows."""
    return Change.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]


def _look(*, is_second: bool = False) -> Look:
    global _notes  # noqa: PLW0603  one for the process
    notes = _notes
    seen = _ask(notes.snapshot if notes else None)
    if notes is None or not notes.fits(seen) or (seen.is_cut_off and not is_second):
        if _notes is notes:  # else another thread has begun anew
            _notes = Notes(seen.database, seen.snapshot, seen.at)
        return _look(is_second=True)
    if seen.is_cut_off:  # by what this transaction has changed itself, or the like
        return Look(notes, notes.end, seen.transaction, True, {seen.rows[0].number: EVERYTHING})
    own = {each.number: each.changed for each in seen.rows if each.transaction == seen.transaction}
    return Look(notes, notes.add(seen), seen.transaction, seen.is_private, own)


_IDENTITY = """
concat_ws(' ', pg_postmaster_start_time(), (SELECT oid FROM pg_database WHERE datname = current_database()),
          '"{table}"'::regclass::oid)
"""
_QUESTION = """
SELECT look.*, change.id, change."transaction"::text, change.kind, change."row", change.programme
FROM (
    SELECT {identity}, clock_timestamp(), pg_current_snapshot()::text, pg_current_xact_id_if_assigned()::text,
           current_setting('transaction_isolation')
) AS look
LEFT JOIN "{table}" AS change ON {news}
    -- A backup that was played back brings numbers along that this server has yet to reach.
    AND (change."transaction" < pg_snapshot_xmax(pg_current_snapshot())
         OR change."transaction" = pg_current_xact_id_if_assigned())
ORDER BY change.id DESC
LIMIT {limit}
"""


def _ask(snapshot: Snapshot | None) -> _Seen:
    """One statement sees one snapshot: what it finds and what it says to have seen belong together."""
    with connection.cursor() as cursor:
        cursor.execute(_question(snapshot))
        rows = cursor.fetchall()
    database, at, text, number, isolation = rows[0][:5]
    own = None if number is None else int(number)
    return _Seen(
        database,
        at,
        Snapshot.read(text, own),
        own,
        own is not None or isolation != "read committed",
        [_News(row[5], int(row[6]), ChangedRow(*row[7:])) for row in rows if row[5] is not None],
    )


def _question(snapshot: Snapshot | None) -> str:
    """Of whole numbers alone, so that they may stand in the text."""
    news = "false"
    if snapshot is not None:
        running = "".join(f""" OR change."transaction" = '{each}'""" for each in snapshot.running)
        news = f"""(change."transaction" >= '{snapshot.end}'{running})"""
    table = Change._meta.db_table
    return _QUESTION.format(
        identity=_IDENTITY.format(table=table), table=table, news=news, limit=MOST_NEWS + 1
    )


# --- Sharing ---------------------------------------------------------------------------------------------------------


def _start_of_request(**kwargs: object) -> None:
    _drop()
    _thread.is_shared = True


def _end_of_request(**kwargs: object) -> None:
    _drop()
    _thread.is_shared = False


def _keep(found: Look) -> None:
    _thread.look = found
    if _until_something_is_written not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, _until_something_is_written)  # others take theirs from the end


def _drop() -> None:
    _thread.look = None
    if _until_something_is_written in connection.execute_wrappers:
        connection.execute_wrappers.remove(_until_something_is_written)


def _until_something_is_written(execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
    if str(sql).lstrip()[:6].upper() != "SELECT":
        _drop()
    return execute(sql, *rest)
