"""Files between the preview of an import and its confirmation. They hold other people's data, so none of them stays."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

KEPT_FOR = timedelta(hours=24)
"""How long a preview waits for its confirmation."""


def store_upload(*, data: bytes) -> str:
    """Keep `data` in the private folder; return the name it has there, which nobody can guess."""
    name = uuid4().hex
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_bytes(data)
    return name


def read_upload(*, name: str) -> bytes:
    """What was kept under `name`. Raises OSError when it is no longer there."""
    return _path(name).read_bytes()


def delete_upload(*, name: str) -> None:
    """Remove what was kept under `name`, if it is still there."""
    _path(name).unlink(missing_ok=True)


def delete_old_uploads() -> int:
    """Remove what nobody has confirmed for a day; return how many files that were."""
    before = (timezone.now() - KEPT_FOR).timestamp()
    old = [path for path in _folder().glob("*") if path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "imports"


def _path(name: str) -> Path:
    return _folder() / Path(name).name
