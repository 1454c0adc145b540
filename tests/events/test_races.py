"""Two who want the same device at once, in real threads on the real database; and the same without what keeps it."""

import threading
from collections.abc import Callable
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection

from events.models import Equipment, Reservation
from events.services import reservations
from portal.core.errors import DomainError
from tests.events.lending import Lending
from tests.factories import make_reservation

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 1.0
"""Seconds one waits for the other. With the lock the other can't come, so this is how long those tests take."""
CONSTRAINT = next(each for each in Reservation._meta.constraints if each.name == "reservation_once_at_a_time")


def in_threads(*actions: Callable[[], object]) -> list[str]:
    """What became of each action: "done" or the name of the error."""
    outcomes: list[str] = []

    def run(action: Callable[[], object]) -> None:
        try:
            action()
            outcomes.append("done")
        except (DomainError, IntegrityError) as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return sorted(outcomes)


@contextmanager
def without_the_constraint():
    with connection.schema_editor() as editor:
        editor.remove_constraint(Reservation, CONSTRAINT)
    try:
        yield
    finally:
        Reservation.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Reservation, CONSTRAINT)


def two_reserve(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Both look whether it is free before either takes it, if the database lets them."""
    lending = Lending()
    events = [lending.event, lending.make_event()]
    barrier, look = threading.Barrier(2), reservations._check_free

    def look_together(*args: object) -> None:
        look(*args)
        try:
            barrier.wait(PATIENCE)
        except threading.BrokenBarrierError:
            return

    monkeypatch.setattr(reservations, "_check_free", look_together)
    return in_threads(*(lambda event=event: lending.reserve(event) for event in events))


def forget_to_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reservations, "_locked_device", lambda key: Equipment.objects.get(pk=key))


def test_one_of_two_gets_the_device(monkeypatch):
    assert two_reserve(monkeypatch) == ["EquipmentTaken", "done"]
    assert Reservation.objects.count() == 1


def test_the_lock_alone_keeps_them_apart(monkeypatch):
    with without_the_constraint():
        assert two_reserve(monkeypatch) == ["EquipmentTaken", "done"]


def test_without_lock_and_constraint_both_would_get_it(monkeypatch):
    forget_to_lock(monkeypatch)
    with without_the_constraint():
        assert two_reserve(monkeypatch) == ["done", "done"]


def test_the_constraint_alone_keeps_them_apart():
    lending = Lending()
    events = [lending.event, lending.make_event()]
    first, second = in_threads(
        *(lambda event=event: make_reservation(lending.device, event) for event in events)
    )
    assert (first, second) == ("IntegrityError", "done")
    assert Reservation.objects.count() == 1


def test_one_of_two_hands_it_over(monkeypatch):
    """Both the organisation and the programme note it at the same moment: it is noted once."""
    lending = Lending()
    reservation = make_reservation(lending.device, lending.event, state="confirmed")
    outcomes = in_threads(
        *(
            lambda by=by: reservations.hand_over_equipment(reservation=reservation, by=by)
            for by in (lending.keeper, lending.trainer)
        )
    )
    assert outcomes == ["WrongState", "done"]
    assert reservation.lending_steps.count() == 1
