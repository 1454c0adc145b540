"""A guardian agrees while a teacher drops the number: real threads, real database."""

import threading

import pytest

from events.models import ClassBooking, ClassConsent
from events.services import class_consents, classes
from events.services.classes import resize_class
from tests.events.schooling import Schooling, number
from tests.matching.test_races import in_threads

pytestmark = pytest.mark.django_db(transaction=True)


def dropped_while_a_guardian_agrees(monkeypatch) -> list[str]:
    schooling = Schooling()
    booking = schooling.book()
    consent, delete = number(booking, 1), classes.delete_rows
    is_dropping, has_agreed = threading.Event(), threading.Event()

    def slowly(*args):
        is_dropping.set()
        has_agreed.wait(1)
        return delete(*args)

    def agree():
        is_dropping.wait(5)
        schooling.agree(booking, consent.number)
        has_agreed.set()

    monkeypatch.setattr(classes, "delete_rows", slowly)
    return in_threads(lambda: resize_class(booking=booking, dropped=[1], by=schooling.teacher), agree)


def test_a_number_that_is_dropped_is_agreed_to_by_nobody_meanwhile(monkeypatch):
    assert dropped_while_a_guardian_agrees(monkeypatch) == ["AnsweredTooLate", "done"]
    assert ClassConsent.objects.filter(number=1).count() == 0


def test_without_the_lock_what_a_guardian_has_just_agreed_to_would_be_deleted(monkeypatch):
    rows = ClassBooking.objects.select_related("event__programme", "teacher", "school")
    monkeypatch.setattr(class_consents, "lock_class", lambda key: rows.get(pk=key))
    assert dropped_while_a_guardian_agrees(monkeypatch) == ["done", "done"]
    assert ClassConsent.objects.filter(number=1).count() == 0
