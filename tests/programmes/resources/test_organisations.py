"""Organisations in files: each filled cell is carried out, or the preview says why not."""

from pathlib import Path

import pytest
from django.utils.translation import override
from openpyxl import Workbook

from programmes.extensions import importers
from programmes.models import Membership, Organisation
from programmes.services import import_rows
from programmes.services.import_rows import key_finder
from tests import exporting
from tests.core.tables.workbooks import saved
from tests.factories import make_member, make_organisation, make_programme
from tests.importing import HEAD, imported, notes, outcomes, previewed, problems

pytestmark = pytest.mark.django_db

FILES = Path(__file__).parents[2] / "data" / "imports"


@pytest.fixture
def mine():
    return make_programme("mine")


@pytest.fixture
def by(mine):
    return make_member(mine)


def leipzig(**fields):
    programme = make_programme("leipzig", **fields)
    return programme, make_member(programme)


def file(name: str) -> bytes:
    return (FILES / name).read_bytes()


def test_columns_that_the_portal_lacks_are_named_with_the_cells_in_them():
    _programme, by = leipzig()
    batch = previewed(by, file("columns-the-portal-lacks.csv"))
    assert [(each["title"], each["filled"]) for each in batch.columns if not each["key"]] == [
        ("straße", 1),
        ("plz", 1),
        ("web", 1),
    ]
    assert outcomes(batch) == [(2, "new")]


def test_cells_emptied_on_purpose_are_named_and_left_unless_one_says_otherwise():
    programme, by = leipzig()
    row = make_organisation(
        programme, name="Probe Leeren GmbH", city="Leipzig", website="https://a.example", size="micro"
    )
    batch = previewed(by, file("emptied-cells.csv"))
    stays = "To empty it, choose when you send the file that empty cells clear what is there."
    assert (outcomes(batch), notes(batch)) == (
        [(2, "left_out")],
        [
            (
                2,
                [
                    ["Size", f"The cell is empty; “Fewer than 10 people” stays. {stays}"],
                    ["Website", f"The cell is empty; “https://a.example” stays. {stays}"],
                ],
            )
        ],
    )
    imported(by, file("emptied-cells.csv"), clears_cells=True)
    row.refresh_from_db()
    assert (row.website, row.size, row.sector, row.is_verified) == ("", "", "business", True)


@pytest.mark.parametrize(
    ("cell", "left_out"),
    [
        ("verified", False),
        ("Verified", False),
        ("Bestätigt", False),
        ("declined", True),
        ("waiting", True),
    ],
)
def test_a_changed_cell_of_a_column_that_is_for_reading_is_named(by, mine, cell, left_out):
    make_organisation(mine, name="Works", city="Suhl")
    batch = previewed(by, f"programme;name;kind;city;verification\nmine;Works;company;Suhl;{cell}\n")
    said = [["Verification", f"“{cell}” is left out. It is decided in the portal, not in a file."]]
    assert notes(batch) == ([(2, said)] if left_out else [])
    assert outcomes(batch) == [(2, "left_out" if left_out else "same")]


def test_the_country_is_the_programme_s_where_the_file_has_none():
    programme = make_programme("talentmagnet", country="SI")
    imported(make_member(programme), file("town-without-country.csv"))
    assert Organisation.objects.get().country == "SI"


def test_the_country_is_asked_for_where_the_programmes_know_several(by, mine):
    other = make_programme("other", country="SI")
    Membership.objects.create(user=by, programme=other, role="coordinator")
    batch = previewed(by, 'programme;name;kind;city\n"mine, other";Works;company;Suhl\n')
    assert problems(batch) == [(2, [["Country", "Say in which country; these programmes are in several."]])]


@pytest.mark.parametrize(
    ("name", "title"), [("separator-line.csv", "Probe Trenner GmbH"), ("lists-on-a-hidden-sheet.xlsx", None)]
)
def test_what_stands_before_the_table_is_not_taken_for_it(name, title):
    _programme, by = leipzig()
    batch = previewed(by, file(name))
    assert batch.state == "preview"
    assert [outcome for _number, outcome in outcomes(batch)] == ["new"]
    assert title in (None, batch.import_rows.get().title)


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("programme;name;kind;city;country", "mine;Works;company;Velenje;SI"),
        ("PROGRAMME;Name;Kind;Town;Country", "MINE;Works;Company;Velenje;Slovenia"),
        ("Programm;Name;Art;Ort;Land", "mine;Works;Unternehmen;Velenje;Slowenien"),
        ("program;ime;vrsta;kraj;država", "mine;Works;podjetje;Velenje;Slovenija"),
    ],
    ids=["codes", "English", "German", "Slovenian"],
)
def test_columns_and_choices_are_understood_by_code_and_in_each_language(by, head, row):
    imported(by, f"{head}\n{row}\n")
    made = Organisation.objects.get()
    assert (made.name, made.kind, made.city, made.country) == ("Works", "company", "Velenje", "SI")


def test_no_two_columns_are_called_the_same_in_any_language():
    for importer in importers:
        columns = importer.columns()
        key_of = key_finder(columns)
        assert {column.key: key_of(column.key) for column in columns} == {
            column.key: column.key for column in columns
        }


def test_languages_are_read_by_code_and_by_name(by):
    imported(by, "programme;name;kind;city;languages\nmine;Works;company;Suhl;de, Slovenian\n")
    assert Organisation.objects.get().languages == ["de", "sl"]


def test_a_row_that_is_there_already_is_changed(by, mine):
    row = make_organisation(mine, name="Werkzeugbau", city="Suhl", kind="school")
    imported(by, "programme,name,kind,city,languages\nmine,werkzeugbau,company,SUHL,de en\n")
    row.refresh_from_db()
    assert (row.kind, row.languages, row.is_verified) == ("company", ["de", "en"], True)


def test_a_preview_shows_what_stood_there_and_what_will(by, mine):
    make_organisation(mine, name="Works", city="Suhl", kind="company")
    batch = previewed(by, HEAD + "mine;Works;chamber;Suhl;DE\n")
    assert batch.import_rows.get().changes == [["Kind", "Company", "Chamber"]]


def test_an_import_reaches_no_foreign_row_by_name_or_number(by, mine):
    foreign = make_programme("foreign")
    theirs = make_organisation(foreign, name="Theirs", city="Suhl", website="https://theirs.example/")
    head = "id;programme;name;kind;city;website\n"
    to_foreign = f"{theirs.pk};foreign;Theirs;company;Suhl;https://mine.example/\n"
    assert problems(previewed(by, head + to_foreign)) == [
        (2, [["Programme", "You have no programme with the short name “foreign”."]])
    ]
    imported(by, head + f"{theirs.pk};mine;Theirs;company;Suhl;https://mine.example/\n")
    theirs.refresh_from_db()
    assert (theirs.website, list(theirs.programmes.all())) == ("https://theirs.example/", [foreign])
    assert Organisation.objects.get(programmes=mine).website == "https://mine.example/"


@pytest.mark.parametrize("cell", ["\0", "x" * 5000, "😀", "9" * 40, "<script>", "'=1"])
def test_odd_cells_are_refused_or_kept_without_an_error(by, cell):
    assert previewed(by, HEAD + f"mine;{cell};company;Suhl;DE\n").state == "preview"


# --- What is hidden in Excel ----------------------------------------------------------------------------------------


def filtered(*hidden: int, columns: str = "") -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(["programme", "name", "kind", "city", "street"])
    for number in range(2, 9):
        sheet.append(["mine", f"Works {number}", "company", "Suhl", f"Street {number}"])
    for number in hidden:
        sheet.row_dimensions[number].hidden = True
    for letter in columns:
        sheet.column_dimensions[letter].hidden = True
    return saved(book)


def test_rows_that_a_filter_hides_are_left_out_and_named_by_number(by):
    batch = imported(by, filtered(3, 4, 5, 7), name="rows.xlsx")
    assert sorted(Organisation.objects.values_list("name", flat=True)) == ["Works 2", "Works 6", "Works 8"]
    assert (batch.counts, batch.rows_total) == ({"new": 3, "left_out": 4}, 7)
    assert batch.remark.startswith(
        "4 rows are hidden in Excel, by a filter for instance, and are left out: 3–5, 7."
    )
    assert [each for each, _notes in notes(batch)] == [3, 4, 5, 7]
    assert {tuple(row.cells) for row in batch.import_rows.filter(outcome="left_out")} == {()}


def test_of_many_hidden_rows_the_first_are_named(by, monkeypatch):
    monkeypatch.setattr(import_rows, "MOST_RANGES", 2)
    assert "left out: 2, 4, …." in previewed(by, filtered(2, 4, 6, 8), name="rows.xlsx").remark


def test_a_hidden_column_is_left_out_and_named(by):
    batch = imported(by, filtered(columns="E"), name="rows.xlsx")
    assert set(Organisation.objects.values_list("street", flat=True)) == {""}
    assert [(each["title"], each["filled"], each["is_hidden"]) for each in batch.columns][-1] == (
        "street",
        7,
        True,
    )


def test_a_needed_column_that_is_hidden_is_asked_for(by):
    batch = previewed(by, filtered(columns="D"), name="rows.xlsx")
    assert batch.reason == (
        "These columns are needed, but hidden in Excel: Town. Show them, and save the file."
    )


@pytest.mark.parametrize("blanks", [" ; ;;;", "\t;;;;", "\u00a0;;;;", "\u200b;\u00ad;;;", ";;;;\u2003"])
def test_a_row_of_blanks_is_none(by, blanks):
    batch = previewed(by, f"{HEAD}{blanks}\nmine;Works;company;Suhl;DE\n{blanks}\n")
    assert outcomes(batch) == [(3, "new")]


@pytest.mark.parametrize("language", ["de", "sl", "en"])
@pytest.mark.parametrize("kind_of_file", ["csv", "xlsx"])
def test_each_row_of_an_export_is_unchanged_when_it_comes_back(by, mine, kind_of_file, language):
    for name in (
        "=Works",
        "+Plus",
        "-Minus",
        "@Home",
        "'Quoted'",
        "'=Seems",
        "'- Dash",
        "007",
        "TRUE",
        "1e5",
    ):
        make_organisation(mine, name=name, city="Suhl", postcode="01067", languages=["de", "sl"])
    made = exporting.made(by, format=kind_of_file, language=language)
    with override(language):
        batch = previewed(by, exporting.content_of(made), language=language)
    assert batch.counts == {"same": 10}


def test_further_visible_sheets_with_something_in_them_are_named(by):
    book = Workbook()
    book.active.title = "2025"
    for row in HEAD.strip().split(";"), ["mine", "Works", "company", "Suhl", "DE"]:
        book.active.append(row)
    book.create_sheet("2026").append(["Other"])
    book.create_sheet("Empty")
    batch = previewed(by, saved(book))
    assert (batch.counts, batch.remark) == (
        {"new": 1},
        "Only the sheet “2025” was read. Left out is what stands in: 2026.",
    )
