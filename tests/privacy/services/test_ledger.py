"""The ledger of erasures: as long as a backup may know somebody, and no longer."""

from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings
from django.utils import timezone

from portal.privacy.services import ledger
from portal.privacy.services.retention import apply_retention


def line(code: str, days_ago: int) -> ledger.Line:
    ended = (timezone.now() - timedelta(days=days_ago)).isoformat()
    return ledger.Line(code=code, person=1, joined=ended, ended=ended, state="done")


def codes() -> list[str]:
    return [each.code for each in ledger.lines(Path(settings.ERASURE_LEDGER))]


@pytest.mark.django_db
def test_a_line_stays_as_long_as_a_backup_may_know_the_person(settings):
    settings.ERASURE_LEDGER_DAYS = 30
    for code, days in (("old", 31), ("young", 29)):
        ledger.append(line(code, days))
    path = Path(settings.ERASURE_LEDGER)
    with path.open("a") as file:
        file.write('{"code": "cut off\n')
    apply_retention()
    assert codes() == ["young"]
    assert "cut off" in path.read_text()
    assert oct(path.stat().st_mode)[-3:] == "600"


def test_nothing_is_lost_that_is_written_down_while_it_is_swept():
    for number in range(40):
        ledger.append(line(f"old-{number}", 500))
    writers = [Thread(target=ledger.append, args=[line(f"new-{number}", 0)]) for number in range(40)]
    for writer in writers:
        writer.start()
        ledger.sweep(before=timezone.now() - timedelta(days=400))
    for writer in writers:
        writer.join()
    assert sorted(codes()) == sorted(f"new-{number}" for number in range(40))


def test_without_a_ledger_nothing_is_swept():
    assert ledger.sweep(before=timezone.now()) == 0
