"""Files of rows, and the worker's part with them done at once, in the test's own process."""

import io

from programmes.constants import ImportKind
from programmes.models import Import
from programmes.services import import_work
from programmes.services.imports import confirm_import, request_import

WORK = {
    "queued": import_work.read_import,
    "reading": import_work.read_import,
    "importing": import_work.carry_out_import,
    "undoing": import_work.undo_import,
}
ORGANISATIONS, PARTICIPANTS = ImportKind.ORGANISATIONS, ImportKind.PARTICIPANTS
HEAD = "programme;name;kind;city;country\n"


def sent(by, content: str | bytes, kind=ORGANISATIONS, *, name="rows.csv", clears_cells=False, language="en"):
    """The import as it waits for a worker."""
    data = content.encode() if isinstance(content, str) else content
    return request_import(
        kind=kind,
        file=io.BytesIO(data),
        size=len(data),
        name=name,
        clears_cells=clears_cells,
        language=language,
        by=by,
    )


def work_on(batch: Import) -> Import:
    """As often as the worker would."""
    batch.refresh_from_db()
    while batch.is_under_way:
        WORK[batch.state](batch_id=batch.pk, turn=batch.turn)
        batch.refresh_from_db()
    return batch


def previewed(by, content: str | bytes, kind=ORGANISATIONS, **more) -> Import:
    return work_on(sent(by, content, kind, **more))


def imported(by, content: str | bytes, kind=ORGANISATIONS, **more) -> Import:
    batch = previewed(by, content, kind, **more)
    return work_on(confirm_import(batch=batch, by=by))


def outcomes(batch: Import) -> list[tuple[int, str]]:
    return list(batch.import_rows.order_by("number").values_list("number", "outcome"))


def problems(batch: Import) -> list[tuple[int, list[list[str]]]]:
    rows = batch.import_rows.exclude(problems=[]).order_by("number")
    return list(rows.values_list("number", "problems"))


def notes(batch: Import) -> list[tuple[int, list[list[str]]]]:
    return list(batch.import_rows.exclude(notes=[]).order_by("number").values_list("number", "notes"))
