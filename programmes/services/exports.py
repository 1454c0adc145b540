"""Exports: asked for, tried again, fetched and deleted by a person; a worker makes the file."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError, NotAllowed
from portal.core.jobs import enqueue
from portal.core.made_files import delete_file
from portal.core.personal_data import holdings, rows_of
from portal.core.presence import check_presence
from portal.privacy.constants import AccessKind
from portal.privacy.extensions import FileLeft
from portal.privacy.services.access_log import log_access
from portal.users.models import User
from programmes.access import may_administer
from programmes.constants import OPEN_EXPORTS, ExportState
from programmes.extensions import exporters
from programmes.models import Export, ExportPortion, Programme
from programmes.workflows.exports import EXPORT


class TooManyExports(DomainError):
    message = _("Several of your exports are being made. Wait until they are, then ask for this one.")


class RowsOutOfReach(DomainError):
    message = _(
        "Since this file was made you have lost the right to some of its rows, or they are gone. Export the list again."
    )


@transaction.atomic
def request_export(
    *,
    kind: str,
    query: str,
    chosen: list[int],
    programme: Programme | None,
    format: str,  # noqa: A002  the field's name
    purpose: str,
    language: str,
    by: User,
) -> Export:
    """Have a worker write the rows of a list, as its address filters them, or those chosen in it.

    Asked twice while it is under way, it is made once. Raises NotAllowed and TooManyExports.
    """
    if not may_administer(by, "export", exporters[kind].model):
        raise NotAllowed
    check_presence()
    User.objects.locked().get(pk=by.pk)
    waiting = Export.objects.under_way().filter(requested_by=by)
    asked = {
        "kind": kind,
        "query": query,
        "chosen": sorted(chosen),
        "programme": programme,
        "format": format,
        "purpose": purpose,
        "language": language,
    }
    same = waiting.filter(**asked).first()
    if same is not None:
        return same
    if waiting.count() >= OPEN_EXPORTS:
        raise TooManyExports
    export = Export.objects.create(requested_by=by, **asked)
    enqueue("programmes.build_export", export.pk)
    return export


@transaction.atomic
def retry_export(*, export: Export, by: User) -> Export:
    """Put an export that failed back into the queue. Raises NotAllowed and WrongState."""
    export = _locked(export, by)
    EXPORT.check("retry", export.state)
    check_presence()
    export.state, export.failure, export.progress, export.attempts = ExportState.QUEUED, "", 0, 0
    export.save()
    enqueue("programmes.build_export", export.pk)
    return export


@transaction.atomic
def note_fetched(*, export: Export, by: User) -> None:
    """Write down that the file was taken, by who still has a right to each of its rows.

    Raises NotAllowed for somebody else's, and RowsOutOfReach.
    """
    export = _locked(export, by)
    check_presence()
    reachable = exporters[export.kind].model._default_manager.all().exportable_by(by)  # type: ignore[attr-defined]
    keys = ExportPortion.objects.filter(export=export).row_keys()
    if reachable.filter(pk__in=keys).count() != export.rows:
        raise RowsOutOfReach
    log_access(
        by=by,
        kind=AccessKind.DOWNLOAD,
        label=export.kind,
        object_id=export.pk,
        purpose=export.purpose,
        rows=export.rows,
        file=export.format,
    )


@transaction.atomic
def discard_export(*, export: Export, by: User) -> None:
    """Delete the export and its file. Raises NotAllowed and WrongState."""
    export = _locked(export, by)
    EXPORT.check("discard", export.state)
    delete_file(export)
    export.delete()


def _locked(export: Export, by: User) -> Export:
    row = Export.objects.visible_to(by, "change").select_for_update(of=["self"]).filter(pk=export.pk).first()
    if row is None:
        raise NotAllowed
    return row


# --- When the data ends ---------------------------------------------------------------------------------------------


@transaction.atomic
def drop_exports_with(*, person: User) -> list[FileLeft]:
    """Let go of the files in which a line is about the person. What is returned is still to be deleted.

    A file that is being made may hold such a line already: it is begun anew once the person is gone.
    """
    left: list[FileLeft] = []
    for exporter in exporters:
        kind = exporter.model._meta.label_lower
        keys = rows_of(holdings[kind], person).order_by().values("pk")
        if keys.exists():
            _begin_anew(Export.objects.under_way().filter(kind=kind))
            left += _let_go(Export.objects.ready().with_row(kind, keys))
    return left


@transaction.atomic
def drop_old_exports(*, rows: QuerySet[Export]) -> list[FileLeft]:
    """Delete these exports. What is returned is still to be deleted."""
    files: list[FileLeft] = [
        ("programmes.export", "file", name) for name in rows.exclude(file="").values_list("file", flat=True)
    ]
    Export.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()
    return files


def _begin_anew(exports: QuerySet[Export]) -> None:
    """Take them out of their workers' hands, and keep all workers from them until the transaction ends."""
    for export in exports.select_for_update(of=["self"]).order_by("pk"):
        if EXPORT.allows("begin_anew", export.state):
            export.state = EXPORT.step("begin_anew").target
            export.save()
            enqueue("programmes.build_export", export.pk)


def _let_go(exports: QuerySet[Any]) -> list[FileLeft]:
    left: list[FileLeft] = []
    for export in exports:
        left.append(("programmes.export", "file", export.file.name))
        export.file.name, export.state = "", EXPORT.check("expire", export.state).target
        export.save()
        ExportPortion.objects.filter(export=export).delete()
    return left
