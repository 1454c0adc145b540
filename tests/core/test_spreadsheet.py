import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core import spreadsheet
from portal.core.spreadsheet import (
    CELL_LIMIT,
    FOR_MACHINES,
    FOR_PEOPLE,
    FORMULA_START,
    Column,
    SafeTexts,
    csv_table,
    plain_cell,
    safe_cell,
    without_guard,
    workbook,
)

CREATED = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+49 123", "'+49 123"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("a=b", "a=b"),
        ("", ""),
        ("Ni\0l", "Nil"),
        (-5, -5),
        (Decimal("-1.5"), Decimal("-1.5")),
        (True, True),
        (None, None),
        (date(2026, 1, 2), date(2026, 1, 2)),
    ],
)
def test_text_never_starts_a_formula_and_numbers_stay_numbers(value, expected):
    assert safe_cell(value) == expected


@given(st.text())
def test_no_text_at_all_starts_a_formula(text):
    cell = safe_cell(text)
    assert cell.startswith("'") or not FORMULA_START.match(cell)
    assert without_guard(cell) in {cell, cell[1:]}
    assert len(cell) <= CELL_LIMIT


def test_a_cell_holds_no_more_than_a_cell_can():
    assert len(safe_cell("=" * 100_000)) == CELL_LIMIT


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, ""), (True, 1), (False, 0), (date(2026, 1, 2), "2026-01-02"), ("=1", "'=1")],
)
def test_text_files_write_dates_as_iso_8601_and_truth_as_one_and_zero(value, expected):
    assert plain_cell(value) == expected


@pytest.mark.parametrize(("encoding", "mark"), [(FOR_PEOPLE, b"\xef\xbb\xbf"), (FOR_MACHINES, b"")])
def test_a_csv_table_is_utf_8_with_semicolons_and_a_mark_for_excel_where_people_open_it(
    tmp_path, encoding, mark
):
    path = tmp_path / "table.csv"
    with csv_table(path, ["Name", "Day"], encoding=encoding) as table:
        table.add(["Žiga; Jože", date(2026, 1, 2)])
    content = path.read_bytes()
    assert content.startswith(mark)
    assert content.removeprefix(mark).decode("utf-8") == 'Name;Day\r\n"Žiga; Jože";2026-01-02\r\n'


def written(path):
    with workbook(path, title="Title", created=CREATED) as book:
        first, second = book.sheet("First", [10]), book.sheet("Second")
        for number in range(50):
            second.add([number, f"=A{number}", None, date(2026, 1, 2), True])
        first.add(["Head"], style="head")
    return path.read_bytes()


def test_a_workbook_holds_what_was_added_in_any_order(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(written(tmp_path / "book.xlsx")))
    assert book.sheetnames == ["First", "Second"]
    assert book["First"]["A1"].value == "Head"
    row = [cell.value for cell in book["Second"][3]]
    assert row == [2, "'=A2", None, datetime(2026, 1, 2), True]  # noqa: DTZ001 - as openpyxl reads it
    assert {cell.data_type for cell in book["Second"]["B"]} == {"s"}


def test_the_same_rows_make_the_same_bytes(tmp_path):
    assert written(tmp_path / "one.xlsx") == written(tmp_path / "two.xlsx")


def test_a_workbook_holds_no_formula(tmp_path):
    with zipfile.ZipFile(io.BytesIO(written(tmp_path / "book.xlsx"))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet2.xml")


@pytest.mark.parametrize(
    "text",
    ["=Works", "+Plus", "-Minus", "@Home", "'=Seems", "''+Twice", "'- Dash", " - Blank", "'Apostrophe", "'"],
)
def test_taking_the_guard_off_gives_back_what_was_exported(text):
    kept = safe_cell(text)
    assert not FORMULA_START.match(kept) or kept.startswith("'")
    assert without_guard(kept) == text


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
ANY_ROWS = st.lists(
    st.tuples(TEXTS, st.dates().map(str) | st.just(""), st.integers(-99, 99).map(str)), max_size=9
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ANY_ROWS)
def test_rows_of_texts_are_what_the_same_cells_one_by_one_would_be(tmp_path, rows):
    with csv_table(tmp_path / "quick.csv", ["a"]) as quick, csv_table(tmp_path / "slow.csv", ["a"]) as slow:
        quick.add_texts(rows, [SafeTexts() for _column in range(3)])
        for row in rows:
            slow.add(row)
    assert (tmp_path / "quick.csv").read_bytes() == (tmp_path / "slow.csv").read_bytes()
    kinds = [Column(), Column(date), Column(int)]
    sheets = []
    for name in ("quick", "slow"):
        with workbook(tmp_path / f"{name}.xlsx", title="t", created=CREATED) as book:
            sheet = book.sheet("s")
            sheet.add(["Head"], style="head")
            if name == "quick":
                sheet.add_texts(rows[:4], kinds)
                sheet.add_texts(rows[4:], kinds)
            else:
                for text, day, number in rows:
                    sheet.add(
                        [text or None, date.fromisoformat(day) if day > "1900-03-01" else None, int(number)]
                    )
            sheet.add(["Foot"])
        read = openpyxl.load_workbook(tmp_path / f"{name}.xlsx").active
        sheets.append([[cell.value for cell in row] for row in read.iter_rows(max_col=3)])
    for quick_row, slow_row, (_text, day, _number) in zip(
        sheets[0][1:-1], sheets[1][1:-1], rows, strict=True
    ):
        assert quick_row[::2] == slow_row[::2]
        assert day <= "1900-03-01" or quick_row[1] == slow_row[1]
    assert [len(each) for each in sheets] == [len(rows) + 2] * 2


def test_text_that_looks_like_a_workbook_s_own_markup_is_text(tmp_path):
    """Also where XlsxWriter would take it for a rich string."""
    with workbook(tmp_path / "t.xlsx", title="t", created=CREATED) as book:
        book.sheet("s").add_texts([["<r><t>bold</t></r>"], [" a\nb "]], [Column()])
    read = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    assert [row[0] for row in read.iter_rows(values_only=True)] == ["<r><t>bold</t></r>", " a\nb "]


def test_what_is_remembered_of_a_column_is_bounded(monkeypatch):
    monkeypatch.setattr(spreadsheet, "REMEMBERED", 3)
    for column in (Column(), SafeTexts()):
        for number in range(10):
            assert str(number) in column[f"t{number}"]
        assert len(column) <= 3
