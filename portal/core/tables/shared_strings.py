"""The texts that cells of a workbook share: kept on disk, however many there are, and found by their number."""

from __future__ import annotations

import os
import re
from array import array
from typing import IO

from openpyxl.cell.text import Text
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from portal.core.temporary import nameless_file

STRING_TAG = f"{{{SHEET_MAIN_NS}}}si"
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class SharedStrings:
    """Only where each text ends is held in memory. The file has no name, so nothing of it outlives the process."""

    def __init__(self) -> None:
        self._file = nameless_file()
        self._ends = array("Q", [0])

    def add(self, text: str) -> None:
        data = text.encode("utf-8", "surrogatepass")
        self._file.write(data)
        self._ends.append(self._ends[-1] + len(data))

    def flush(self) -> None:
        self._file.flush()

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self._ends) - 1:
            raise IndexError(number)
        begin, end = self._ends[number], self._ends[number + 1]
        return os.pread(self._file.fileno(), end - begin, begin).decode("utf-8", "surrogatepass")

    def __del__(self) -> None:
        self._file.close()


def read_shared_strings(source: IO[bytes]) -> SharedStrings:
    """All of them, none of whose elements is kept once it is read."""
    found = SharedStrings()
    elements = iterparse(source, ("start", "end"))
    _event, root = next(elements)
    for event, element in elements:
        if event == "end" and element.tag == STRING_TAG:
            found.add(unescaped(Text.from_tree(element).content))
            root.clear()
    found.flush()
    return found


def unescaped(text: str) -> str:
    """What Excel can't write into XML stands there by its number: `_x000D_` is a line's end (ECMA-376, 22.9.2.19)."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
