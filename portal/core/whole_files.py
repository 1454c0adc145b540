"""Files that are there whole or not at all, however their making ends and whoever makes the same one at once."""

import os
from pathlib import Path
from uuid import uuid4


def write_whole(file: Path, content: bytes, mode: int = 0o666) -> None:
    """Put `content` in the place of `file` at once: it is on the disk beside it before it is renamed."""
    unfinished = file.with_name(f".{file.name}.{uuid4().hex}")
    try:
        unfinished.touch(mode)
        unfinished.write_bytes(content)
        with unfinished.open("rb") as written:
            os.fsync(written)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
