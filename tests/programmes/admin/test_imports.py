"""The page that takes a file of rows."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.core.tables.lines import FILE_LIMIT
from programmes.models import Import
from tests.factories import make_member, make_programme
from tests.importing import HEAD
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

PAGE = "admin:programmes_organisation_import"


@pytest.fixture
def coordinator(client):
    sign_in(client, make_member(make_programme("mine")))
    return client


def upload(client, content: bytes, name: str = "rows.csv", **more):
    data = {"import_file": SimpleUploadedFile(name, content), **more}
    return client.post(reverse(PAGE), data)


def test_a_file_is_kept_for_a_worker_and_leads_to_its_page(coordinator):
    answer = upload(coordinator, HEAD.encode(), clears_cells="on")
    batch = Import.objects.get()
    assert answer.url == batch.get_absolute_url()
    assert (batch.state, batch.file_name, batch.clears_cells, batch.kind, batch.file.read()) == (
        "queued",
        "rows.csv",
        True,
        "programmes.organisation",
        HEAD.encode(),
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "empty"), (b"x" * (FILE_LIMIT + 1), "at most 20 MB")],
    ids=["empty", "size"],
)
def test_a_file_that_is_none_is_refused_beside_its_field(coordinator, content, words):
    page = upload(coordinator, content)
    assert page.status_code == 200
    assert words in " ".join(page.context["form"].errors["import_file"])
    assert list(Path(settings.MEDIA_ROOT, "imports").glob("*")) == []


def test_no_file_at_all_is_refused(coordinator):
    page = coordinator.post(reverse(PAGE), {})
    assert page.context["form"].errors == {"import_file": ["Choose a file for “File”."]}


def test_the_page_says_which_columns_there_are(coordinator):
    page = coordinator.get(reverse(PAGE))
    names = [(name, column.is_needed) for name, column in page.context["columns"]]
    assert names[:4] == [("Programme", True), ("Name", True), ("Kind", True), ("Sector", False)]
    assert "Verification" not in dict(names)


@pytest.mark.parametrize("name", ["../../etc/passwd", "x" * 300 + ".csv", "<b>.csv", "=1.csv"])
def test_a_file_s_name_is_only_shown(coordinator, name):
    upload(coordinator, HEAD.encode(), name=name)
    batch = Import.objects.get()
    assert len(batch.file_name) <= 120
    assert Path(batch.file.name).parent == Path("imports")
    assert coordinator.get(batch.get_absolute_url()).status_code == 200
