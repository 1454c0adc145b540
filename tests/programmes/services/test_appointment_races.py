"""Two act at once on one appointment, in real threads on the real database; and the same without the lock."""

import threading

import pytest

from programmes.querysets.appointments import AppointmentQuerySet
from programmes.services import appointments
from tests.matching.test_races import PATIENCE, in_threads
from tests.programmes.services.test_appointments import Meeting


def two_act_at_once(monkeypatch) -> tuple[list[str], Meeting]:
    """The applicant chooses a time while the company proposes others. Both have read the row before either writes it,
    if the database lets them."""
    meeting = Meeting()
    barrier, save = threading.Barrier(2), appointments._save

    def meet(appointment, side):
        try:
            barrier.wait(PATIENCE)
        except threading.BrokenBarrierError:
            pass
        save(appointment, side)

    monkeypatch.setattr(appointments, "_save", meet)
    outcomes = in_threads(
        lambda: meeting.choose(meeting.applicant), lambda: meeting.propose(meeting.company, 8)
    )
    return outcomes, meeting


@pytest.mark.django_db(transaction=True)
def test_of_two_who_act_at_once_the_second_sees_what_the_first_has_done(monkeypatch):
    outcomes, meeting = two_act_at_once(monkeypatch)
    row = meeting.row()
    assert outcomes in (["ReasonMissing", "done"], ["NotProposed", "done"])
    assert row.sequence == 1
    assert (row.state, row.starts_at is None) in (("agreed", False), ("proposed", True))


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_win(monkeypatch):
    monkeypatch.setattr(AppointmentQuerySet, "select_for_update", lambda self, **_options: self)
    outcomes, meeting = two_act_at_once(monkeypatch)
    assert outcomes == ["done", "done"]
    assert meeting.row().sequence == 1, "one of the two steps is lost"
