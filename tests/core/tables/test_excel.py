"""Workbooks are read as they are seen, and never decide how much work that makes."""

import io
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
import xlsxwriter
from openpyxl import Workbook

from portal.core.tables import excel
from portal.core.tables.excel import _SeenCells, seen_value, workbook_tables
from portal.core.tables.lines import COLUMN_LIMIT, UnreadableFile
from tests.core.tables.workbooks import bent, claiming, saved, workbook_bytes

AFTERNOON = datetime(2026, 3, 1, 14, 30)  # noqa: DTZ001  a spreadsheet knows of no zones
SHEET = "xl/worksheets/sheet1.xml"


def rows_of(content: bytes, sheet: int = 0) -> list[tuple[int, list[str]]]:
    return [(line.number, line.cells) for line in workbook_tables(io.BytesIO(content))[sheet].lines()]


def refusal_of(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as refusal:
        rows_of(content)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("value", "code", "seen"),
    [
        (None, "General", ""),
        ("  01067 ", "@", "01067"),
        (1067, "00000", "01067"),
        (True, "General", "TRUE"),
        (date(2026, 3, 1), "dd.mm.yyyy", "2026-03-01"),
        (AFTERNOON, "dd.mm.yyyy", "2026-03-01"),
        (AFTERNOON, "dd.mm.yyyy hh:mm", "2026-03-01 14:30"),
        (time(9, 5), "hh:mm", "09:05"),
        (timedelta(hours=38, minutes=30), "[h]:mm", "38:30"),
        (0.5, "0%", "50%"),
    ],
)
def test_a_cell_is_read_as_it_is_seen(value, code, seen):
    content = workbook_bytes(["head", "x"], [value, "x"], formats={"A2": code})
    number, cells = rows_of(content)[1]
    assert (number, cells[0]) == (2, seen)


def test_a_day_without_a_time_is_a_day():
    assert seen_value(date(2026, 3, 1), "yyyy") == "2026-03-01"


def test_rows_keep_the_numbers_that_excel_shows():
    assert rows_of(workbook_bytes(["a"], [None], [], ["b"])) == [(1, ["a"]), (4, ["b"])]


def test_only_visible_sheets_are_read():
    book = Workbook()
    book.active.append(["choices"])
    book.active.sheet_state = "hidden"
    for state, text in (("veryHidden", "more"), ("visible", "table")):
        sheet = book.create_sheet()
        sheet.append([text])
        sheet.sheet_state = state
    book.active = 2
    assert [rows_of(saved(book), number) for number in (0,)] == [[(1, ["table"])]]


def test_a_formula_is_read_by_its_result_and_one_without_a_result_is_named():
    made = workbook_bytes(["a", "b"], ["=1+1", "=2+2"])
    with_result = bent(made, SHEET, lambda xml: xml.replace("<f>1+1</f><v />", "<f>1+1</f><v>2</v>"))
    line = list(workbook_tables(io.BytesIO(with_result))[0].lines())[1]
    assert line.cells == ["2", "="]
    assert {column: str(text).split(".")[0] for column, text in line.problems.items()} == {
        1: "This cell is a formula without a result"
    }


def test_an_error_in_a_cell_is_named():
    made = workbook_bytes(["a"], ["#N/A"])
    line = list(workbook_tables(io.BytesIO(made))[0].lines())[1]
    assert (line.cells, [str(text) for text in line.problems.values()]) == (
        ["#N/A"],
        ["This cell shows an error in Excel."],
    )


# --- No work by the file's own claim -------------------------------------------------------------------------------


def cells_read(monkeypatch, content: bytes) -> int:
    """How many cells were looked at, whatever the file says about itself."""
    seen = []
    parse = _SeenCells.parse_cell
    monkeypatch.setattr(_SeenCells, "parse_cell", lambda self, cell: seen.append(1) or parse(self, cell))
    rows_of(content)
    return len(seen)


@pytest.mark.parametrize("size", ["A1:B2", "A1:XFD1048576", "A1", "nonsense"])
def test_a_sheet_s_stated_size_decides_nothing(monkeypatch, size):
    content = claiming(workbook_bytes(["a", "b"], ["c", "d"]), size)
    if size == "nonsense":
        assert refusal_of(content) == "This is not an Excel file that can be read. Save it anew as XLSX."
        return
    assert cells_read(monkeypatch, content) == 4
    assert rows_of(content) == [(1, ["a", "b"]), (2, ["c", "d"])]


def test_a_row_far_below_costs_nothing():
    content = bent(
        workbook_bytes(["a"], ["b"]),
        SHEET,
        lambda xml: xml.replace('<row r="2">', '<row r="1048576">').replace('r="A2"', 'r="A1048576"'),
    )
    assert rows_of(content) == [(1, ["a"]), (1048576, ["b"])]


@pytest.mark.parametrize(
    ("column", "words"),
    [("XFD", f"more than {COLUMN_LIMIT} columns"), ("ZZZZZZZZ", "Excel file that can be read")],
)
def test_a_cell_far_to_the_right_is_refused_without_making_room_for_it(column, words):
    content = bent(workbook_bytes(["a"], ["b"]), SHEET, lambda xml: xml.replace('r="A2"', f'r="{column}2"'))
    assert words in refusal_of(content)


def test_rows_that_go_back_are_refused():
    content = bent(workbook_bytes(["a"], ["b"]), SHEET, lambda xml: xml.replace('<row r="2"', '<row r="1"'))
    assert "Excel file that can be read" in refusal_of(content)


def test_a_row_of_many_megabytes_is_refused_before_it_is_built(monkeypatch):
    monkeypatch.setattr(excel, "ROW_BYTES", 10_000)
    many = "<c/>" * 200_000
    content = bent(workbook_bytes(["a"], ["b"]), SHEET, lambda xml: xml.replace("</row>", f"{many}</row>", 1))
    assert "unpacks to more" in refusal_of(content)


@pytest.mark.parametrize("cells", [3, 4])
def test_cells_are_counted(monkeypatch, cells):
    monkeypatch.setattr(excel, "CELL_LIMIT", 3)
    content = workbook_bytes(["a", "b"], ["c", "d"][: cells - 2])
    if cells == 3:
        assert len(rows_of(content)) == 2
    else:
        assert "Split it up" in refusal_of(content)


def test_a_bomb_is_refused_by_its_list_of_contents():
    made = io.BytesIO(workbook_bytes(["a"]))
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet2.xml", b"0" * 160 * 1024 * 1024)
    assert len(made.getvalue()) < 200_000
    assert "unpacks to more" in refusal_of(made.getvalue())


@pytest.mark.parametrize("name", ["xl/styles.xml", "xl/workbook.xml", "docProps/core.xml"])
def test_what_describes_a_workbook_is_small(name):
    content = bent(workbook_bytes(["a"]), name, lambda xml: xml + " " * 5 * 1024 * 1024)
    assert "unpacks to more" in refusal_of(content)


def test_many_sheets_are_refused_before_one_is_opened():
    content = bent(
        workbook_bytes(["a"]),
        "xl/workbook.xml",
        lambda xml: xml.replace("</sheets>", '<sheet name="x" sheetId="9" r:id="rId1"/>' * 60 + "</sheets>"),
    )
    assert "too many sheets" in refusal_of(content)


@pytest.mark.parametrize("content", [b"PK\x03\x04 not really", b"PK"])
def test_what_is_no_workbook_gets_a_sentence(content):
    assert refusal_of(content) == "This is not an Excel file that can be read. Save it anew as XLSX."


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET, "xl/styles.xml", "[Content_Types].xml"])
def test_a_damaged_part_gets_a_sentence(part):
    content = bent(workbook_bytes(["a"], ["b"]), part, lambda xml: xml[: len(xml) // 2])
    assert refusal_of(content) == "This is not an Excel file that can be read. Save it anew as XLSX."


# --- What nobody sees -----------------------------------------------------------------------------------------------


def lines_of(content: bytes) -> list[tuple[int, bool, frozenset[int]]]:
    lines = workbook_tables(io.BytesIO(content))[0].lines()
    return [(line.number, line.is_hidden, line.hidden_columns) for line in lines]


def with_rows(change) -> bytes:
    return bent(workbook_bytes(["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]), SHEET, change)


@pytest.mark.parametrize(
    "said", ['hidden="1"', 'hidden="true"', 'ht="0" customHeight="1"', 'ht="0.0" customHeight="1"']
)
def test_a_row_that_a_filter_or_a_hand_has_hidden_is_told(said):
    content = with_rows(lambda xml: xml.replace('<row r="2"', f'<row r="2" {said}'))
    assert [(number, is_hidden) for number, is_hidden, _columns in lines_of(content)] == [
        (1, False),
        (2, True),
        (3, False),
    ]


@pytest.mark.parametrize("said", ['hidden="0"', 'hidden="false"', 'ht="30" customHeight="1"', 'ht="10"'])
def test_a_row_that_shows_is_read(said):
    content = with_rows(lambda xml: xml.replace('<row r="2"', f'<row r="2" {said}'))
    assert not any(is_hidden for _number, is_hidden, _columns in lines_of(content))


@pytest.mark.parametrize("said", ['hidden="1"', 'width="0" customWidth="1"'])
def test_columns_that_are_hidden_are_told_as_far_as_there_can_be_some(said):
    cols = f'<cols><col min="2" max="16384" {said}/></cols><sheetData>'
    content = with_rows(lambda xml: xml.replace("<sheetData>", cols))
    assert {columns for _number, _hidden, columns in lines_of(content)} == {frozenset(range(1, COLUMN_LIMIT))}


def test_more_rows_than_a_sheet_can_have_are_refused(monkeypatch):
    monkeypatch.setattr(excel, "EXCEL_ROWS", 1000)
    content = bent(
        workbook_bytes(["a"]),
        SHEET,
        lambda xml: xml.replace("</sheetData>", "<row/>" * 5000 + "</sheetData>"),
    )
    assert "unpacks to more" in refusal_of(content)


def test_what_rows_say_of_their_height_does_not_add_up():
    content = with_rows(lambda xml: xml.replace("<row ", '<row ht="20" customHeight="1" '))
    parsers = []
    init = _SeenCells.__init__
    _SeenCells.__init__ = lambda self, *args, **kwargs: parsers.append(self) or init(self, *args, **kwargs)
    try:
        rows_of(content)
    finally:
        _SeenCells.__init__ = init
    assert [parser.row_dimensions for parser in parsers] == [{}]


def test_text_that_excel_writes_by_its_number_is_read_as_meant_wherever_it_stands():
    inline = Workbook()
    inline.active.append(["Werk_x000D_\nSüd", "_x005F_x0041_"])
    shared = io.BytesIO()
    with xlsxwriter.Workbook(shared) as book:
        book.add_worksheet().write_row(0, 0, ["Werk\r\nSüd", "_x0041_"])
    for content in saved(inline), shared.getvalue():
        [table] = workbook_tables(io.BytesIO(content))
        assert [line.cells for line in table.lines()] == [["Werk\r\nSüd", "_x0041_"]]
