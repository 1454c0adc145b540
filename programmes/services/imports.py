"""Files of rows: sent, looked at, confirmed, undone and forgotten by a person; the work between is a worker's."""

from __future__ import annotations

from typing import IO

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError, NotAllowed
from portal.core.presence import check_presence
from portal.core.tables.lines import FILE_LIMIT
from portal.users.models import User
from programmes.access import may_administer
from programmes.constants import ImportState
from programmes.extensions import importers
from programmes.models import Import, ImportRow
from programmes.services.import_turns import send_to_workers
from programmes.workflows.imports import IMPORT

NAME_LENGTH = 120
OPEN_IMPORTS = 5
"""So many files of one person wait, or are worked on, at a time."""


class FileTooLarge(DomainError):
    message = _("This file is too large; at most 20 MB are possible. Split it up.")
    field = "import_file"


class FileEmpty(DomainError):
    message = _("This file is empty. Choose another one.")
    field = "import_file"


class TooManyImports(DomainError):
    message = _("Several of your files are being read. Wait until they are, then choose this one again.")
    field = "import_file"


class NothingToImport(DomainError):
    message = _(
        "Rows of this file are wrong, or none of them changes anything. Correct the file, and choose it again."
    )


class TooLateToUndo(DomainError):
    message = _("This import lies too far back to be undone.")


@transaction.atomic
def request_import(
    *, kind: str, file: IO[bytes], size: int, name: str, clears_cells: bool, language: str, by: User
) -> Import:
    """Keep the file and have a worker read it; nothing else is changed before the person has seen a preview.

    Raises NotAllowed, FileEmpty, FileTooLarge and TooManyImports.
    """
    if not may_administer(by, "import", importers[kind].model):
        raise NotAllowed
    if not size:
        raise FileEmpty
    if size > FILE_LIMIT:
        raise FileTooLarge
    User.objects.locked().get(pk=by.pk)
    if Import.objects.under_way().filter(requested_by=by).count() >= OPEN_IMPORTS:
        raise TooManyImports
    batch = Import(
        kind=kind,
        requested_by=by,
        language=language,
        file_name=name[-NAME_LENGTH:],
        clears_cells=clears_cells,
    )
    batch.file.save("", File(file), save=False)
    try:
        batch.save()
    except Exception:
        batch.file.delete(save=False)
        raise
    send_to_workers(batch=batch)
    return batch


@transaction.atomic
def confirm_import(*, batch: Import, by: User) -> Import:
    """Have a worker carry out what the preview shows. Raises NotAllowed, WrongState and NothingToImport."""
    batch = _locked(batch, by)
    IMPORT.check("confirm", batch.state)
    if not batch.can_be_confirmed:
        raise NothingToImport
    check_presence()
    ImportRow.objects.filter(batch=batch).update(done_at=None)
    _begin(batch, ImportState.IMPORTING)
    send_to_workers(batch=batch)
    return batch


@transaction.atomic
def undo_import(*, batch: Import, by: User) -> Import:
    """Have a worker remove what the import created and put back what it changed.

    What somebody has changed since is left as it is, and named. Raises NotAllowed, WrongState and TooLateToUndo.
    """
    batch = _locked(batch, by)
    IMPORT.check("undo", batch.state)
    if not batch.can_be_undone:
        raise TooLateToUndo
    check_presence()
    _begin(batch, ImportState.UNDOING)
    send_to_workers(batch=batch)
    return batch


@transaction.atomic
def discard_import(*, batch: Import, by: User) -> None:
    """Forget an import that did nothing, or was undone, and all that its rows said. Raises NotAllowed, WrongState."""
    batch = _locked(batch, by)
    IMPORT.check("discard", batch.state)
    _forget(batch)


def _forget(batch: Import) -> None:
    """Delete the row, and its file once that can't be rolled back any more."""
    storage, name = batch.file.storage, batch.file.name
    batch.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def _locked(batch: Import, by: User) -> Import:
    row = Import.objects.visible_to(by, "change").select_for_update(of=["self"]).filter(pk=batch.pk).first()
    if row is None or not may_administer(by, "import", importers[row.kind].model):
        raise NotAllowed
    return row


def _begin(batch: Import, state: ImportState) -> None:
    batch.state, batch.rows_done, batch.attempts, batch.finished_at = state, 0, 0, None
    batch.save(update_fields=["state", "rows_done", "attempts", "finished_at", "updated_at"])
