import io

import pytest

from portal.core.tables.files import tables_in
from portal.core.tables.lines import FILE_LIMIT, UnreadableFile
from tests.core.tables.workbooks import workbook_bytes


def test_the_kind_is_told_by_the_content():
    excel = tables_in(io.BytesIO(workbook_bytes(["a"])), language="de")
    text = tables_in(io.BytesIO(b"a;b"), language="de")
    assert [[line.cells for line in tables[0].lines()] for tables in (excel, text)] == [[["a"]], [["a", "b"]]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "nothing in it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "without a password"),
        (b"%PDF-1.7", "neither an Excel file nor a CSV"),
        (b"\x89PNG\r\n", "neither an Excel file nor a CSV"),
        (b"<html>", "neither an Excel file nor a CSV"),
        (b"a" * (FILE_LIMIT + 1), "too large"),
    ],
    ids=["empty", "old or locked", "pdf", "png", "html", "size"],
)
def test_what_is_no_table_gets_a_sentence(content, words):
    with pytest.raises(UnreadableFile, match=words):
        tables_in(io.BytesIO(content), language="de")
