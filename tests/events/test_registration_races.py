"""Many people and few places, in real threads on the real database; and without the lock, to show that it matters."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from events.models import Admission, Registration
from events.querysets.events import EventQuerySet
from events.services import taking as taking_a_place
from events.services.admissions import settle_events
from events.services.changes import change_party
from events.services.registrations import accept_offer, cancel_registration, register
from portal.core.errors import DomainError
from tests.events.schooling import Schooling
from tests.factories import make_event, make_programme, make_user
from tests.matching.test_races import Meeting, in_threads

pytestmark = pytest.mark.django_db(transaction=True)


def states() -> list[str]:
    return sorted(Registration.objects.values_list("state", flat=True))


class TwoHaveIt(DomainError):
    """The database has refused what the portal was about to do."""


def taking(event, person):
    def take() -> Registration:
        try:
            return register(event=event, person=person, attendance="on_site", by=person)
        except IntegrityError as error:
            raise TwoHaveIt from error

    return take


def two_want_the_last_place(monkeypatch) -> list[str]:
    event = make_event(make_programme(modules=["events"]), places=1)
    people = [make_user(f"Person {number}") for number in range(2)]
    meeting = Meeting(taking_a_place.settle)
    monkeypatch.setattr(taking_a_place, "settle", meeting)
    return in_threads(*(taking(event, person) for person in people), after=meeting.first_is_done.set)


def test_the_last_place_goes_to_one_of_two_people(monkeypatch):
    assert two_want_the_last_place(monkeypatch) == ["done", "done"]
    assert states() == ["registered", "waiting"]


def test_without_the_lock_both_would_get_it_and_only_the_database_refuses_the_second(monkeypatch):
    monkeypatch.setattr(EventQuerySet, "select_for_update", lambda self, **options: self.all())
    assert two_want_the_last_place(monkeypatch) == ["TwoHaveIt", "done"]
    assert states() == ["registered"]


def test_ten_places_go_to_ten_of_thirty_people_at_once_and_the_others_stand_in_line():
    event = make_event(make_programme(modules=["events"]), places=10)
    people = [make_user(f"Person {number}") for number in range(30)]
    assert in_threads(*(taking(event, person) for person in people)) == ["done"] * 30
    assert states() == ["registered"] * 10 + ["waiting"] * 20
    assert Admission.objects.get().seats_taken == 10


def test_the_last_place_online_goes_to_one_of_two_who_change_to_it():
    event = make_event(make_programme(modules=["events"]), places=2)
    Admission.objects.create(event=event, attendance="online", capacity=1)
    rows = [taking(event, make_user(name))() for name in ("Ana", "Boris")]

    def changing(row):
        return lambda: change_party(registration=row, companions=0, attendance="online", by=row.person)

    assert sorted(in_threads(*map(changing, rows))) == ["NotEnoughPlaces", "done"]
    ways = sorted(Registration.objects.values_list("attendance", flat=True))
    taken = dict(event.admissions.values_list("attendance", "seats_taken"))
    assert (ways, taken) == (["on_site", "online"], {"on_site": 1, "online": 1})


def test_an_offer_that_lapses_while_others_register_and_it_is_accepted_has_one_end():
    event = make_event(make_programme(modules=["events"]), places=1)
    first, second, third = (taking(event, make_user(name))() for name in ("Ana", "Boris", "Cene"))
    cancel_registration(registration=first, by=first.person)
    Registration.objects.filter(pk=second.pk).update(held_until=timezone.now() - timedelta(seconds=1))
    outcomes = in_threads(
        lambda: accept_offer(registration=second, by=second.person),
        settle_events,
        settle_events,
        taking(event, make_user("Dora")),
    )
    assert outcomes.count("done") == 3
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == ("lapsed", "offered")
    assert Admission.objects.get().seats_taken == 1


def test_two_classes_that_want_the_same_places_at_once_do_not_both_get_them():
    schooling = Schooling()

    def booking(name: str, by):
        return lambda: schooling.book(class_name=name, pupils=20, by=by)

    outcomes = in_threads(booking("8b", schooling.teacher), booking("8c", schooling.colleague))
    assert outcomes == ["TooFewPlaces", "done"]
    assert Admission.objects.get().seats_taken == 20
