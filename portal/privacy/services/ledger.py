"""The ledger of erasures: a file that a restored database does not take back.

One line for each request that ended, appended and brought to the disk before the database commits: whose account (its
key and the moment it was made, which together name one account and tell nothing about it), which certificate, when, and
whether it was carried out or taken back. It is kept apart from the database's backup: docs/operations.md.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Line:
    """`joined` is when the account was made: keys are given anew after a restore, moments are not."""

    code: str
    person: int
    joined: str
    ended: str
    state: str


def append(line: Line) -> None:
    """Add a line for good: nobody else may read the file, and it is on the disk when this returns."""
    path = Path(settings.ERASURE_LEDGER)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, (json.dumps(asdict(line)) + "\n").encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def lines(path: Path) -> Iterator[Line]:
    """Every line, oldest first. A line that a crash has cut off is left out: its erasure did not happen."""
    if not path.exists():
        return
    for text in path.read_text(encoding="utf-8").splitlines():
        try:
            yield Line(**json.loads(text))
        except (ValueError, TypeError):
            continue
