"""Lists leave the admin as files: one's own rows, logged."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from portal.privacy.models import AccessLog
from programmes.constants import Verification
from tests.factories import (
    make_confirmed_user,
    make_enrolment,
    make_member,
    make_organisation,
    make_programme,
)
from tests.importing import outcomes, previewed
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
def by(mine):
    return make_member(mine)


@pytest.fixture
def coordinator(client, by):
    sign_in(client, by)
    return client


def export(client, page: str, kind: str = CSV, **query):
    return client.post(reverse(page + "export", query=query), {"format": kind, "resource": "0"})


def content_of(response) -> bytes:
    return b"".join(response.streaming_content)


def rows_of(response) -> list[dict[str, str]]:
    text = content_of(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


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
    sheet = load_workbook(io.BytesIO(content_of(response))).active
    assert [cell.value for cell in sheet["B"]] == ["name", "'=HYPERLINK(1)"]


def test_a_csv_export_has_the_mark_by_which_excel_knows_it(coordinator, mine):
    make_organisation(mine, name="Öko")
    assert content_of(export(coordinator, ORGANISATIONS)).startswith("\ufeffprogramme;name".encode())


@pytest.mark.parametrize("kind", [XLSX, CSV])
def test_what_an_export_writes_an_import_reads_as_unchanged(coordinator, by, mine, kind):
    make_organisation(mine, name="=Werkzeugbau Öko", languages=["de", "sl"], postcode="01067", size="micro")
    content = content_of(export(coordinator, ORGANISATIONS, kind))
    assert outcomes(previewed(by, content)) == [(2, "same")]


def test_participants_are_exported_as_an_import_reads_them(coordinator, by, mine):
    make_enrolment(mine, make_confirmed_user())
    content = content_of(export(coordinator, ENROLMENTS, XLSX))
    assert outcomes(previewed(by, content, "programmes.enrolment")) == [(2, "same")]


def test_an_export_is_logged_with_filter_and_rows(coordinator, mine):
    make_enrolment(mine)
    make_enrolment(mine)
    assert len(rows_of(export(coordinator, ENROLMENTS, status__exact="active"))) == 2
    entry = AccessLog.objects.get()
    assert (entry.kind, entry.object_label, entry.rows) == ("export", "programmes.enrolment", 2)
    assert entry.details["filter"] == {"status__exact": "active"}


def test_an_export_asks_again_who_is_there(client, by):
    client.force_login(by)
    answer = client.get(reverse(ORGANISATIONS + "export"))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_reauthenticate"))


@pytest.mark.parametrize("role", ["assistant", "adviser", "trainer"])
def test_only_coordinators_export_and_import(client, mine, role):
    sign_in(client, make_member(mine, role))
    for page in (ORGANISATIONS, ENROLMENTS):
        assert client.get(reverse(page + "export")).status_code == 403
        assert client.get(reverse(page + "import")).status_code == 403
