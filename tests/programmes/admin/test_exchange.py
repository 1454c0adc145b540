"""Lists leave the admin and come into it as files: one's own rows, logged, previewed, all or nothing."""

import csv
import io
import os
import time
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from portal.privacy.models import AccessLog
from programmes.constants import EnrolmentSource, EnrolmentStatus, Verification
from programmes.models import Enrolment, Organisation
from programmes.services.uploads import KEPT_FOR
from programmes.tasks import delete_old_uploads
from tests.factories import (
    make_confirmed_user,
    make_enrolment,
    make_member,
    make_organisation,
    make_programme,
    make_user,
)
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

ORGANISATIONS = "admin:programmes_organisation_"
ENROLMENTS = "admin:programmes_enrolment_"
XLSX, CSV = "0", "1"


@pytest.fixture
def mine():
    return make_programme("mine")


@pytest.fixture
def foreign():
    return make_programme("foreign")


@pytest.fixture
def coordinator(client, mine):
    sign_in(client, make_member(mine))
    return client


def export(client, page: str, kind: str = CSV, **query):
    return client.post(reverse(page + "export", query=query), {"format": kind, "resource": "0"})


def rows_of(response) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def upload(client, page: str, text: str | bytes, kind: str = CSV, name: str = "rows.csv"):
    content = text.encode() if isinstance(text, str) else text
    data = {"format": kind, "resource": "0", "import_file": SimpleUploadedFile(name, content)}
    return client.post(reverse(page + "import"), data)


def confirm(client, page: str, preview):
    form = preview.context["confirm_form"]
    return client.post(reverse(page + "process_import"), form.initial)


def problems(preview) -> list[tuple[int, dict[str, list[str]]]]:
    return [(row.number, row.error_dict) for row in preview.context["result"].invalid_rows]


# --- Export --------------------------------------------------------------------------------------------------------


def test_an_export_holds_own_rows_and_own_programmes_only(coordinator, mine, foreign):
    make_organisation(mine, foreign, name="Shared")
    make_organisation(foreign, name="Theirs")
    rows = rows_of(export(coordinator, ORGANISATIONS))
    assert [(row["name"], row["programme"]) for row in rows] == [("Shared", "mine")]


def test_an_export_follows_the_filter_and_the_programme_in_view(coordinator, mine):
    make_organisation(mine, name="Waiting", verification=Verification.WAITING)
    make_organisation(mine, name="Verified")
    rows = rows_of(export(coordinator, ORGANISATIONS, verification__exact="waiting"))
    assert [row["name"] for row in rows] == ["Waiting"]


def test_an_excel_export_can_be_opened_and_starts_no_formula(coordinator, mine):
    make_organisation(mine, name="=HYPERLINK(1)")
    response = export(coordinator, ORGANISATIONS, XLSX)
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert [cell.value for cell in sheet["B"]] == ["name", "'=HYPERLINK(1)"]


def test_an_export_is_logged_with_filter_and_rows(coordinator, mine):
    make_enrolment(mine)
    make_enrolment(mine)
    assert len(rows_of(export(coordinator, ENROLMENTS, status__exact="active"))) == 2
    entry = AccessLog.objects.get()
    assert (entry.kind, entry.object_label, entry.rows) == ("export", "programmes.enrolment", 2)
    assert entry.details["filter"] == {"status__exact": "active"}


def test_an_export_asks_again_who_is_there(client, mine):
    client.force_login(make_member(mine))
    answer = client.get(reverse(ORGANISATIONS + "export"))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_reauthenticate"))


@pytest.mark.parametrize("role", ["assistant", "adviser", "trainer"])
def test_only_coordinators_export_and_import(client, mine, role):
    sign_in(client, make_member(mine, role))
    for page in (ORGANISATIONS, ENROLMENTS):
        assert client.get(reverse(page + "export")).status_code == 403
        assert client.get(reverse(page + "import")).status_code == 403
        assert client.post(reverse(page + "process_import")).status_code == 403


# --- Import of organisations ---------------------------------------------------------------------------------------

HEAD = "programme;name;kind;city;country\n"


def test_a_preview_changes_nothing_and_its_confirmation_imports(coordinator, mine):
    preview = upload(coordinator, ORGANISATIONS, HEAD + "mine;Werkzeugbau Süd;company;Suhl;DE\n")
    assert [row.import_type for row in preview.context["result"].rows] == ["new"]
    assert not Organisation.objects.exists()
    assert confirm(coordinator, ORGANISATIONS, preview).status_code == 302
    made = Organisation.objects.get()
    assert (made.name, made.verification, list(made.programmes.all())) == (
        "Werkzeugbau Süd",
        Verification.WAITING,
        [mine],
    )


def test_importing_the_same_file_twice_changes_nothing_more(coordinator):
    text = HEAD + "mine;Werkzeugbau;Company;Suhl;DE\n"
    confirm(coordinator, ORGANISATIONS, upload(coordinator, ORGANISATIONS, text))
    again = upload(coordinator, ORGANISATIONS, text)
    assert [row.import_type for row in again.context["result"].rows] == ["skip"]


def test_a_row_that_is_there_already_is_changed(coordinator, mine):
    row = make_organisation(mine, name="Werkzeugbau", city="Suhl", kind="school")
    text = "programme,name,kind,city,languages\nmine,werkzeugbau,company,SUHL,de en\n"
    confirm(coordinator, ORGANISATIONS, upload(coordinator, ORGANISATIONS, text))
    row.refresh_from_db()
    assert (row.kind, row.languages, row.is_verified) == ("company", ["de", "en"], True)


def test_an_export_can_be_imported_again(coordinator, mine):
    make_organisation(mine, name="=Werkzeugbau", languages=["de"])
    text = b"".join(export(coordinator, ORGANISATIONS).streaming_content)
    preview = upload(coordinator, ORGANISATIONS, text)
    assert [row.import_type for row in preview.context["result"].rows] == ["skip"]


def test_an_excel_file_is_read(coordinator):
    book = Workbook()
    for row in (
        ["programme", "name", "kind", "city", "postcode"],
        ["mine", "Werkzeugbau", "company", "Suhl", 98527],
    ):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    confirm(
        coordinator, ORGANISATIONS, upload(coordinator, ORGANISATIONS, file.getvalue(), XLSX, "rows.xlsx")
    )
    assert Organisation.objects.get().postcode == "98527"


def test_each_row_says_what_is_wrong_with_it_and_nothing_is_imported(coordinator):
    text = HEAD + "mine;Good;company;Suhl;DE\nmine;;circus;Suhl;DE\nnowhere;Other;company;Suhl;DE\n"
    preview = upload(coordinator, ORGANISATIONS, text)
    assert problems(preview) == [
        (
            2,
            {
                "name": ["This field is required."],
                "kind": ["Select a valid choice. circus is not one of the available choices."],
            },
        ),
        (3, {"programme": ["You have no programme with the short name “nowhere”."]}),
    ]
    assert "confirm_form" not in preview.context
    assert not Organisation.objects.exists()


def test_an_import_reaches_no_foreign_row_by_name_or_number(coordinator, mine, foreign):
    theirs = make_organisation(foreign, name="Theirs", city="Suhl", website="https://theirs.example/")
    text = (
        "id;programme;name;kind;city;website\n"
        f"{theirs.pk};mine;Theirs;company;Suhl;https://mine.example/\n"
        f"{theirs.pk};foreign;Theirs;company;Suhl;https://mine.example/\n"
    )
    preview = upload(coordinator, ORGANISATIONS, text)
    assert problems(preview) == [(2, {"programme": ["You have no programme with the short name “foreign”."]})]
    confirm(
        coordinator, ORGANISATIONS, upload(coordinator, ORGANISATIONS, text.rsplit(f"{theirs.pk};", 1)[0])
    )
    theirs.refresh_from_db()
    assert (theirs.website, list(theirs.programmes.all())) == ("https://theirs.example/", [foreign])
    assert Organisation.objects.get(programmes=mine).website == "https://mine.example/"


def test_somebody_else_s_preview_can_t_be_confirmed(coordinator, client, mine):
    preview = upload(coordinator, ORGANISATIONS, HEAD + "mine;Werkzeugbau;company;Suhl;DE\n")
    stolen = preview.context["confirm_form"].initial
    sign_in(client, make_member(mine))
    client.session.flush()
    sign_in(client, make_member(mine))
    assert client.post(reverse(ORGANISATIONS + "process_import"), stolen).url == reverse(
        ORGANISATIONS + "import"
    )
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (b"", CSV, "empty"),
        (b"\n\n", CSV, "nothing in it"),
        (b"\xff\xfe\x00", CSV, "UTF-8"),
        (b"PK\x03\x04 not really", XLSX, "Excel file"),
        (b"name;name\nA;B\n", CSV, "same name"),
        (HEAD.encode() + b"mine;A;company;Suhl;DE\n" * 2001, CSV, "more than 2000 rows"),
        (b"x" * (5 * 1024 * 1024 + 1), CSV, "too large"),
    ],
    ids=["empty", "blank", "encoding", "not excel", "double head", "rows", "size"],
)
def test_a_file_that_can_t_be_read_is_refused_beside_its_field(coordinator, content, kind, words):
    page = upload(coordinator, ORGANISATIONS, content, kind)
    assert page.status_code == 200
    assert words in " ".join(page.context["form"].errors["import_file"])


def test_a_file_without_a_needed_column_says_which(coordinator):
    page = upload(coordinator, ORGANISATIONS, "name\nWerkzeugbau\n")
    assert page.context["form"].errors == {
        "import_file": ["The file lacks these columns: programme, kind, city."]
    }
    assert "Traceback" not in page.content.decode()


def test_a_preview_shows_every_column_as_it_will_be(coordinator, mine):
    there = make_organisation(mine, name="Werkzeugbau", kind="company", city="Suhl")
    preview = upload(
        coordinator,
        ORGANISATIONS,
        HEAD + f"mine;{there.name};chamber;Suhl;DE\nmine;Maschinenbau;company;Suhl;DE\n",
    )
    assert [row.diff[0] for row in preview.context["result"].valid_rows()] == [
        "<span>mine</span>",
        '<ins style="background:#e6ffe6;">mine</ins>',
    ]


# --- What is kept in between ---------------------------------------------------------------------------------------


def kept() -> list[Path]:
    return sorted(Path(settings.MEDIA_ROOT, "imports").glob("*"))


def test_an_upload_is_kept_until_it_is_confirmed(coordinator):
    preview = upload(coordinator, ORGANISATIONS, HEAD + "mine;Werkzeugbau;company;Suhl;DE\n")
    assert len(kept()) == 1
    confirm(coordinator, ORGANISATIONS, preview)
    assert kept() == []


def test_a_new_upload_takes_the_place_of_the_one_before(coordinator):
    for name in ("Werkzeugbau", "Maschinenbau"):
        upload(coordinator, ORGANISATIONS, HEAD + f"mine;{name};company;Suhl;DE\n")
    assert len(kept()) == 1
    assert b"Maschinenbau" in kept()[0].read_bytes()


@pytest.mark.parametrize("text", ["name\nWerkzeugbau\n", "name;name\nA;B\n", HEAD + "mine;A;company;;DE\n"])
def test_nothing_is_kept_of_a_file_that_can_t_be_imported(coordinator, text):
    upload(coordinator, ORGANISATIONS, text)
    assert kept() == []


def test_what_nobody_confirms_is_removed_after_a_day_and_twice_does_no_harm(coordinator):
    upload(coordinator, ORGANISATIONS, HEAD + "mine;Werkzeugbau;company;Suhl;DE\n")
    delete_old_uploads()
    assert len(kept()) == 1
    yesterday = time.time() - KEPT_FOR.total_seconds() - 60
    os.utime(kept()[0], (yesterday, yesterday))
    delete_old_uploads()
    delete_old_uploads()
    assert kept() == []


@pytest.mark.parametrize("cell", ["\0", "x" * 5000, "😀", "9" * 40, "<script>"])
def test_odd_cells_are_refused_or_kept_without_an_error(coordinator, cell):
    page = upload(coordinator, ORGANISATIONS, HEAD + f"mine;{cell};company;Suhl;DE\n")
    assert page.status_code == 200


@pytest.mark.parametrize(
    "data", [{}, {"format": "9"}, {"format": "x", "import_file_name": "../../etc/passwd"}]
)
def test_an_odd_confirmation_leads_back_to_the_upload(coordinator, data):
    answer = coordinator.post(reverse(ORGANISATIONS + "process_import"), data)
    assert answer.url == reverse(ORGANISATIONS + "import")


# --- Import of participants ----------------------------------------------------------------------------------------


def test_participants_are_imported_by_address(coordinator, mine):
    person = make_confirmed_user("Amira")
    text = f"email;programme;entered_on\n{person.email};mine;2026-03-01\n"
    confirm(coordinator, ENROLMENTS, upload(coordinator, ENROLMENTS, text))
    made = Enrolment.objects.get(person=person)
    assert (made.programme, made.status, made.source, made.entered_on) == (
        mine,
        EnrolmentStatus.ACTIVE,
        EnrolmentSource.IMPORT,
        date(2026, 3, 1),
    )


def test_an_import_ends_participations(coordinator, mine):
    row = make_enrolment(mine, make_confirmed_user(), entered_on=date(2026, 1, 1))
    text = f"email;programme;left_on;exit_kind\n{row.person.email};mine;2026-02-01;completed\n"
    confirm(coordinator, ENROLMENTS, upload(coordinator, ENROLMENTS, text))
    row.refresh_from_db()
    assert (row.status, row.left_on, row.entered_on) == (
        EnrolmentStatus.LEFT,
        date(2026, 2, 1),
        date(2026, 1, 1),
    )


def test_participants_of_foreign_programmes_are_out_of_reach(coordinator, foreign):
    row = make_enrolment(foreign)
    head = "email;programme;left_on;exit_kind\n"
    text = head + f"{row.person.email};foreign;2026-02-01;early\nnobody@example.org;mine;;\n"
    assert problems(upload(coordinator, ENROLMENTS, text)) == [
        (1, {"programme": ["You have no programme with the short name “foreign”."]}),
        (
            2,
            {"email": ["Nobody is registered with this e-mail address. Ask the person to register first."]},
        ),
    ]


def test_an_exit_needs_its_day_and_its_kind(coordinator, mine):
    row = make_enrolment(mine)
    text = f"email;programme;left_on;exit_kind\n{row.person.email};mine;2026-02-01;\n{row.person.email};mine;;early\n"
    assert problems(upload(coordinator, ENROLMENTS, text)) == [
        (1, {"exit_kind": ["Say how the participation ended."]}),
        (2, {"left_on": ["Say when the participation ended."]}),
    ]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_of_a_nonsense_year_is_named_in_its_row(coordinator, mine, day):
    person, row = make_user("Amira"), make_enrolment(mine)
    sentence = ["Choose a day between the years 1990 and 2100."]
    text = f"email;programme;entered_on\n{person.email};mine;{day}\n"
    assert problems(upload(coordinator, ENROLMENTS, text)) == [(1, {"entered_on": sentence})]
    text = f"email;programme;left_on;exit_kind\n{row.person.email};mine;{day};early\n"
    assert problems(upload(coordinator, ENROLMENTS, text)) == [(1, {"left_on": sentence})]
