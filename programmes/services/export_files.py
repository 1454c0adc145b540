"""The two kinds of files that lists leave in, written row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils import timezone

from portal.core.spreadsheet import csv_table, workbook
from programmes.constants import ExportFormat

Add = Callable[[list[object]], None]
COLUMN_WIDTH = 24


@contextmanager
def writer(kind: str, path: Path, title: str, head: list[str]) -> Iterator[Add]:
    """What takes the rows of the file, which is whole at the end of the block."""
    with _WRITERS[ExportFormat(kind)](path, title, head) as add:
        yield add


@contextmanager
def _xlsx(path: Path, title: str, head: list[str]) -> Iterator[Add]:
    with workbook(path, title=title, created=timezone.now()) as book:
        sheet = book.sheet(title, [COLUMN_WIDTH] * len(head))
        sheet.add(head, style="head")
        sheet.freeze_head()
        yield sheet.add


@contextmanager
def _csv(path: Path, title: str, head: list[str]) -> Iterator[Add]:
    with csv_table(path, head) as file:
        yield file.add


_WRITERS = {ExportFormat.XLSX: _xlsx, ExportFormat.CSV: _csv}
