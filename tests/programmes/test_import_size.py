"""What many rows cost: no more statements than few in a portion, and no more memory than a portion takes."""

import gc
import tracemalloc
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.models import ImportRow
from programmes.services import import_work
from programmes.services.imports import confirm_import, undo_import
from tests.factories import make_member, make_programme
from tests.importing import HEAD, ORGANISATIONS, PARTICIPANTS, sent, work_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return make_member(make_programme("mine", starts_on=date(2025, 1, 1)))


def organisations(number: int) -> str:
    return HEAD + "".join(f"mine;Works {each};company;Suhl;DE\n" for each in range(number))


def people(number: int) -> str:
    head = "email;programme;name;consent_received_on\n"
    return head + "".join(
        f"p{number}-{each}@example.org;mine;Person {each};2026-02-02\n" for each in range(number)
    )


KINDS = pytest.mark.parametrize(
    ("kind", "text"),
    [(ORGANISATIONS, organisations), (PARTICIPANTS, people)],
    ids=["organisations", "people"],
)


def statements(work) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        work()
    return len(seen)


def of_each_step(by, text: str, kind: str) -> dict[str, int]:
    """In a portion that holds the whole file."""
    counted = {}
    batch = sent(by, text, kind)
    counted["preview"] = statements(lambda: work_on(batch))
    batch.refresh_from_db()
    confirm_import(batch=batch, by=by)
    counted["import"] = statements(lambda: work_on(batch))
    again = sent(by, text, kind)
    counted["unchanged"] = statements(lambda: work_on(again))
    undo_import(batch=batch, by=by)
    counted["undo"] = statements(lambda: work_on(batch))
    assert (batch.state, again.counts) == ("undone", {"same": text.count("\n") - 1})
    return counted


@KINDS
def test_a_portion_takes_as_many_statements_for_many_rows_as_for_few(by, kind, text):
    assert import_work.PORTION == 100
    work_on(sent(by, text(1), kind))  # what is read once for a process is read
    assert of_each_step(by, text(100), kind) == of_each_step(by, text(25), kind)


@KINDS
def test_no_more_rows_than_a_portion_s_are_held_however_long_the_file(by, kind, text, monkeypatch):
    monkeypatch.setattr(import_work, "PORTION", 25)
    held, most = 0, 0
    real = ImportRow.__init__

    def counted(self, *args, **kwargs):
        nonlocal held, most
        real(self, *args, **kwargs)
        held += 1
        most = max(most, held)

    def gone(self):
        nonlocal held
        held -= 1

    batch = sent(by, text(150), kind)
    import_work._read_file(prepared(batch))
    monkeypatch.setattr(ImportRow, "__init__", counted)
    monkeypatch.setattr(ImportRow, "__del__", gone, raising=False)
    gc.collect()
    for step in (None, confirm_import, undo_import):
        batch.refresh_from_db()
        if step is not None:
            step(batch=batch, by=by)
        work_on(batch)
        gc.collect()
    assert batch.state == "undone"
    assert most <= 3 * import_work.PORTION


def prepared(batch):
    batch.state = "reading"
    batch.save()
    return batch


def test_reading_a_file_holds_no_more_than_some_rows_of_it(by):
    """Twice as long a file takes as much memory at its peak, but for the file itself."""

    def peak(number: int) -> int:
        batch = prepared(sent(by, organisations(number)))
        gc.collect()
        tracemalloc.start()
        import_work._read_file(batch)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)
    short, long = peak(2000), peak(6000)
    assert long < 1.3 * short, (short, long)
