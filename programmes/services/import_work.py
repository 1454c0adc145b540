"""What a worker does with an import: reads the file, tries each row, carries them out, or takes them back.

It goes portion by portion, each in a transaction of its own with the import's row locked: a second worker finds nothing
to do, and one that dies loses a portion that nobody has seen. After some portions the task ends and sends itself again,
so that others in the queue have their turn.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pghistory
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.core.errors import NotAllowed
from portal.core.tables.lines import UnreadableFile
from portal.notifications.services.notifications import notify, notify_all
from portal.users.models import User
from programmes.access import may_administer
from programmes.constants import IMPORT_ATTEMPTS, ImportFailure, ImportKind, ImportState, RowOutcome
from programmes.extensions import Carried, RowImporter, importers
from programmes.models import Import, ImportRow
from programmes.notices.imports import (
    ImportDone,
    ImportFailed,
    ImportReady,
    ImportTakenBack,
    ImportUndone,
    OrganisationsImported,
)
from programmes.services.import_rows import store_rows
from programmes.services.import_turns import send_to_workers
from programmes.services.import_undo import take_back
from programmes.workflows.imports import IMPORT

logger = logging.getLogger(__name__)

PORTION = 100
"""Rows in one transaction."""
PORTIONS = 10
"""In one task."""
STALE = timedelta(minutes=2)

EFFECTIVE = (RowOutcome.NEW, RowOutcome.CHANGED)


class _Overtaken(Exception):
    """Somebody else has this import's turn."""


class ChangedSincePreview(Exception):
    """A row can no longer be carried out; the text says which, and why."""


def read_import(*, batch_id: int, turn: int) -> None:
    """Read the file's rows and find out what each would do, without doing it. Run twice, the second finds it done."""
    with _at_work(batch_id, turn, ImportState.QUEUED, ImportState.READING) as batch:
        if batch is not None:
            if not batch.rows_total:
                _read_file(batch)
            _go_on(batch, _try_portion, _show)


def carry_out_import(*, batch_id: int, turn: int) -> None:
    """Carry out the rows, all of them: when one no longer can be, those before it are taken back."""
    with _at_work(batch_id, turn, ImportState.IMPORTING) as batch:
        if batch is not None:
            _go_on(batch, _carry_out_portion, _finish)


def undo_import(*, batch_id: int, turn: int) -> None:
    """Take back what was carried out, the last row first."""
    with _at_work(batch_id, turn, ImportState.UNDOING) as batch:
        if batch is not None:
            _go_on(batch, _take_back_portion, _end_undoing)


def resume_imports() -> int:
    """Send imports to the workers again that wait, or stand still, for longer than is usual. Returns how many.

    One whose row is locked is worked on just now.
    """
    with transaction.atomic():
        rows = Import.objects.under_way().filter(updated_at__lt=timezone.now() - STALE)
        forgotten = list(rows.select_for_update(skip_locked=True, of=["self"]))
        for batch in forgotten:
            send_to_workers(batch=batch)
    return len(forgotten)


# --- One task -------------------------------------------------------------------------------------------------------


@contextmanager
def _at_work(batch_id: int, turn: int, *states: ImportState) -> Iterator[Import | None]:
    """The import, if it is in one of these states; what goes wrong inside ends it with a sentence."""
    batch = _taken_up(batch_id, turn, states)
    if batch is None:
        yield None
        return
    try:
        with override(batch.language), pghistory.context(user=batch.requested_by_id):
            yield batch
    except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
        raise  # nothing can be noted, or time is up; the sweeper comes back to it
    except _Overtaken:
        return
    except UnreadableFile as error:
        _fail(batch, ImportFailure.UNREADABLE, str(error))
    except NotAllowed:
        _fail(batch, ImportFailure.NOT_ALLOWED)
    except ChangedSincePreview as error:
        _fail(batch, ImportFailure.CHANGED, str(error))
    except Exception:
        logger.exception("Import %s failed.", batch.pk)
        _fail(batch, ImportFailure.BROKEN)


@transaction.atomic
def _taken_up(batch_id: int, turn: int, states: tuple[ImportState, ...]) -> Import | None:
    """The import, with one more attempt on its account; None for one that is elsewhere, in other hands, or given up.

    A message that was overtaken, because the import was sent to the workers again, has an older turn and does nothing.
    """
    rows = Import.objects.select_for_update(skip_locked=True, of=["self"]).select_related("requested_by")
    batch = rows.filter(pk=batch_id, turn=turn, state__in=states).first()
    if batch is None:
        return None
    if batch.state != ImportState.UNDOING and not _may_still(batch):
        _fail(batch, ImportFailure.NOT_ALLOWED)
        return None
    if batch.attempts >= IMPORT_ATTEMPTS:
        _fail(batch, ImportFailure.BROKEN)
        return None
    batch.attempts += 1
    if batch.state == ImportState.QUEUED:
        batch.state = IMPORT.check("read", batch.state).target
    batch.save(update_fields=["attempts", "state", "updated_at"])
    return batch


def _may_still(batch: Import) -> bool:
    """Has who sent it still the right to import there?"""
    model = importers[batch.kind].model
    seen = Import.objects.visible_to(batch.requested_by, "change").filter(pk=batch.pk)
    return may_administer(batch.requested_by, "import", model) and seen.exists()


def _go_on(
    batch: Import, do_portion: Callable[[Import, RowImporter], bool], end: Callable[[Import], None]
) -> None:
    """Do some portions; then end, or come back in another task."""
    importer = importers[batch.kind](by=batch.requested_by, clears_cells=batch.clears_cells)
    for _portion in range(PORTIONS):
        if not do_portion(batch, importer):
            end(batch)
            return
    with transaction.atomic():
        if _locked(batch):
            send_to_workers(batch=batch)


def _locked(batch: Import) -> bool:
    """Hold the import until the portion's end; False when it has moved on, or somebody else has its turn."""
    rows = Import.objects.select_for_update().filter(pk=batch.pk, state=batch.state, turn=batch.turn)
    return bool(rows.values_list("pk", flat=True).first())


def _note_progress(batch: Import, number: int) -> None:
    batch.rows_done += number
    batch.attempts = 0
    batch.save(update_fields=["rows_done", "attempts", "updated_at"])


# --- Reading --------------------------------------------------------------------------------------------------------


@transaction.atomic
def _read_file(batch: Import) -> None:
    """All rows or none; the file goes with the transaction that has kept them. Nobody else reads it meanwhile."""
    if not _locked(batch):
        raise _Overtaken
    storage, name = batch.file.storage, batch.file.name
    store_rows(batch, importers[batch.kind].columns())
    batch.file = ""
    batch.save()
    transaction.on_commit(lambda: storage.delete(name or ""))


def _try_portion(batch: Import, importer: RowImporter) -> bool:
    """Find out what the next rows would do; what they did is rolled back. False when none is left."""
    rows = list(batch.import_rows.filter(outcome=RowOutcome.WAITING).order_by("number")[:PORTION])
    if not rows:
        return False
    with transaction.atomic():
        found = _carried(importer, rows)
        transaction.set_rollback(True)
    with transaction.atomic():
        if not _locked(batch):
            return False
        _name_doubles(batch, rows, found)
        for row, carried in zip(rows, found, strict=True):
            _describe(row, carried)
        _save(rows, "outcome", "title", "key", "problems", "notes", "changes", "object_id")
        batch.programmes.add(*{pk for carried in found for pk in carried.programmes})
        _note_progress(batch, len(rows))
    return True


def _carried(importer: RowImporter, rows: list[ImportRow]) -> list[Carried]:
    """Carry out the rows that could be read."""
    found = iter(importer.carry_all([row.cells for row in rows if not row.problems]))
    return [_refused(row) if row.problems else next(found) for row in rows]


def _refused(row: ImportRow) -> Carried:
    return Carried(RowOutcome.WRONG, problems=[(column, text) for column, text in row.problems])


def _name_doubles(batch: Import, rows: list[ImportRow], found: list[Carried]) -> None:
    """Two rows about the same person or organisation contradict each other, or one of them is needless."""
    keys = {carried.key for carried in found if carried.key}
    seen = dict(batch.import_rows.filter(key__in=keys).order_by("-number").values_list("key", "number"))
    for row, carried in zip(rows, found, strict=True):
        first = seen.setdefault(carried.key, row.number) if carried.key else row.number
        if first != row.number:
            text = _("Row %(row)s is about the same. Keep one of them.") % {"row": first}
            carried.outcome, carried.problems = RowOutcome.WRONG, [("", text)]


def _describe(row: ImportRow, carried: Carried) -> None:
    row.outcome, row.title, row.key = carried.outcome, carried.title[:250], carried.key
    row.problems, row.notes, row.changes = carried.problems, carried.notes, carried.changes
    row.object_id = carried.object_id if carried.outcome != RowOutcome.NEW else None


def _save(rows: list[ImportRow], *fields: str) -> None:
    """By inserting them again: an update of many rows, each with values of its own, takes seven times as long."""
    ImportRow.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=fields)


@transaction.atomic
def _show(batch: Import) -> None:
    """The preview is ready."""
    if not _locked(batch):
        return
    batch.state = IMPORT.check("show", batch.state).target
    batch.counts = _counted(batch)
    batch.save(update_fields=["state", "counts", "updated_at"])
    _notify(batch, ImportReady)


def _counted(batch: Import) -> dict[str, int]:
    rows = batch.import_rows.order_by().values("outcome").annotate(number=Count("pk"))
    return dict(rows.values_list("outcome", "number"))


# --- Carrying out ---------------------------------------------------------------------------------------------------


@transaction.atomic
def _carry_out_portion(batch: Import, importer: RowImporter) -> bool:
    if not _locked(batch):
        return True
    waiting = batch.import_rows.filter(outcome__in=EFFECTIVE, done_at__isnull=True)
    rows = list(waiting.order_by("number")[:PORTION])
    for row, carried in zip(rows, _carried(importer, rows), strict=True):
        _note_carried_out(row, carried)
    _save(rows, "outcome", "notes", "changes", "object_id", "before", "after", "done_at")
    _note_progress(batch, len(rows))
    return bool(rows)


def _note_carried_out(row: ImportRow, carried: Carried) -> None:
    """What the row has done, which is what was shown or, where somebody else has done it meanwhile, nothing."""
    if carried.outcome == RowOutcome.WRONG:
        raise _changed(row, " ".join(text for _column, text in carried.problems))
    if carried.outcome in EFFECTIVE and not _is_as_shown(row, carried):
        raise _changed(row, _("It would change something else than the preview has shown."))
    if carried.outcome not in EFFECTIVE:
        row.outcome, row.notes, row.changes = carried.outcome, carried.notes, []
    row.object_id, row.before, row.after = carried.object_id, carried.before, carried.after
    row.done_at = timezone.now()


def _is_as_shown(row: ImportRow, carried: Carried) -> bool:
    """Nobody has entered or changed it since in another way."""
    if carried.outcome != row.outcome:
        return False
    return carried.outcome == RowOutcome.NEW or [list(each) for each in carried.changes] == row.changes


def _changed(row: ImportRow, reason: str) -> ChangedSincePreview:
    return ChangedSincePreview(_("Row %(row)s: %(reason)s") % {"row": row.number, "reason": reason})


@transaction.atomic
def _finish(batch: Import) -> None:
    if not _locked(batch):
        return
    batch.state, batch.finished_at = IMPORT.check("finish", batch.state).target, timezone.now()
    batch.counts = _counted(batch)
    batch.save(update_fields=["state", "counts", "finished_at", "updated_at"])
    _notify(batch, ImportDone)
    if batch.kind == ImportKind.ORGANISATIONS and batch.counts.get(RowOutcome.NEW):
        _tell_coordinators(batch, OrganisationsImported)


def _tell_coordinators(batch: Import, notice: type[OrganisationsImported | ImportTakenBack]) -> None:
    for programme in batch.programmes.all():
        said = notice(batch=batch.pk, programme=programme.acronym)
        notify_all(User.objects.coordinating(programme), said, exclude=batch.requested_by)


# --- Taking back ----------------------------------------------------------------------------------------------------


@transaction.atomic
def _take_back_portion(batch: Import, importer: RowImporter) -> bool:
    if not _locked(batch):
        return True
    done = batch.import_rows.filter(outcome__in=EFFECTIVE, done_at__isnull=False, kept_because="")
    rows = list(done.order_by("-number")[:PORTION])
    kept = take_back(rows, importer)
    for row in rows:
        row.kept_because = kept.get(row.pk, "")
        row.done_at = row.done_at if row.kept_because else None
    _save(rows, "kept_because", "done_at")
    _note_progress(batch, len(rows))
    return bool(rows)


@transaction.atomic
def _end_undoing(batch: Import) -> None:
    if not _locked(batch):
        return
    step = "fail" if batch.failure else "put_back"
    batch.state, batch.finished_at = IMPORT.check(step, batch.state).target, timezone.now()
    batch.save(update_fields=["state", "finished_at", "updated_at"])
    _notify(batch, ImportFailed if batch.failure else ImportUndone)
    if not batch.failure:
        _tell_coordinators(batch, ImportTakenBack)


# --- Ending ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def _fail(batch: Import, failure: ImportFailure, reason: str = "") -> None:
    """Say why nothing was imported. What was done already is taken back first."""
    if not _locked(batch):
        return
    batch.failure, batch.reason = failure, reason
    is_to_be_taken_back = False
    if batch.state == ImportState.IMPORTING:
        batch.state = IMPORT.check("take_back", batch.state).target
        batch.attempts = batch.rows_done = 0
        is_to_be_taken_back = True
    else:
        batch.state, batch.finished_at = IMPORT.check("fail", batch.state).target, timezone.now()
        _forget_file(batch)
        _notify(batch, ImportFailed)
    batch.save(
        update_fields=[
            "failure",
            "reason",
            "state",
            "attempts",
            "rows_done",
            "finished_at",
            "file",
            "updated_at",
        ]
    )
    if is_to_be_taken_back:
        send_to_workers(batch=batch)


def _forget_file(batch: Import) -> None:
    storage, name = batch.file.storage, batch.file.name
    if name:
        batch.file = ""
        transaction.on_commit(lambda: storage.delete(name))


def _notify(batch: Import, notice: type[ImportReady | ImportDone | ImportFailed | ImportUndone]) -> None:
    notify(
        batch.requested_by,
        notice(batch=batch.pk, file_name=batch.file_name, at=timezone.now().isoformat()),
    )
