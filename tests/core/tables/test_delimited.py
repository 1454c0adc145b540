"""CSV in whatever writing it comes."""

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.tables import delimited
from portal.core.tables.delimited import encoding_of, text_tables
from portal.core.tables.lines import COLUMN_LIMIT, UnreadableFile

TEXT = "name;city\r\nWerkzeugbau Süd;Köthen\r\n"


def rows_of(content: bytes, language: str = "de", separator: str = ";") -> list[tuple[int, list[str]]]:
    tables = text_tables(io.BytesIO(content), language=language)
    table = tables[0] if len(tables) == 1 else tables[delimited.SEPARATORS.index(separator)]
    return [(line.number, line.cells) for line in table.lines()]


def refusal_of(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as refusal:
        rows_of(content)
    return str(refusal.value)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_the_encoding_is_found(encoding):
    assert rows_of(TEXT.encode(encoding)) == [(1, ["name", "city"]), (2, ["Werkzeugbau Süd", "Köthen"])]


@pytest.mark.parametrize(("language", "name"), [("sl", "Čebelarstvo Žižek"), ("de", "Café Müller")])
def test_an_old_windows_file_is_read_as_the_person_s_windows_writes_it(language, name):
    encoding = "cp1250" if language == "sl" else "cp1252"
    file = io.BytesIO(name.encode(encoding))
    found, remark = encoding_of(file, language=language)
    assert (found, str(remark)[:24]) == (encoding, "The file is not in UTF-8")
    assert rows_of(name.encode(encoding), language) == [(1, [name])]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_each_separator_is_offered(separator):
    assert rows_of(f"a{separator}b\n".encode(), separator=separator) == [(1, ["a", "b"])]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_separator_s_own_line_is_obeyed_and_is_no_row(separator, encoding):
    content = f"sep={separator}\r\na{separator}b;c,d\r\n".encode(encoding)
    [(number, cells)] = rows_of(content)
    assert (number, cells[0]) == (1, "a")


@pytest.mark.parametrize("first", ["sep=;;;;", '"sep=;"', "SEP=; ", '"sep=;";;'])
def test_the_separator_s_line_is_known_in_whatever_way_a_program_has_left_it(first):
    assert rows_of(f"{first}\r\na;b\r\n".encode()) == [(1, ["a", "b"])]


@pytest.mark.parametrize(
    ("encoding", "language", "text"),
    [
        ("mac_roman", "de", "Bäckerei Süß;Köln\r"),
        ("mac_latin2", "sl", "Čebelarstvo Žižek;Kočevje\r"),
        ("cp850", "de", "Bäckerei Süß;Köln\r\n"),
        ("cp852", "sl", "Čebelarstvo Žižek;Kočevje\r\n"),
        ("cp1252", "de", "Wir sagen „Firma”;Köln\r\n"),
        ("cp1252", "de", "Ort „Firma”;Suhl\r\n"),
    ],
)
def test_what_excel_saves_for_macs_and_for_ms_dos_is_read_as_such(encoding, language, text):
    assert rows_of(text.encode(encoding), language) == [(1, text.strip().split(";"))]


@pytest.mark.parametrize("error", ["#NV", "#N/A", "#BEZUG!", "#VREDN!", "#DIV/0!", "########", "Fehler:502"])
def test_an_error_that_a_spreadsheet_has_written_out_is_named(error):
    [table, *_others] = text_tables(io.BytesIO(f"a;{error}\n".encode()), language="de")
    [line] = table.lines()
    assert {position: str(said) for position, said in line.problems.items()} == {
        1: "This cell shows an error in Excel."
    }


def test_rows_are_numbered_as_in_excel():
    assert rows_of(b'a;b\n\n"two\nlines";x\ny;z\n') == [
        (1, ["a", "b"]),
        (3, ["two\nlines", "x"]),
        (4, ["y", "z"]),
    ]


def test_a_line_of_ten_megabytes_is_refused():
    assert "far too long" in refusal_of(b"a" * 10_000_000)
    assert "far too long" in refusal_of(b"a;" * 5_000_000)


def test_an_open_quotation_mark_is_refused_and_not_swallowed():
    assert "can be read" in refusal_of(b'a;"b\n' + b"c;d\n" * 100_000)
    assert "in row 2 is not closed" in refusal_of(b'a;b\nc;"d\ne;f\n')
    assert "in row 1 is not closed" in refusal_of(b'a;"b')
    assert rows_of(b'a;"b"') == [(1, ["a", "b"])]


def test_a_row_of_many_short_lines_is_refused(monkeypatch):
    monkeypatch.setattr(delimited, "LINE_LIMIT", 1000)
    assert "far too long" in refusal_of(b'"a\n";' * 2000)


def test_columns_and_cells_are_counted(monkeypatch):
    assert f"more than {COLUMN_LIMIT} columns" in refusal_of(b";".join([b"a"] * (COLUMN_LIMIT + 1)))
    monkeypatch.setattr(delimited, "CELL_LIMIT", 3)
    assert "too many cells" in refusal_of(b"a;b\nc;d\n")


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_read_or_refused_with_a_sentence(content):
    for table in text_tables(io.BytesIO(content), language="de"):
        with suppress(UnreadableFile):
            list(table.lines())
