"""Excel files for tests: made by a library, and then bent where a test needs it."""

import io
import re
import zipfile
from collections.abc import Callable

from openpyxl import Workbook


def workbook_bytes(*rows: list[object], title: str = "Table", formats: dict[str, str] | None = None) -> bytes:
    """One sheet with these rows; `formats` gives cells a number format."""
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for cell, code in (formats or {}).items():
        book.active[cell].number_format = code
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bent(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The same file with the text of one part changed."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data.decode()).encode() if name == part else data)
    return made.getvalue()


def claiming(content: bytes, size: str) -> bytes:
    """A sheet that says it is as large as `size`."""
    return bent(
        content,
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="{size}"', xml),
    )
