"""Cells that are merged downwards are seen beside each of their rows."""

import io

from openpyxl import Workbook

from portal.core.tables.excel import workbook_tables
from portal.core.tables.merged import MergedCells
from tests.core.tables.workbooks import saved


def rows_of(*rows, merged) -> list[tuple[int, list[str]]]:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for each in merged:
        book.active.merge_cells(each)
    [table] = workbook_tables(io.BytesIO(saved(book)))
    return [(line.number, line.cells) for line in table.lines()]


def test_what_is_merged_downwards_stands_in_each_row():
    assert rows_of(
        ["mine", "A", "Suhl"], [None, "B", None], [None, "C", None], [None, "D"], merged=["A1:A3", "C1:C2"]
    ) == [
        (1, ["mine", "A", "Suhl"]),
        (2, ["mine", "B", "Suhl"]),
        (3, ["mine", "C"]),
        (4, ["", "D"]),
    ]


def test_names_of_columns_may_stand_in_two_rows():
    rows = rows_of(["Name", "Address", None], [None, "Street", "Town"], merged=["A1:A2", "B1:C1"])
    assert rows[1] == (2, ["Name", "Street", "Town"])


def test_a_row_with_nothing_of_its_own_stays_empty_and_an_empty_merged_cell_says_nothing():
    assert rows_of(["A", None, "x"], [], [None, None, "y"], merged=["A1:A2", "B1:B3"]) == [
        (1, ["A", "", "x"]),
        (3, ["", "", "y"]),
    ]


def test_a_range_is_found_across_the_border_of_two_chunks_and_costs_no_more_than_one():
    for padding in range(262_144 - 60, 262_144):
        source = io.BytesIO(b" " * padding + b'<mergeCell ref="A2:XFD1048576"/>')
        assert MergedCells(source)._begun == {2: {0: 1048576}}
