"""Text files with separators (CSV), in whatever writing Excel, Numbers or an editor has left them."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import IO, BinaryIO, cast

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.parsers import foreign_parser
from portal.core.tables.lines import (
    CELL_LIMIT,
    COLUMN_LIMIT,
    TEXT_LIMIT,
    Line,
    Table,
    UnreadableFile,
    trouble_with,
)

SEPARATORS = ";,\t|"
STATED = re.compile(r"""\"?sep=(.)\"?\1*\s*""", re.IGNORECASE)
"""A program that has filled each row up to the width of the table has put further separators behind it."""
LINE_LIMIT = 1_000_000
"""Characters of one row, whatever line breaks it has inside."""
SAMPLE = 64 * 1024
END = "\U0010fffe"
"""A line that stands in no file, as it stands for no character: by it one sees whether a quotation is still open."""

BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
LETTERS = re.compile("[A-Za-z][äöüßčšž][a-z]")
"""Where they stand inside a word, the encoding is right."""
CENTRAL_EUROPEAN = {"bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq", "sr"}
"""Languages whose Windows writes Windows-1250."""


def text_tables(file: IO[bytes], *, language: str) -> list[Table]:
    """The file read with each separator that may be meant; the right one is that with which the columns are found.

    `language` is that of the person: it tells which of Windows' old encodings their Excel writes.
    """
    encoding, remark = encoding_of(file, language=language)
    stated = _stated_separator(file, encoding)
    return [
        Table("", partial(_lines, file, encoding, separator, bool(stated)), remark)
        for separator in stated or SEPARATORS
    ]


def encoding_of(file: IO[bytes], *, language: str) -> tuple[str, str | Promise]:
    """The encoding, and what to look at in the preview where it could only be guessed."""
    file.seek(0)
    start = file.read(SAMPLE)
    for mark, name in BYTE_ORDER_MARKS.items():
        if start.startswith(mark):
            return name, ""
    if start.count(b"\0") > len(start) // 4:  # every second byte of Latin text in UTF-16
        return "utf-16-be" if start[:1] == b"\0" else "utf-16-le", ""
    if _is_utf_8(file):
        return "utf-8", ""
    return _old_encoding(start, language), gettext_lazy(
        "The file is not in UTF-8, so its special letters were guessed. Look whether those such as ä or č are right; "
        "if not, save it in Excel as “CSV UTF-8”."
    )


def _old_encoding(start: bytes, language: str) -> str:
    """Windows' unless it is clearly what Excel calls “CSV (Macintosh)” or “CSV (MS-DOS)”."""
    windows, dos, mac = (
        ("cp1250", "cp852", "mac_latin2")
        if language[:2] in CENTRAL_EUROPEAN
        else ("cp1252", "cp850", "mac_roman")
    )
    if b"\r" in start and b"\n" not in start:
        return mac
    in_windows, in_dos = (LETTERS.search(start.decode(name, "replace")) for name in (windows, dos))
    return dos if in_dos and not in_windows else windows


def _is_utf_8(file: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while chunk := file.read(SAMPLE):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _stated_separator(file: IO[bytes], encoding: str) -> str:
    """What a first line such as Excel's `sep=;` says."""
    found = STATED.fullmatch(next(_text_lines(file, encoding), ""))
    return found[1] if found else ""


def _text_lines(file: IO[bytes], encoding: str) -> Iterator[str]:
    file.seek(0)
    reader = io.TextIOWrapper(
        cast(BinaryIO, _Unclosed(file)), encoding=encoding, errors="replace", newline=""
    )
    while line := reader.readline(LINE_LIMIT + 1):
        if len(line) > LINE_LIMIT:
            raise _too_long()
        yield line


class _Unclosed(io.BufferedIOBase):
    """The file for one reading: closing the text around it doesn't close what others read again."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        return self._file.read(-1 if size is None else size)

    read1 = read


class _Counted:
    """The lines of a text, as long as no single row of the table is monstrous."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._taken = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self._taken += len(line)
            if self._taken > LINE_LIMIT:
                raise _too_long()
            yield line

    def begin_row(self) -> None:
        self._taken = 0


def _lines(file: IO[bytes], encoding: str, separator: str, skips_first: bool) -> Iterator[Line]:  # noqa: FBT001
    """Rows as Excel numbers them: a row may go over several lines of text, and the separator's line is none."""
    text = _text_lines(file, encoding)
    if skips_first:
        next(text)
    counted = _Counted(text)
    cells = 0
    with foreign_parser("csv", UnreadableFile(_("This is not a CSV file that can be read. Save it anew."))):
        for number, row in enumerate(csv.reader(chain(counted, [END]), delimiter=separator), 1):
            if row and row[-1].endswith(END):
                if row != [END]:
                    raise _open_quotation(number)
                return
            counted.begin_row()
            cells += len(row)
            if cells > CELL_LIMIT:
                raise UnreadableFile(_("This file has too many cells. Split it up."))
            if any(row):
                yield _line(number, row)


def _line(number: int, row: list[str]) -> Line:
    cells = [cell.strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > COLUMN_LIMIT:
        raise UnreadableFile(
            _("Row %(row)s has more than %(limit)d columns. Take out those that are not needed.")
            % {"row": number, "limit": COLUMN_LIMIT}
        )
    troubles = {index: trouble for index, cell in enumerate(cells) if (trouble := trouble_with(cell))}
    return Line(number, [cell[:TEXT_LIMIT] for cell in cells], troubles)


def _open_quotation(number: int) -> UnreadableFile:
    return UnreadableFile(
        _("A quotation mark in row %(row)s is not closed. Close it, or take it out.") % {"row": number}
    )


def _too_long() -> UnreadableFile:
    return UnreadableFile(
        _("A row of this file is far too long. Look whether a quotation mark is open, or save it anew.")
    )
