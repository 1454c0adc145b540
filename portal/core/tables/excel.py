"""Excel workbooks (XLSX) as a person sees them, within bounds that the file has no say in.

openpyxl reads; but not by what the file claims about itself. A sheet's stated size counts for nothing, only the cells
that are there; how many sheets, strings and bytes there may be is decided before anything is unpacked.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import IO, Any
from xml.etree.ElementTree import Element

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.packaging.manifest import Manifest
from openpyxl.reader.excel import ExcelReader
from openpyxl.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS

from portal.core.parsers import foreign_parser
from portal.core.tables.lines import (
    CELL_LIMIT,
    COLUMN_LIMIT,
    SHOWS_AN_ERROR,
    TEXT_LIMIT,
    Line,
    Table,
    UnreadableFile,
    trouble_with,
)
from portal.core.tables.merged import MergedCells
from portal.core.tables.number_formats import shown_number
from portal.core.tables.shared_strings import read_shared_strings, unescaped

MEBIBYTE = 1024 * 1024
UNPACKED_LIMIT = 150 * MEBIBYTE
PART_LIMIT = 4 * MEBIBYTE
"""Of what describes the workbook: styles, names of sheets. Sheets and their strings may be larger."""
STRINGS_LIMIT = 64 * MEBIBYTE
PARTS_LIMIT = 500
SHEETS_LIMIT = 50
ROW_BYTES = 4 * MEBIBYTE
"""Of one row in the sheet's own writing."""

EXCEL_ROWS = 1_048_576
"""As many as a sheet can have; each begins, and most of them end, with a tag."""

SHEET = re.compile(rb"<(?:\w+:)?sheet\s")
ROW = re.compile(rb"</?(?:\w+:)?row\b")

NO_RESULT = object()
"""A formula whose result is not in the file."""


class _SeenCells(WorkSheetParser):
    """Reads the cells that are there, and tells a formula without a result from an empty cell.

    It knows which columns, and whether the row that was read last, are hidden. Of rows it keeps nothing else: what a
    file says about their height must not add up.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hidden_columns: frozenset[int] = frozenset()
        self.is_row_hidden = False

    def parse_row(self, row: Element) -> tuple[int, list[dict[str, Any]]]:
        found: tuple[int, list[dict[str, Any]]] = super().parse_row(row)
        self.row_dimensions.clear()
        self.is_row_hidden = _is_hidden(row, "ht")
        return found

    def parse_column_dimensions(self, col: Element) -> None:
        if _is_hidden(col, "width"):
            last = min(int(col.attrib["max"]), COLUMN_LIMIT)
            self.hidden_columns |= frozenset(range(int(col.attrib["min"]) - 1, last))

    def parse_cell(self, element: Element) -> dict[str, Any]:
        found: dict[str, Any] = super().parse_cell(element)
        if found["value"] is None and element.find(FORMULA_TAG) is not None:
            found["value"] = NO_RESULT
        elif isinstance(found["value"], str) and element.get("t") in {"inlineStr", "str"}:
            found["value"] = unescaped(found["value"])
        return found


def _is_hidden(element: Element, size: str) -> bool:
    """By a filter or by hand, or made so narrow that nothing of it shows."""
    measure = element.attrib.get(size)
    is_flat = measure is not None and not measure.strip("0.")
    return is_flat or element.attrib.get("hidden", "").lower() in {"1", "true"}


class _InRows:
    """The bytes of a sheet, as long as no single row is monstrous: a row is built in memory before it is read.

    Of each row, empty or not, a trace stays in memory; there are never more of them than Excel has rows.
    """

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._since_row = 0
        self._rows = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(size)
        if b"<![CDATA[" in chunk:
            raise _too_large()
        last = None
        for last in ROW.finditer(chunk):  # noqa: B007
            self._rows += 1
        self._since_row = self._since_row + len(chunk) if last is None else len(chunk) - last.start()
        if self._since_row > ROW_BYTES or self._rows > 2 * EXCEL_ROWS:
            raise _too_large()
        return chunk


def workbook_tables(file: IO[bytes]) -> list[Table]:
    """The visible sheets of the workbook, in their order. Raises UnreadableFile."""
    with foreign_parser("openpyxl", _broken()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _check_size(file)
        book = _opened(file)
    sheets = [each for each in book.worksheets if each.sheet_state == "visible"]
    return [Table(sheet.title, partial(_lines, book, sheet)) for sheet in sheets]


def _opened(file: IO[bytes]) -> Workbook:
    reader = _Reader(file, read_only=True, data_only=True, keep_links=False)
    reader.read()
    book: Workbook = reader.wb
    return book


class _Reader(ExcelReader):
    """Keeps the texts that cells share out of memory."""

    package: Manifest

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = read_shared_strings(source)


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
        for line, row in _rows(book, sheet):
            cells += len(row)
            if cells > CELL_LIMIT:
                raise _too_large()
            if any(line.cells):
                yield line


def _rows(book: Workbook, sheet: ReadOnlyWorksheet) -> Iterator[tuple[Line, list[dict[str, Any]]]]:
    """Rows from top to bottom, each with the cells that are there. A number that goes back is none of Excel's."""
    before = 0
    with sheet._get_source() as source:
        merged = MergedCells(_InRows(source))
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
            line = merged.seen(_line(sheet, number, row))
            yield replace(line, is_hidden=parser.is_row_hidden, hidden_columns=parser.hidden_columns), row


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
        return str(cell.value), SHOWS_AN_ERROR
    text = seen_value(cell.value, cell.number_format)
    return text[:TEXT_LIMIT], trouble_with(text)


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
