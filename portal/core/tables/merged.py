"""Cells of a workbook that are merged downwards: what stands in the first of them is seen beside each of the rows."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import Protocol

from openpyxl.utils import column_index_from_string

from portal.core.tables.lines import COLUMN_LIMIT, Line

MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^<>]{0,80}?ref=["']([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})["']"""
)
CHUNK = 256 * 1024
LONGEST = 160
"""Bytes of one such element, which may stand across the border of two chunks."""


class Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


class MergedCells:
    """Gives each line, from the top of the sheet to its end, what a person sees in it."""

    def __init__(self, source: Source) -> None:
        self._begun: defaultdict[int, dict[int, int]] = defaultdict(dict)
        """Row → positions of columns in which cells are merged from there, and to which row."""
        self._open: dict[int, tuple[int, str]] = {}
        """Position of a column → to which row its cells are merged, and what is seen there."""
        rest = b""
        while chunk := source.read(CHUNK):
            for found in MERGED.finditer(rest + chunk):
                self._note(found[1].decode(), int(found[2]), int(found[3]))
            rest = chunk[-LONGEST:]

    def _note(self, letters: str, first: int, last: int) -> None:
        position = column_index_from_string(letters) - 1
        if first < last and position < COLUMN_LIMIT:
            self._begun[first][position] = last

    def seen(self, line: Line) -> Line:
        """The line with what is merged into it. One with nothing of its own stays empty."""
        if not self._begun:
            return line
        cells = list(line.cells)
        for position, (last, text) in list(self._open.items()):
            if last < line.number:
                del self._open[position]
            elif any(line.cells):
                cells += [""] * (position + 1 - len(cells))
                cells[position] = text
        for position, last in self._begun.get(line.number, {}).items():
            if position < len(cells) and cells[position]:
                self._open[position] = (last, cells[position])
        return replace(line, cells=cells)
