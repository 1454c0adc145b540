"""Files that exist only while something is made of them: in `var/tmp`, for nobody else to read, and swept.

What a living process leaves is removed by itself. A killed one removes nothing, and what it was making may be rows of
participants. So each folder is locked by who works in it, with a lock that the kernel takes back; where the sweeper
gets the lock, nobody is left. What libraries and the upload of files put beside is nobody's after an hour without a
change.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

LOCK = ".in-use"
WHOSE = "BLEIBE_VAR names a folder that belongs to the user whom the portal runs as, with all that is in it."
YOUNG = 60  # seconds; a folder may have been made and not yet locked
LEFT_ALONE = 60 * 60  # seconds


def prepare() -> None:
    """Have everything temporary of this process put there, what libraries make included.

    Raises ImproperlyConfigured where nothing can be put: said at the start, not when somebody uploads a file.
    """
    home = _home()
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        _leave_to_whose_data_it_is(home)
    except OSError as error:
        raise ImproperlyConfigured(f"Nothing can be kept in {home}: {error.strerror}. {WHOSE}") from error
    if not is_ready():
        raise ImproperlyConfigured(f"Nothing can be kept in {home}: it belongs to another user. {WHOSE}")
    tempfile.tempdir = str(home)


def is_ready() -> bool:
    """Whether something could be put there now: a disk that has errors may be read and no more.

    Where somebody has cleared the folder itself away, it is there again afterwards.
    """
    with suppress(OSError):
        _home().mkdir(mode=0o700, exist_ok=True)
    return os.access(_home(), os.W_OK | os.X_OK)


def _leave_to_whose_data_it_is(home: Path) -> None:
    """A command that root runs must not take the folder from the portal, which runs as somebody else."""
    data = home.parent.stat()
    if os.geteuid() == 0 and home.stat().st_uid != data.st_uid:
        os.chown(home, data.st_uid, data.st_gid)


@contextmanager
def temporary_folder(purpose: str) -> Iterator[Path]:
    """An empty folder for the length of the block."""
    is_ready()
    folder = Path(tempfile.mkdtemp(prefix=f"{purpose}-", dir=_home()))
    try:
        with (folder / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def nameless_file() -> IO[bytes]:
    """A file that is gone as soon as it is closed, or its process has ended: it has no name in any folder."""
    is_ready()
    return tempfile.TemporaryFile(dir=_home())


def sweep() -> int:
    """Remove what nobody works on any more. Returns how many files and folders that were."""
    if not is_ready():
        return 0
    left = [path for path in _home().iterdir() if _is_left(path)]
    for path in left:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(left)


def _is_left(path: Path) -> bool:
    try:
        age = time.time() - path.lstat().st_mtime
        if (path / LOCK).exists():
            return age > YOUNG and _is_unlocked(path / LOCK)
    except OSError:  # gone meanwhile
        return False
    return age > LEFT_ALONE


def _is_unlocked(file: Path) -> bool:
    with file.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _home() -> Path:
    return Path(settings.FILE_UPLOAD_TEMP_DIR)
