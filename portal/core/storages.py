"""Uploaded, made and collected files that are there whole or not at all."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class WholeFiles:
    """For storages in a folder: a file is written beside its place, and has its name only once it is whole.

    A process that is killed leaves something that nobody takes for the file, above all not `collectstatic`, which
    leaves alone what is newer than its source.
    """

    def _save(self: Any, name: str, content: File[Any]) -> str:
        unfinished = posixpath.join(posixpath.dirname(name), f".{uuid4().hex}.part")
        try:
            super()._save(unfinished, content)  # type: ignore[misc]
            return self._put_in_place(self.path(unfinished), name)
        finally:
            Path(self.path(unfinished)).unlink(missing_ok=True)

    def _put_in_place(self: Any, unfinished: str, name: str) -> str:
        while True:
            try:
                os.link(unfinished, self.path(name))
            except FileExistsError:  # somebody else was faster; as Django does, take another name
                name = self.get_available_name(name)
            else:
                return name


class BucketAway(OSError):
    """The service that keeps the files does not answer, or refuses. Whoever asks is told to come back later."""


class MediaStorage(WholeFiles, FileSystemStorage):
    def answers(self) -> bool:
        """Can files be fetched and kept now? A folder is there as long as the machine is."""
        return True


class StaticStorage(WholeFiles, CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
    """What a script imports has its content's name, too, or an old part could meet a new one."""
