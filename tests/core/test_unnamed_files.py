"""Files that no row names go after a week, whichever field they belong to; everything else stays."""

import json
import os
from datetime import timedelta
from io import StringIO
from pathlib import Path, PurePosixPath

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, models
from django.test.utils import CaptureQueriesContext, isolate_apps
from django.utils import timezone

from matching.models import Document
from portal.core.unnamed_files import (
    GRACE,
    Sweep,
    file_fields,
    folder_of,
    sweep_unnamed_files,
    sweep_when_due,
)
from tests.factories import make_talent

NOW = timezone.now()
LATER = NOW + GRACE


def put(folder: str, name: str = "left.pdf") -> Path:
    path = Path(settings.MEDIA_ROOT) / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"somebody's")
    return path


def named(label: str) -> Path:
    document = Document(talent=make_talent(), title=label)
    document.file.save("cv.pdf", ContentFile(b"%PDF"))
    return Path(document.file.path)


@pytest.mark.parametrize("field", list(file_fields()), ids=str)
def test_every_field_has_a_folder_in_which_its_files_are_found(field):
    """A field of any app, a new one too: its generated names lie where the sweeper looks."""
    name = field.generate_filename(field.model(), "some name.pdf")
    assert PurePosixPath(name).is_relative_to(folder_of(field))
    assert not field.model.__name__.endswith("History")


@pytest.mark.django_db
@pytest.mark.parametrize("folder", sorted({folder_of(field) for field in file_fields()}))
def test_a_file_without_a_row_goes_after_a_week(folder):
    path = put(folder)
    assert sweep_unnamed_files(moment=NOW) == Sweep(named=0, waiting=1, deleted=0)
    assert sweep_unnamed_files(moment=LATER - timedelta(minutes=1)).deleted == 0
    assert path.exists()
    assert sweep_unnamed_files(moment=LATER) == Sweep(named=0, waiting=0, deleted=1)
    assert not path.exists()
    assert json.loads(Path(settings.UNNAMED_FILES).read_text()) == {}


@pytest.mark.django_db
def test_a_file_of_a_row_stays_and_goes_a_week_after_its_row():
    path = named("CV")
    for moment in (NOW, LATER, LATER + GRACE):
        assert sweep_unnamed_files(moment=moment) == Sweep(named=1, waiting=0, deleted=0)
    Document.objects.all().delete()
    assert sweep_unnamed_files(moment=LATER + GRACE).waiting == 1
    assert sweep_unnamed_files(moment=LATER + 2 * GRACE).deleted == 1
    assert not path.exists()


@pytest.mark.django_db
def test_a_file_that_was_just_being_written_stays_once_its_row_is_there():
    path = put("documents", "a.pdf")
    sweep_unnamed_files(moment=NOW)
    Document.objects.create(talent=make_talent(), title="CV", file="documents/a.pdf")
    sweep_unnamed_files(moment=NOW + timedelta(days=1))
    Document.objects.all().delete()
    assert sweep_unnamed_files(moment=LATER).waiting == 1
    assert path.exists()


@pytest.mark.django_db
def test_what_a_killed_process_left_unfinished_goes_too():
    path = put("documents", ".0123abcd.part")
    sweep_unnamed_files(moment=NOW)
    sweep_unnamed_files(moment=LATER)
    assert not path.exists()


@pytest.mark.django_db
def test_what_lies_elsewhere_is_nobodys_affair():
    path = put("elsewhere")
    assert sweep_unnamed_files(moment=NOW) == sweep_unnamed_files(moment=LATER) == Sweep(0, 0, 0)
    assert path.exists()


@pytest.mark.django_db
def test_one_that_can_not_be_deleted_keeps_no_other_from_going_and_is_tried_again(monkeypatch):
    stuck, other = put("documents", "stuck.pdf"), put("imports", "other.table")
    sweep_unnamed_files(moment=NOW)
    remove = os.remove

    def refuse(path: str) -> None:  # a disk that refuses
        if "stuck" in str(path):
            raise PermissionError
        remove(path)

    with monkeypatch.context() as broken:
        broken.setattr(os, "remove", refuse)
        assert sweep_unnamed_files(moment=LATER) == Sweep(named=0, waiting=1, deleted=1)
    assert not other.exists()
    assert sweep_unnamed_files(moment=LATER).deleted == 1
    assert not stuck.exists()


@pytest.mark.django_db
def test_the_rows_of_every_field_are_asked():
    """Were one left out, its files would go."""
    with CaptureQueriesContext(connection) as asked:
        sweep_unnamed_files(moment=NOW)
    columns = {f'"{field.model._meta.db_table}"."{field.column}"' for field in file_fields()}
    assert {
        column for column in columns if any(f"SELECT {column}" in each["sql"] for each in asked)
    } == columns
    assert len(columns) >= 10


@pytest.mark.django_db
def test_a_memory_that_can_not_be_read_makes_every_file_wait_anew():
    path = put("documents")
    sweep_unnamed_files(moment=NOW)
    Path(settings.UNNAMED_FILES).write_text("cut o")
    assert sweep_unnamed_files(moment=LATER) == Sweep(named=0, waiting=1, deleted=0)
    assert path.exists()
    assert oct(Path(settings.UNNAMED_FILES).stat().st_mode)[-3:] == "600"


@pytest.mark.django_db
def test_it_looks_once_a_day_however_often_it_is_asked():
    put("documents")
    assert sweep_when_due() == Sweep(named=0, waiting=1, deleted=0)
    assert sweep_when_due() is None


@pytest.mark.django_db
def test_the_command_says_what_there_is_and_deletes_nothing_when_asked_to():
    named("CV")
    path = put("documents")
    sweep_unnamed_files(moment=NOW - 2 * GRACE)
    said = StringIO()
    call_command("sweep_unnamed_files", "--dry-run", stdout=said)
    assert said.getvalue() == "1 files belong to a row, 1 to none and wait, 0 were deleted.\n"
    assert path.exists()
    call_command("sweep_unnamed_files", stdout=StringIO())
    assert not path.exists()


@isolate_apps("events")
def test_a_field_without_a_folder_of_its_own_is_named():
    class Photo(models.Model):  # noqa: DJ008
        picture = models.FileField(upload_to="%Y/%m")

        class Meta:
            app_label = "events"

    with pytest.raises(ValueError, match="a folder of their own"):
        folder_of(Photo._meta.get_field("picture"))
