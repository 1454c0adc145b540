"""The two kinds of files that lists leave in, written portion by portion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.utils import timezone

from portal.core.spreadsheet import Column, SafeTexts, csv_table, workbook
from programmes.constants import ExportFormat

AddTexts = Callable[[Iterable[Sequence[str]]], None]
COLUMN_WIDTH = 24


@contextmanager
def writer(kind: str, path: Path, title: str, head: list[str]) -> Iterator[AddTexts]:
    """What takes the rows of the file, which is whole at the end of the block."""
    with _WRITERS[ExportFormat(kind)](path, title, head) as add:
        yield add


@contextmanager
def _xlsx(path: Path, title: str, head: list[str]) -> Iterator[AddTexts]:
    columns = [Column() for _name in head]
    with workbook(path, title=title, created=timezone.now()) as book:
        sheet = book.sheet(title, [COLUMN_WIDTH] * len(head))
        sheet.add(head, style="head")
        sheet.freeze_head()
        yield lambda rows: sheet.add_texts(rows, columns)


@contextmanager
def _csv(path: Path, title: str, head: list[str]) -> Iterator[AddTexts]:
    columns = [SafeTexts() for _name in head]
    with csv_table(path, head) as file:
        yield lambda rows: file.add_texts(rows, columns)


_WRITERS = {ExportFormat.XLSX: _xlsx, ExportFormat.CSV: _csv}
