"""Two people at once, in real threads on the real database; and the same without the lock, to show that it matters."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from matching.models import Application, Placement
from matching.querysets.applications import ApplicationQuerySet
from matching.querysets.placements import PlacementQuerySet
from matching.services import applications
from portal.core.errors import DomainError
from tests.factories import make_application, make_organisation, make_placement, make_programme, make_talent

PATIENCE = 1.0
"""Seconds one waits for the other. With the lock the other can't come, so this is how long those tests take."""


class Meeting:
    """Both count the places before either takes one, if the database lets them; then one finishes before the other."""

    def __init__(self, count: Callable[[Placement], int]) -> None:
        self.count = count
        self.barrier = threading.Barrier(2)
        self.first_is_done = threading.Event()
        self.arrived = threading.Lock()

    def __call__(self, placement: Placement) -> int:
        taken = self.count(placement)
        is_first = self.arrived.acquire(blocking=False)
        try:
            self.barrier.wait(PATIENCE)
        except threading.BrokenBarrierError:
            return taken
        if not is_first:
            self.first_is_done.wait(PATIENCE)
        return taken


def in_threads(*actions: Callable[[], object], after: Callable[[], None] = lambda: None) -> list[str]:
    """What became of each action: "done" or the name of the error."""
    outcomes: list[str] = []

    def run(action: Callable[[], object]) -> None:
        try:
            action()
            outcomes.append("done")
        except DomainError as error:
            outcomes.append(type(error).__name__)
        finally:
            after()
            connection.close()

    threads = [threading.Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return sorted(outcomes)


def two_accept_the_last_place(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    placement = make_placement(make_organisation(make_programme()), seats=1)
    rows = [make_application(placement, make_talent(), state="offered") for _person in range(2)]
    meeting = Meeting(applications.seats_taken)
    monkeypatch.setattr(applications, "seats_taken", meeting)

    def accept(row: Application) -> Callable[[], object]:
        person = row.talent.user
        return lambda: applications.move_application(application=row, state="accepted", message="", by=person)

    return in_threads(*map(accept, rows), after=meeting.first_is_done.set)


@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one_of_two_people(monkeypatch):
    assert two_accept_the_last_place(monkeypatch) == ["SeatsTaken", "done"]
    assert Application.objects.accepted().count() == 1
    assert sorted(Application.objects.values_list("state", flat=True)) == ["accepted", "declined"]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_get_it(monkeypatch):
    for queryset in (PlacementQuerySet, ApplicationQuerySet):
        monkeypatch.setattr(queryset, "select_for_update", lambda self, **options: self.all())
    assert two_accept_the_last_place(monkeypatch) == ["done", "done"]
    assert Application.objects.accepted().count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_clicks_make_one_application():
    placement, talent = make_placement(make_organisation(make_programme())), make_talent()

    def apply() -> Application:
        return applications.apply(talent=talent, placement=placement, message="", cv=None, by=talent.user)

    assert in_threads(apply, apply, apply) == ["AlreadyApplied", "AlreadyApplied", "done"]
    assert Application.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_database_still_refuses_the_second_application(monkeypatch):
    monkeypatch.setattr(PlacementQuerySet, "select_for_update", lambda self, **options: self.all())
    placement, talent = make_placement(make_organisation(make_programme())), make_talent()
    barrier = threading.Barrier(2)
    create = Application.objects.create

    def create_together(**fields: object) -> Application:
        barrier.wait(PATIENCE)
        return create(**fields)

    monkeypatch.setattr(Application.objects, "create", create_together)

    def apply() -> Application:
        return applications.apply(talent=talent, placement=placement, message="", cv=None, by=talent.user)

    assert in_threads(apply, apply) == ["AlreadyApplied", "done"]
    assert Application.objects.count() == 1
