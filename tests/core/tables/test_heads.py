"""What stands before the table is not taken for the table."""

import io

import pytest
from openpyxl import Workbook

from portal.core.tables.files import tables_in
from portal.core.tables.heads import HEAD_ROWS, find_head
from portal.core.tables.lines import UnreadableFile
from tests.core.tables.workbooks import saved, workbook_bytes

KNOWN = {"name": "name", "ort": "city", "city": "city", "kind": "kind"}


def key_of(title: str) -> str | None:
    return KNOWN.get(title.casefold())


def head_of(content: bytes):
    return find_head(tables_in(io.BytesIO(content), language="de"), key_of, {"name": "Name", "city": "Town"})


def test_title_rows_above_the_table_are_passed_over():
    head = head_of(workbook_bytes(["Organisations of 2026"], [], ["Name", "Ort", "Telefon"], ["A", "B", "1"]))
    assert (head.number, head.keys, [line.cells for line in head.lines_below()]) == (
        3,
        ["name", "city", None],
        [["A", "B", "1"]],
    )


def test_the_first_visible_sheet_with_the_needed_columns_is_read():
    book = Workbook()
    book.active.append(["Read me first"])
    book.active.append(["name", "kind"])
    book.create_sheet("Table").append(["name", "city"])
    book.create_sheet("Later").append(["name", "city"])
    assert head_of(saved(book)).table.title == "Table"


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_the_one_with_which_the_columns_are_found(separator):
    head = head_of(f'"a; b, c"\nname{separator}city\nx{separator}y\n'.encode())
    assert [line.cells for line in head.lines_below()] == [["x", "y"]]


def test_a_column_without_a_name_is_called_by_its_letter():
    head = head_of(b"name;;city\n1;2;3;4\n")
    assert [head.title(position) for position in range(4)] == ["name", "Column B", "city", "Column D"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\n\n", "nothing in it"),
        (b"name;kind\n", "lacks these columns: Town"),
        (b"x;y\n", "lacks these columns: Name, Town"),
        (b"name;Ort;city\n", "mean the same: Ort, city"),
        (b"title\n" * HEAD_ROWS + b"name;city\n", "lacks these columns: Name, Town"),
    ],
    ids=["blank", "missing", "none", "double", "too far below"],
)
def test_a_file_without_its_columns_says_so(content, words):
    with pytest.raises(UnreadableFile, match=words):
        head_of(content)
