"""Which kind of table a file is, told by its content: nobody is asked, and its name counts for nothing."""

from __future__ import annotations

from typing import IO

from django.utils.translation import gettext as _

from portal.core.tables.delimited import text_tables
from portal.core.tables.excel import workbook_tables
from portal.core.tables.lines import FILE_LIMIT, Table, UnreadableFile

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
"""An XLS, or an XLSX behind a password: both are packed in the old way."""
PACKED = b"PK"
OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"<!DOCTYPE", b"<html", b"<?xml")


def tables_in(file: IO[bytes], *, language: str) -> list[Table]:
    """The tables that stand in the file, each to be read from its top. Raises UnreadableFile."""
    file.seek(0, 2)
    if file.tell() > FILE_LIMIT:
        raise UnreadableFile(_("This file is too large. Split it up."))
    file.seek(0)
    start = file.read(16)
    file.seek(0)
    if not start:
        raise UnreadableFile(_("This file has nothing in it."))
    if start.startswith(OLD_EXCEL):
        raise UnreadableFile(
            _(
                "This is an Excel file of the old kind, or one with a password. Save it as XLSX without a password."
            )
        )
    if start.startswith(OTHERS):
        raise UnreadableFile(_("This is neither an Excel file nor a CSV. Save the table as one of them."))
    if start.startswith(PACKED):
        return workbook_tables(file)
    return text_tables(file, language=language)
