"""Files that are there whole or not at all, however their making ends and whoever makes the same one at once."""

from pathlib import Path
from uuid import uuid4


def write_whole(file: Path, content: bytes) -> None:
    """Put `content` in the place of `file` at once: it is written beside it and renamed."""
    unfinished = file.with_name(f".{file.name}.{uuid4().hex}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
