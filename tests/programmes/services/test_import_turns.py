"""An import's turn at the workers: what stands still is sent again, and nothing is worked off twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from programmes.models import Import, Organisation
from programmes.services import import_turns, import_work
from programmes.services.import_work import carry_out_import, read_import, resume_imports
from programmes.services.imports import confirm_import
from tests.factories import make_member, make_programme
from tests.importing import HEAD, previewed, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    return make_programme("mine")


@pytest.fixture
def by(mine):
    return make_member(mine)


def rows(number: int) -> str:
    return HEAD + "".join(f"mine;Works {each};company;Suhl;DE\n" for each in range(number))


def test_what_stands_still_is_sent_again(by, monkeypatch):
    waiting, fresh = sent(by, rows(1)), sent(by, rows(1))
    before = timezone.now() - import_work.STALE - timedelta(seconds=1)
    Import.objects.filter(pk=waiting.pk).update(updated_at=before)
    asked = []
    monkeypatch.setattr(import_turns, "enqueue", lambda *job: asked.append(job))
    assert resume_imports() == 1
    assert asked == [("programmes.read_import", waiting.pk, 2)]
    assert fresh.state == "queued"


def test_what_was_sent_again_is_not_worked_off_twice(by, monkeypatch):
    """The lane was busy for an hour: the message that had waited in it and the sweeper's are one piece of work."""
    monkeypatch.setattr(import_work, "PORTION", 2)
    batch = sent(by, rows(3))
    Import.objects.update(updated_at=timezone.now() - import_work.STALE - timedelta(seconds=1))
    assert (resume_imports(), resume_imports()) == (1, 0)
    read_import(batch_id=batch.pk, turn=batch.turn)
    batch.refresh_from_db()
    assert (batch.state, batch.turn) == ("queued", 2)
    read_import(batch_id=batch.pk, turn=2)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done) == ("preview", 3)


def test_a_portion_is_not_saved_once_somebody_else_has_the_turn(by, mine, monkeypatch):
    batch = confirm_import(batch=previewed(by, rows(2)), by=by)
    real = import_work._carry_out_portion

    def overtaken(batch, importer):
        Import.objects.filter(pk=batch.pk).update(turn=batch.turn + 1)
        return real(batch, importer)

    monkeypatch.setattr(import_work, "_carry_out_portion", overtaken)
    carry_out_import(batch_id=batch.pk, turn=batch.turn)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done, Organisation.objects.count()) == ("importing", 0, 0)
