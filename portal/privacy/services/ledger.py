"""The ledger of erasures: a file that a restored database does not take back.

One line for each request that ended, appended and brought to the disk before the database commits: whose account (its
key and the moment it was made, which together name one account and tell nothing about it), which certificate, when, and
whether it was carried out or taken back. It is kept apart from the database's backup: docs/operations.md.

A line is needed as long as a backup from before it may be restored: `ERASURE_LEDGER_DAYS`, which must be longer than
the oldest backup is kept. Older ones are swept. Who appends and who sweeps hold the same lock, in a file beside.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from portal.core.whole_files import write_whole


@dataclass(frozen=True)
class Line:
    """`joined` is when the account was made: keys are given anew after a restore, moments are not."""

    code: str
    person: int
    joined: str
    ended: str
    state: str
    asked: str = ""  # when, and why; lines of older releases say neither
    reason: str = "asked"


def append(line: Line) -> None:
    """Add a line for good: nobody else may read the file, and it is on the disk when this returns."""
    path = Path(settings.ERASURE_LEDGER)
    with _locked(path):
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, (json.dumps(asdict(line)) + "\n").encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sweep(*, before: datetime) -> int:
    """Forget what ended before this moment: no backup knows those people any more. Returns how many lines went.

    What can't be read stays, as nobody can say how old it is; the rest is written beside and takes the place at once.
    """
    path = Path(settings.ERASURE_LEDGER)
    if not path.exists():
        return 0
    with _locked(path):
        known = path.read_text(encoding="utf-8").splitlines()
        kept = [text for text in known if not _ended_before(text, before)]
        if len(kept) < len(known):
            write_whole(path, "".join(f"{text}\n" for text in kept).encode(), mode=0o600)
    return len(known) - len(kept)


def _ended_before(text: str, moment: datetime) -> bool:
    line = _read(text)
    return line is not None and datetime.fromisoformat(line.ended) < moment


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path.with_name(f".{path.name}.lock"), os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def lines(path: Path) -> Iterator[Line]:
    """Every line, oldest first. A line that a crash has cut off is left out: its erasure did not happen."""
    if not path.exists():
        return
    for text in path.read_text(encoding="utf-8").splitlines():
        line = _read(text)
        if line is not None:
            yield line


def _read(text: str) -> Line | None:
    try:
        return Line(**json.loads(text))
    except (ValueError, TypeError):
        return None
