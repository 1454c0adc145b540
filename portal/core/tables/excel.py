"""Excel workbooks (XLSX) as a person sees them, within bounds that the file has no say in.

openpyxl reads; but not by what the file claims about itself. A sheet's stated size counts for nothing, only the cells
that are there; how many sheets, strings and bytes there may be is decided before anything is unpacked.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import IO, Any
from xml.etree.ElementTree import Element

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from portal.core.parsers import foreign_parser
from portal.core.tables.lines import (
    CELL_LIMIT,
    COLUMN_LIMIT,
    TEXT_LIMIT,
    Line,
    Table,
    UnreadableFile,
)
from portal.core.tables.number_formats import shown_number

MEBIBYTE = 1024 * 1024
UNPACKED_LIMIT = 150 * MEBIBYTE
PART_LIMIT = 4 * MEBIBYTE
"""Of what describes the workbook: styles, names of sheets. Sheets and their strings may be larger."""
STRINGS_LIMIT = 64 * MEBIBYTE
"""They are all held in memory while the sheets are read."""
PARTS_LIMIT = 500
SHEETS_LIMIT = 50
ROW_BYTES = 4 * MEBIBYTE
"""Of one row in the sheet's own writing."""

SHEET = re.compile(rb"<(?:\w+:)?sheet\s")
ROW = re.compile(rb"</?(?:\w+:)?row\b")

NO_RESULT = object()
"""A formula whose result is not in the file."""


class _SeenCells(WorkSheetParser):
    """Reads the cells that are there, and tells a formula without a result from an empty cell."""

    def parse_cell(self, element: Element) -> dict[str, Any]:
        found: dict[str, Any] = super().parse_cell(element)
        if found["value"] is None and element.find(FORMULA_TAG) is not None:
            found["value"] = NO_RESULT
        return found


class _InRows:
    """The bytes of a sheet, as long as no single row is monstrous: a row is built in memory before it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._since_row = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(size)
        if b"<![CDATA[" in chunk:
            raise _too_large()
        last = None
        for last in ROW.finditer(chunk):  # noqa: B007
            pass
        self._since_row = self._since_row + len(chunk) if last is None else len(chunk) - last.start()
        if self._since_row > ROW_BYTES:
            raise _too_large()
        return chunk


def workbook_tables(file: IO[bytes]) -> list[Table]:
    """The visible sheets of the workbook, in their order. Raises UnreadableFile."""
    with foreign_parser("openpyxl", _broken()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _check_size(file)
        book = load_workbook(file, read_only=True, data_only=True)
    sheets = [each for each in book.worksheets if each.sheet_state == "visible"]
    return [Table(sheet.title, partial(_lines, book, sheet)) for sheet in sheets]


def _check_size(file: IO[bytes]) -> None:
    """Look into the list of contents only. What is unpacked is never more than it says there: zipfile stops."""
    with zipfile.ZipFile(file) as packed:
        parts = packed.infolist()
        if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
            raise _too_large()
        for part in parts:
            if part.file_size > _part_limit(part.filename):
                raise _too_large()
        names = [part.filename for part in parts if part.filename.endswith("workbook.xml")]
        if any(len(SHEET.findall(packed.read(name))) > SHEETS_LIMIT for name in names):
            raise UnreadableFile(
                _("This workbook has too many sheets. Save the one you need as a file of its own.")
            )
    file.seek(0)


def _part_limit(name: str) -> int:
    if "/worksheets/" in name or name.startswith("xl/media/"):
        return UNPACKED_LIMIT
    return STRINGS_LIMIT if name.lower().endswith("sharedstrings.xml") else PART_LIMIT


def _lines(book: Workbook, sheet: ReadOnlyWorksheet) -> Iterator[Line]:
    cells = 0
    with foreign_parser("openpyxl", _broken()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number, row in _rows(book, sheet):
            line = _line(sheet, number, row)
            cells += len(row)
            if cells > CELL_LIMIT:
                raise _too_large()
            if any(line.cells):
                yield line


def _rows(book: Workbook, sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Rows from top to bottom, each with the cells that are there. A number that goes back is none of Excel's."""
    before = 0
    with sheet._get_source() as source:
        parser = _SeenCells(
            _InRows(source),
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, row in parser.parse():
            if number <= before:
                raise _broken()
            before = number
            yield number, row


def _line(sheet: ReadOnlyWorksheet, number: int, row: list[dict[str, Any]]) -> Line:
    filled = {cell["column"]: cell for cell in row if cell["value"] is not None}
    if not filled:
        return Line(number, [])
    if max(filled) > COLUMN_LIMIT:
        raise UnreadableFile(
            _("Row %(row)s has more than %(limit)d columns. Take out those that are not needed.")
            % {"row": number, "limit": COLUMN_LIMIT}
        )
    cells = [""] * max(filled)
    problems: dict[int, str | Promise] = {}
    for column, cell in filled.items():
        cells[column - 1], problem = _seen(ReadOnlyCell(sheet, **cell))
        if problem:
            problems[column - 1] = problem
    return Line(number, cells, problems)


def _seen(cell: ReadOnlyCell) -> tuple[str, str | Promise]:
    """What a person sees in the cell, and what is wrong with it."""
    if cell.value is NO_RESULT:
        return "=", gettext_lazy(
            "This cell is a formula without a result. Open the file in Excel, save it, and choose it again."
        )
    if cell.data_type == "e":
        return str(cell.value), gettext_lazy("This cell shows an error in Excel.")
    text = seen_value(cell.value, cell.number_format)
    if len(text) > TEXT_LIMIT:
        return text[:TEXT_LIMIT], gettext_lazy("This cell is longer than a cell can be.")
    return text, ""


def seen_value(value: object, number_format: str) -> str:
    """Dates as ISO 8601, with the time where the format shows one; numbers as their format shows them."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return shown_number(value, number_format)
        case datetime():
            shows_time = "h" in number_format.lower() and value.time() != time()
            return value.strftime("%Y-%m-%d %H:%M") if shows_time else value.date().isoformat()
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case timedelta():
            minutes = int(value.total_seconds()) // 60
            return f"{minutes // 60}:{minutes % 60:02d}"
    return str(value).strip()


def _too_large() -> UnreadableFile:
    return UnreadableFile(_("This file unpacks to more than the portal reads. Split it up."))


def _broken() -> UnreadableFile:
    return UnreadableFile(_("This is not an Excel file that can be read. Save it anew as XLSX."))
