"""Exports, and the worker's part with them done at once, in the test's own process."""

import csv
import io

from django.urls import reverse
from openpyxl import load_workbook

from programmes.models import Export
from programmes.services.export_work import build_export
from programmes.services.exports import request_export

ORGANISATIONS, PARTICIPANTS = "programmes.organisation", "programmes.enrolment"
PURPOSE = "Proof for a funder"


def asked(by, kind: str = ORGANISATIONS, **more) -> Export:
    """The export as it waits for a worker."""
    wanted = {
        "query": "",
        "chosen": [],
        "programme": None,
        "format": "csv",
        "purpose": PURPOSE,
        "language": "en",
    }
    return request_export(kind=kind, by=by, **{**wanted, **more})


def work_on(export: Export) -> Export:
    build_export(export_id=export.pk)
    export.refresh_from_db()
    return export


def made(by, kind: str = ORGANISATIONS, **more) -> Export:
    return work_on(asked(by, kind, **more))


def address(kind: str, query: dict | None = None) -> str:
    return reverse(f"admin:{kind.replace('.', '_')}_export", query=query)


def ask_by_page(client, kind: str = ORGANISATIONS, *, chosen=(), **query) -> Export:
    """What the page of the list leads to; `format` is the kind of file, all else is asked of the list."""
    sent = {"format": query.pop("format", "csv"), "purpose": PURPOSE, "chosen": list(chosen)}
    answer = client.post(address(kind, query), sent)
    assert answer.status_code == 302, answer.content
    return Export.objects.latest("pk")


def content_of(export: Export) -> bytes:
    with export.file.open("rb") as file:
        return file.read()


def rows_of(export: Export) -> list[dict[str, str]]:
    if export.format == "csv":
        text = content_of(export).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text), delimiter=";"))
    head, *rows = load_workbook(io.BytesIO(content_of(export))).active.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]
