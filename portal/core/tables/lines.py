"""What every kind of table file is read into, and how much of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

from portal.core.errors import DomainError

FILE_LIMIT = 20 * 1024 * 1024
"""Bytes of a file as it is sent."""
ROW_LIMIT = 50_000
COLUMN_LIMIT = 200
CELL_LIMIT = 2_000_000
"""Cells of a whole table."""
TEXT_LIMIT = 32_767
"""Characters of one cell: what an Excel cell can hold."""


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
