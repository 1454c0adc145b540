"""Tables as CSV and Excel files, written row by row, in which no cell is ever taken for a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import cast

import xlsxwriter
from django.utils import timezone
from xlsxwriter.utility import xl_col_to_name

Cell = str | int | float | Decimal | date | bool | None

FORMULA_START = re.compile(r"'* *[=+\-@\t\r\n]")
"""What Excel, LibreOffice and Google Sheets take for the beginning of a formula: OWASP, CSV injection.

Apostrophes before it count too, so that taking one off gives back what was exported, whatever it was.
"""

CELL_LIMIT = 32_767
"""Characters an Excel cell can hold."""


def safe_cell(value: object) -> object:
    """The value as it may stand in a spreadsheet: numbers, dates and truth values as they are, text as text.

    Text that a spreadsheet would run as a formula gets an apostrophe before it. NUL and other control characters
    that no file of this kind can hold are dropped, and text is cut at what a cell can hold.
    """
    if value is None or isinstance(value, bool | int | float | Decimal | date):
        return value
    text = str(value)
    if not text.isprintable():
        text = "".join(sign for sign in text if sign in "\t\n\r" or sign.isprintable() or ord(sign) > 159)
    if FORMULA_START.match(text):
        text = "'" + text
    return text[:CELL_LIMIT]


def without_guard(text: str) -> str:
    """The text without the apostrophe that `safe_cell` put before it."""
    return text[1:] if text.startswith("'") and FORMULA_START.match(text) else text


def plain_cell(value: object) -> str | int | float | Decimal:
    """As `safe_cell`, for text files: dates as ISO 8601, truth values as 1 and 0, nothing as an empty cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, date):
        return value.isoformat()
    return cast("str | int | float | Decimal", safe_cell(value))


FOR_PEOPLE = "utf-8-sig"
"""With the mark by which Excel knows UTF-8; without it, it shows Ã¤ for ä."""
FOR_MACHINES = "utf-8"
"""Without: who reads the file says in which encoding, and takes the mark for a part of the first column's name."""


class CsvTable:
    """A CSV file with `;` between cells, as the funders' tools and German Excel read it."""

    def __init__(self, path: Path, head: Sequence[str], encoding: str) -> None:
        self._file = path.open("w", encoding=encoding, newline="")
        self._writer = csv.writer(self._file, delimiter=";", lineterminator="\r\n")
        self.add(head)

    def add(self, row: Iterable[object]) -> None:
        self._writer.writerow([plain_cell(value) for value in row])

    def close(self) -> None:
        self._file.close()


@contextmanager
def csv_table(path: Path, head: Sequence[str], *, encoding: str = FOR_PEOPLE) -> Iterator[CsvTable]:
    """The file, closed at the end of the block; decided per file for whom it is."""
    table = CsvTable(path, head, encoding)
    try:
        yield table
    finally:
        table.close()


class Sheet:
    """One sheet of a workbook. Rows are added from top to bottom and leave memory as they are written."""

    def __init__(self, workbook: Workbook, title: str, widths: Sequence[int]) -> None:
        self._workbook = workbook
        self._title = title[:31]
        self._sheet = workbook.file.add_worksheet(self._title)
        self._row = 0
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)

    def add(self, row: Iterable[object], *, style: str = "plain") -> None:
        """Add a row; `style` is "plain", "head" or "title"."""
        for column, value in enumerate(row):
            self._write(column, safe_cell(value), style)
        self._row += 1

    def freeze_head(self) -> None:
        """Keep what was added so far in view while one scrolls."""
        self._sheet.freeze_panes(self._row, 0)

    def hide(self) -> None:
        """Keep the sheet out of sight: it holds what others refer to."""
        self._sheet.hide()

    def offer(
        self, column: int, lists: Sheet, list_column: int, length: int, *, rows: int, hint: str = ""
    ) -> None:
        """Offer in a column what stands in a column of another sheet. Something else can be typed after a question."""
        letter = xl_col_to_name(list_column, col_abs=True)
        self._sheet.data_validation(
            self._row,
            column,
            self._row + rows - 1,
            column,
            {
                "validate": "list",
                "source": f"='{lists._title.replace(chr(39), chr(39) * 2)}'!{letter}$1:{letter}${length}",
                "error_type": "warning",
                **({"input_message": hint[:255]} if hint else {}),
            },
        )

    def explain(self, column: int, hint: str, *, rows: int) -> None:
        """Say something beside the cells of a column when one of them is chosen."""
        self._sheet.data_validation(
            self._row, column, self._row + rows - 1, column, {"validate": "any", "input_message": hint[:255]}
        )

    def _write(self, column: int, value: object, style: str) -> None:
        formats = self._workbook.formats
        match value:
            case None:
                pass
            case bool():
                self._sheet.write_boolean(self._row, column, value, formats[style])
            case int() | float() | Decimal():
                self._sheet.write_number(self._row, column, value, formats[style])
            case datetime():
                local = timezone.localtime(value) if timezone.is_aware(value) else value
                self._sheet.write_datetime(self._row, column, local.replace(tzinfo=None), formats["time"])
            case date():
                self._sheet.write_datetime(self._row, column, value, formats["date"])
            case _:
                self._sheet.write_string(self._row, column, value, formats[style])


class Workbook:
    """An Excel file of several sheets. The same rows and the same `created` make the same bytes."""

    def __init__(self, path: Path, *, title: str, created: datetime) -> None:
        self.file = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "tmpdir": str(path.parent),
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        self.file.set_properties({"title": title, "created": created.replace(tzinfo=None)})
        self.formats = {
            "plain": self.file.add_format({"valign": "top", "text_wrap": True}),
            "head": self.file.add_format({"bold": True, "valign": "top", "text_wrap": True, "bottom": 1}),
            "title": self.file.add_format({"bold": True, "font_size": 14}),
            "date": self.file.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
            "time": self.file.add_format(
                {"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"}
            ),
        }

    def sheet(self, title: str, widths: Sequence[int] = ()) -> Sheet:
        """Add a sheet. Sheets stand in the order in which they are added, and may be filled in any order."""
        return Sheet(self, title, widths)

    def close(self) -> None:
        self.file.close()


@contextmanager
def workbook(path: Path, *, title: str, created: datetime) -> Iterator[Workbook]:
    book = Workbook(path, title=title, created=created)
    try:
        yield book
    finally:
        book.close()
