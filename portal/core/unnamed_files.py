"""Files in the private storage that no row names any more: found, waited for, and deleted.

A row that goes takes its files along, after the commit; a process that is killed in between, a broken disk, a file that
was replaced, leave one behind that nobody finds. Here every `FileField` of the project is asked for its folder and for
the names that rows hold. What lies in a folder and stands in no row is noted with the moment, and deleted once it has
been without a row at every look for a week: so nothing goes that is just being written, nor, after a restored database
that knows less, before somebody has had a week to notice. Versions in a history are no rows: their files have gone.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from django.apps import apps
from django.conf import settings
from django.core.files.storage import Storage
from django.db import models
from django.utils import timezone

from portal.core.whole_files import write_whole

GRACE = timedelta(days=7)
REST = timedelta(hours=20)
"""At least so long between two looks: the folders may be large."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sweep:
    """One look in numbers: files that rows name, files without a row that wait, and those that were deleted."""

    named: int
    waiting: int
    deleted: int


def file_fields() -> Iterator[models.FileField]:
    """Every field of every model that names a file, whichever app's; versions in histories are left out."""
    for model in apps.get_models(include_auto_created=True):
        if not hasattr(model, "pgh_tracked_model") and not model._meta.proxy:
            yield from (field for field in model._meta.local_fields if isinstance(field, models.FileField))


def folder_of(field: models.FileField) -> str:
    """The folder in which the field's files lie. Raises ValueError where only a row could tell."""
    if callable(field.upload_to):
        folder = PurePosixPath(field.generate_filename(field.model(), "file")).parent.as_posix()
    else:
        folder = str(field.upload_to)
    if not folder.strip("/.") or "%" in folder:
        raise ValueError(
            f"{field}: give its files a folder of their own, so that those without a row are found"
        )
    return folder.strip("/")


def sweep_unnamed_files(*, moment: datetime | None = None, deletes: bool = True) -> Sweep:
    """Look once: note what no row names, and delete what none has named for a week."""
    now = moment or timezone.now()
    with _noted() as noted:
        found = dict(_files())
        named = _named()
        unnamed = {name: noted.get(name, now.isoformat()) for name in found if name not in named}
        due = [name for name, since in unnamed.items() if datetime.fromisoformat(since) <= now - GRACE]
        deleted = [name for name in due if deletes and _delete(found[name], name)]
        noted.clear()
        noted.update({name: since for name, since in unnamed.items() if name not in deleted})
    if deleted:
        logger.info("%d files without a row were deleted.", len(deleted))
    return Sweep(named=len(found) - len(unnamed), waiting=len(unnamed) - len(deleted), deleted=len(deleted))


def sweep_when_due() -> Sweep | None:
    """Look if the last look is most of a day ago; None if it is not."""
    path = Path(settings.UNNAMED_FILES)
    if path.exists() and path.stat().st_mtime > (timezone.now() - REST).timestamp():
        return None
    return sweep_unnamed_files()


# --- Parts ---------------------------------------------------------------------------------------------------------


@contextmanager
def _noted() -> Iterator[dict[str, str]]:
    """What was without a row at the last look, and since when: in a file, which no restored database takes back."""
    path = Path(settings.UNNAMED_FILES)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path.with_name(f".{path.name}.lock"), os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        noted = _read(path)
        yield noted
        write_whole(path, json.dumps(noted, indent=0).encode(), mode=0o600)
    finally:
        os.close(descriptor)


def _read(path: Path) -> dict[str, str]:
    """Empty where there is none, or none that can be read: then every file waits its week anew."""
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _files() -> Iterator[tuple[str, Storage]]:
    """Name and storage of each file in the folders of the fields, unfinished ones of killed processes among them."""
    places = {(id(field.storage), folder_of(field)): field.storage for field in file_fields()}
    for (_storage, folder), storage in places.items():
        for name in _names_in(storage, folder):
            yield name, storage


def _names_in(storage: Storage, folder: str) -> Iterable[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for each in folders:
        yield from _names_in(storage, str(PurePosixPath(folder, each)))
    yield from (str(PurePosixPath(folder, each)) for each in files)


def _named() -> set[str]:
    """Every name that stands in a row."""
    names: set[str] = set()
    for field in file_fields():
        rows = field.model._base_manager.exclude(**{field.name: ""}).exclude(
            **{f"{field.name}__isnull": True}
        )
        names.update(rows.values_list(field.name, flat=True).iterator(chunk_size=2000))
    return names


def _delete(storage: Storage, name: str) -> bool:
    """One that can't be deleted is tried again at the next look."""
    try:
        storage.delete(name)
    except OSError:
        logger.warning("A file without a row could not be deleted; it is tried again.")
        return False
    return True
