"""What every kind of table file is read into, and how much of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from portal.core.errors import DomainError

FILE_LIMIT = 20 * 1024 * 1024
"""Bytes of a file as it is sent."""
ROW_LIMIT = 50_000
COLUMN_LIMIT = 200
CELL_LIMIT = 2_000_000
"""Cells of a whole table."""
TEXT_LIMIT = 32_767
"""Characters of one cell: what an Excel cell can hold."""


ERRORS = re.compile(
    r"#(?:N/A|NV|N/V|REF!|BEZUG!|SKLIC!|VALUE!|WERT!|VREDN!|DIV/0!|DEL/0!|NAME\?|IME\?|NUM!|ZAHL!|ŠTEV!|NULL!|NIČ!"
    r"|SPILL!|ÜBERLAUF!|CALC!|KALK!|FIELD!|FELD!|GETTING_DATA)|#{2,}|(?:Err|Fehler|Napaka):\d{3}"
)
"""What Excel and LibreOffice show in English, German and Slovenian, in place of a result or of a number too wide.

In a CSV, and where values were pasted, nothing else of it is left.
"""
SHOWS_AN_ERROR = gettext_lazy("This cell shows an error in Excel.")


def trouble_with(text: str) -> str | Promise:
    """Why nobody would want to send what stands in a cell; empty where nothing speaks against it."""
    if len(text) > TEXT_LIMIT:
        return gettext_lazy("This cell is longer than a cell can be.")
    return SHOWS_AN_ERROR if ERRORS.fullmatch(text) else ""


class UnreadableFile(DomainError):
    """The file can't be read; the text says why, and what to do."""


@dataclass(frozen=True)
class Line:
    """One row with something in it, under the number that Excel shows beside it.

    `problems` says for a column, counted from 0, why what stands there is not what a person would want to send.
    `is_hidden` tells a row that nobody sees, for instance because of a filter; `hidden_columns` are those of its table.
    """

    number: int
    cells: list[str]
    problems: Mapping[int, str | Promise] = field(default_factory=dict)
    is_hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Table:
    """A sheet of a workbook, or a text file read with one separator. `lines` starts from the top each time."""

    title: str
    lines: Callable[[], Iterator[Line]]
    remark: str | Promise = ""
    """What a person should know about how it was read."""
