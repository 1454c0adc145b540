"""The worker's part of an export: the rows as the person may have them now, written portion by portion."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Protocol

from celery.exceptions import SoftTimeLimitExceeded
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import override

from portal.core.copied_rows import copied_rows, copy_rows
from portal.core.errors import NotAllowed
from portal.core.full_disk import means_full_disk
from portal.core.jobs import enqueue, run_on_each
from portal.core.made_files import MAX_ATTEMPTS, TakenOver, end, hold, note_progress, put_in_place, take_up
from portal.core.replica import reading_from_replica
from portal.core.temporary import temporary_folder
from portal.notifications.services.notifications import notify
from portal.privacy.constants import AccessKind
from portal.privacy.services.access_log import log_access
from portal.users.models import User
from programmes.access import may_administer
from programmes.constants import EXPORT_DAYS, ExportFailure, ExportFormat
from programmes.extensions import exporters
from programmes.models import Export, ExportPortion, Programme
from programmes.notices.exports import ExportFailed, ExportReady
from programmes.services.export_files import writer

CHUNK = 2_000
"""Rows written at a time; also how often progress is noted."""

SHEET_ROWS = 1_048_576
"""That many lines an Excel sheet has."""

logger = logging.getLogger(__name__)


class TooManyRows(Exception):
    """More than a sheet can hold."""


class ExportableList(Protocol):
    """What an admin offers whose list can be exported: `programmes.admin.exports.ExportPages`."""

    def listed_rows(self, by: User, query: str) -> QuerySet[Any]: ...


def build_export(*, export_id: int) -> None:
    """Make the file, if it waits for it and nobody else is at it; anything else is left as it is.

    Run twice, it is made once, logged once and told once; a worker that died over it is followed by another.
    """
    export = take_up(Export.objects.select_related("requested_by", "programme"), export_id)
    if export is None:
        return
    if export.attempts > MAX_ATTEMPTS:
        _fail(export, ExportFailure.BROKEN)
        return
    try:
        with override(export.language):
            _build(export)
    except (OperationalError, InterfaceError):
        raise  # the database is away, so nothing can be noted; the sweeper comes back to it
    except TakenOver:
        return
    except (Exception, SoftTimeLimitExceeded) as error:  # what stands in rows must not stop the worker
        _fail(export, _why(export, error))


def _why(export: Export, error: BaseException) -> ExportFailure:
    if isinstance(error, NotAllowed):
        return ExportFailure.NOT_ALLOWED
    if isinstance(error, IncorrectLookupParameters | SuspiciousOperation):
        return ExportFailure.FILTER
    if isinstance(error, SoftTimeLimitExceeded):
        return ExportFailure.TOO_LONG
    if isinstance(error, TooManyRows):
        return ExportFailure.TOO_MANY
    logger.exception("Export %s could not be made.", export.pk)
    return ExportFailure.DISK_FULL if means_full_disk(error) else ExportFailure.BROKEN


def sweep_exports() -> int:
    """Take up exports that stand still, and delete the files of those that could be fetched long enough.

    Returns how many were taken up.
    """
    keys = list(Export.objects.standing_still().values_list("pk", flat=True))
    for key in keys:
        enqueue("programmes.build_export", key)
    run_on_each(Export.objects.expired(), _expire, what="End of export")
    return len(keys)


def _expire(export: Export) -> None:
    end(export, "expire")
    ExportPortion.objects.filter(export=export).delete()


def _build(export: Export) -> None:
    exporter = exporters[export.kind](by=export.requested_by)
    ExportPortion.objects.filter(export=export).delete()
    with temporary_folder("export") as folder:
        path, copied = folder / f"export.{export.format}", folder / "rows"
        with reading_from_replica():
            number = copy_rows(exporter.texts(_exportable_rows(export)), copied)
        _write(export, exporter.head(), copied, number, path)
        _finish(export, path, number)


def _exportable_rows(export: Export) -> QuerySet[Any]:
    """What the list shows for the query, of that what was chosen, and of that what the person may export now.

    Raises NotAllowed for whom no right is left.
    """
    by = export.requested_by
    model = exporters[export.kind].model
    if not may_administer(by, "export", model):
        raise NotAllowed
    listed: ExportableList = admin.site.get_model_admin(model)  # type: ignore[assignment]
    rows = listed.listed_rows(by, export.query)
    if export.programme is not None:
        in_view = Programme.objects.administered_by(by, "export", model).with_below(export.programme)
        if not in_view.exists():
            raise NotAllowed
        rows = rows.in_programmes(in_view.values("pk"))  # type: ignore[attr-defined]
    return rows.filter(pk__in=export.chosen) if export.chosen else rows


def _write(export: Export, head: list[str], copied: Path, expected: int, path: Path) -> None:
    """Write the file; note per portion which rows stand in it, and how far it is."""
    if export.format == ExportFormat.XLSX and expected >= SHEET_ROWS:
        raise TooManyRows
    number = 0
    with writer(export.format, path, export.rows_of, head) as add:
        for portion in copied_rows(copied, at_a_time=CHUNK):
            add([cells[1:] for cells in portion])
            number += len(portion)
            with transaction.atomic():
                note_progress(export, min(99, 100 * number // expected))
                ExportPortion.objects.create(export=export, keys=[int(cells[0]) for cells in portion])


@transaction.atomic
def _finish(export: Export, path: Path, rows: int) -> None:
    if not hold(export):
        return
    export.rows, export.finished_at, export.failure = rows, timezone.now(), ""
    expires_at = put_in_place(export, path, days=EXPORT_DAYS)
    log_access(
        by=export.requested_by,
        kind=AccessKind.EXPORT,
        label=export.kind,
        object_id=export.pk,
        purpose=export.purpose,
        rows=rows,
        filter=_filter(export),
        file=export.format,
    )
    ready = ExportReady(
        export=export.pk,
        kind=export.kind,
        at=export.finished_at.isoformat(),
        rows=rows,
        expires_at=expires_at.isoformat(),
    )
    notify(export.requested_by, ready)


def _filter(export: Export) -> dict[str, str]:
    chosen = {"chosen": ", ".join(map(str, export.chosen))} if export.chosen else {}
    return {**QueryDict(export.query).dict(), **chosen}


@transaction.atomic
def _fail(export: Export, failure: ExportFailure) -> None:
    if not hold(export):
        return
    export.failure, export.finished_at = failure, timezone.now()
    end(export, "fail")
    ExportPortion.objects.filter(export=export).delete()
    notify(
        export.requested_by,
        ExportFailed(export=export.pk, kind=export.kind, at=export.finished_at.isoformat()),
    )
