"""Whose `var/` is: one portal's at a time, one person's, and as long as it is there."""

import fcntl
import os
import pwd
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FolderRefused(Exception):
    """The data can't be kept there; the message says why, and what to do."""


def check_owner(home: Path) -> None:
    """Raises FolderRefused where `home`, or the folder it is to be made in, lets us write nothing.

    Most often root has started the portal there before.
    """
    there = home
    while not _is_seen(there):
        there = there.parent
    if os.access(there, os.W_OK | os.X_OK) and (there != home or _is_ours(home)):
        return
    raise FolderRefused(
        f"{there} belongs to {owner(there)}, and you are {_name(os.geteuid())}. Start the portal as {owner(there)}, "
        f"or give the folder to yourself: sudo chown -R {_name(os.geteuid())} {shlex.quote(str(there))}, "
        "or keep the data elsewhere: BLEIBE_VAR=~/bleibe make run"
    )


def _is_seen(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:
        return False


def _is_ours(home: Path) -> bool:
    """Root may use anybody's. PostgreSQL insists on owning its data, so nobody else may use another's."""
    return os.geteuid() in (0, home.stat().st_uid)


def owner(path: Path) -> str:
    return _name(path.stat().st_uid)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


class Tenancy:
    """What the portal holds while it is the one that uses the folder."""

    def __init__(self, file: Path, inode: int) -> None:
        self.file, self.inode = file, inode

    def check(self) -> None:
        """Raises FolderRefused when the folder has been removed, or made anew, under the portal that runs from it."""
        try:
            is_there = self.file.stat().st_ino == self.inode
        except OSError:
            is_there = False
        if not is_there:
            raise FolderRefused(
                f"{self.file.parent} was removed while the portal ran, so the portal has stopped. Start it again."
            )


@contextmanager
def tenancy(home: Path, address: str) -> Iterator[Tenancy]:
    """Be the one portal that runs from `home`. Raises FolderRefused while another is.

    The lock is the kernel's, so it ends with the process, however that ends.
    """
    file = home / "portal.lock"
    with file.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise FolderRefused(
                f"Bleibe runs from {home} already: {lock.read().strip() or 'it is just starting'}. Stop it first, "
                "or give this one a folder and a port of its own: BLEIBE_VAR=~/another-bleibe PORT=8001 make run"
            ) from None
        lock.truncate(0)
        lock.write(address)
        lock.flush()
        yield Tenancy(file, os.fstat(lock.fileno()).st_ino)
