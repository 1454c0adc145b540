"""Log files of processes that only know how to write at a file's end: for nobody else to read, and never too long."""

import os
import shutil
from pathlib import Path
from typing import IO

LONGEST = 10 * 2**20  # bytes; then it is put aside
KEPT = 5


def open_private(path: Path) -> IO[bytes]:
    """Open a log at its end, for nobody else to read."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.fchmod(descriptor, 0o600)
    return os.fdopen(descriptor, "ab")


def rotate(path: Path, limit: int = LONGEST) -> None:
    """Put a long log aside and begin it anew, under the hands of whoever is writing at its end."""
    if not path.exists() or path.stat().st_size < limit:
        return
    for number in range(KEPT - 1, 0, -1):
        older = path.with_name(f"{path.name}.{number}")
        if older.exists():
            older.replace(path.with_name(f"{path.name}.{number + 1}"))
    with path.open("rb") as log, open_private(path.with_name(f"{path.name}.1")) as aside:
        shutil.copyfileobj(log, aside)
    os.truncate(path, 0)
