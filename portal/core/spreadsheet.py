"""Tables as CSV and Excel files, written row by row, in which no cell is ever taken for a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import cast

import xlsxwriter
from django.utils import timezone
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

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


# --- Many rows of texts ---------------------------------------------------------------------------------------------

REMEMBERED = 4_000
"""Different values of one column that are kept in their written form; then it begins anew."""


class Column(dict[str, str]):
    """What stands in a sheet's cells for the texts of one column. Each different text is written out once.

    `kind` says what the texts are; `words` are put in their place, and what has none stays empty.
    """

    def __init__(
        self, kind: type[date] | type[int] | type[str] = str, *, words: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self._kind, self._words = kind, words
        self.format = "date" if kind is date else "plain"
        self.style = 0

    def __missing__(self, text: str) -> str:
        if len(self) >= REMEMBERED:
            self.clear()
        self[text] = cell = self._written(self._word(text))
        return cell

    def _word(self, text: str) -> str:
        if self._words is None:
            return text
        try:
            return self._words[text]  # `get` would not ask words that are made when they are asked for
        except KeyError:
            return ""

    def _written(self, text: str) -> str:
        """The cell behind its address; nothing where there is nothing."""
        if not text:
            return ""
        if self._kind is str:
            return f'" s="{self.style}" t="inlineStr"><is>{_inline(str(safe_cell(text)))}</is></c>'
        number = (date.fromisoformat(text) - SHEETS_BEGIN).days if self._kind is date else int(text)
        return f'" s="{self.style}"><v>{number}</v></c>'


SHEETS_BEGIN = date(1899, 12, 30)
"""Excel counts days from here; it takes 1900 for a leap year."""
LOOKS_ESCAPED = re.compile("(_x[0-9A-Fa-f]{4}_)")


def _inline(text: str) -> str:
    shown = (
        LOOKS_ESCAPED.sub(r"_x005F\1", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    )
    shown = shown.replace("\r", "_x000D_")
    keeps = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<t{keeps}>{shown}</t>"


class QuickWorksheet(Worksheet):
    """A sheet that also takes rows whose cells are written out already.

    XlsxWriter looks at each value anew and keeps it until its row is over; most columns hold the same few texts.
    """

    def write_ready_rows(self, first: int, rows: Iterable[Sequence[str]], columns: Sequence[Column]) -> int:
        """Write these rows from this one on, below what was written before. Returns how many there were."""
        if first > self.previous_row:  # type: ignore[has-type]
            self._write_single_row(first)
        parts = [(f'<c r="{xl_col_to_name(index)}', column) for index, column in enumerate(columns)]
        number = first
        for row in rows:
            number += 1
            cells = [
                f"{begin}{number}{cell}"
                for (begin, column), text in zip(parts, row, strict=True)
                if (cell := column[text])
            ]
            self.fh.write(f'<row r="{number}">{"".join(cells)}</row>')
        if number > first:
            self._check_dimensions(number - 1, len(columns) - 1)
            self.previous_row = number
        return number - first


class SafeTexts(dict[str, str]):
    """The texts of one column as they may stand in a spreadsheet. Each different one is looked at once."""

    def __missing__(self, text: str) -> str:
        if len(self) >= REMEMBERED:
            self.clear()
        self[text] = cell = str(safe_cell(text))
        return cell


class CsvTable:
    """A CSV file with `;` between cells, as the funders' tools and German Excel read it."""

    def __init__(self, path: Path, head: Sequence[str], encoding: str) -> None:
        self._file = path.open("w", encoding=encoding, newline="")
        self._writer = csv.writer(self._file, delimiter=";", lineterminator="\r\n")
        self.add(head)

    def add(self, row: Iterable[object]) -> None:
        self._writer.writerow([plain_cell(value) for value in row])

    def add_texts(self, rows: Iterable[Sequence[str]], columns: Sequence[Mapping[str, str]]) -> None:
        """Add many rows of texts at once; `columns` say what is written for each: `SafeTexts`, or others as safe."""
        self._writer.writerows(
            [column[text] for column, text in zip(columns, row, strict=True)] for row in rows
        )

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
        self._sheet = workbook.file.add_worksheet(self._title, QuickWorksheet)
        self._row = 0
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)

    def add(self, row: Iterable[object], *, style: str = "plain") -> None:
        """Add a row; `style` is "plain", "head" or "title"."""
        for column, value in enumerate(row):
            self._write(column, safe_cell(value), style)
        self._row += 1

    def add_texts(self, rows: Iterable[Sequence[str]], columns: Sequence[Column]) -> None:
        """Add many rows of texts at once, a column of `columns` for each text of a row."""
        for column in columns:
            column.style = self._workbook.formats[column.format]._get_xf_index()
        self._row += self._sheet.write_ready_rows(self._row, rows, columns)

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
