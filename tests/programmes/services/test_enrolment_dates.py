"""Nobody enters a programme before it begins, after it ends, or tomorrow; whichever way the day comes in."""

from datetime import date, timedelta

import pytest

from portal.core.errors import NotAllowed
from programmes.constants import EnrolmentStatus
from programmes.services.enrolment_dates import NotEnteredOrLeft, correct_entry, correct_exit
from programmes.services.entering import OnPaper
from programmes.services.participation_days import WrongEntryDate, WrongExitDate, check_entry_date
from programmes.services.people import enter_person
from tests.factories import make_enrolment, make_member, make_programme

pytestmark = pytest.mark.django_db

STARTS, ENDS = date(2024, 1, 1), date(2026, 1, 31)


@pytest.fixture
def programme():
    return make_programme(starts_on=STARTS, ends_on=ENDS)


@pytest.mark.parametrize(
    ("day", "is_possible"),
    [
        (STARTS - timedelta(days=1), False),
        (STARTS, True),
        (ENDS, True),
        (ENDS + timedelta(days=1), False),
        (None, True),
    ],
)
def test_an_entry_lies_within_the_programme_s_period(programme, day, is_possible):
    if is_possible:
        check_entry_date(programme, day)
    else:
        with pytest.raises(WrongEntryDate):
            check_entry_date(programme, day)


def test_nobody_enters_tomorrow_in_the_programme_s_zone():
    programme = make_programme()
    check_entry_date(programme, programme.today())
    with pytest.raises(WrongEntryDate):
        check_entry_date(programme, programme.today() + timedelta(days=1))


def test_a_part_without_a_period_has_that_of_the_whole(programme):
    part = make_programme(parent=programme)
    with pytest.raises(WrongEntryDate):
        check_entry_date(part, STARTS - timedelta(days=1))


def test_staff_enters_nobody_outside_of_it(programme):
    with pytest.raises(WrongEntryDate):
        enter_person(
            programme=programme,
            name="Paula",
            entered_on=date(1991, 5, 5),
            paper=OnPaper(received_on=STARTS),
            by=make_member(programme),
        )


def test_an_entry_is_corrected_by_who_may(programme):
    row = make_enrolment(programme, entered_on=STARTS)
    row = correct_entry(enrolment=row, entered_on=date(2024, 3, 1), by=make_member(programme))
    assert row.entered_on == date(2024, 3, 1)
    with pytest.raises(NotAllowed):
        correct_entry(enrolment=row, entered_on=STARTS, by=make_member(programme, "assistant"))


def test_a_correction_keeps_entry_and_exit_in_their_order(programme):
    left = {"status": EnrolmentStatus.LEFT, "left_on": date(2024, 6, 1), "exit_kind": "early"}
    row, by = make_enrolment(programme, entered_on=STARTS, **left), make_member(programme)
    with pytest.raises(WrongExitDate):
        correct_entry(enrolment=row, entered_on=date(2024, 7, 1), by=by)
    with pytest.raises(WrongExitDate):
        correct_exit(enrolment=row, left_on=date(2023, 7, 1), exit_kind="early", by=by)
    row = correct_exit(enrolment=row, left_on=date(2024, 7, 1), exit_kind="completed", by=by)
    assert (row.left_on, row.exit_kind) == (date(2024, 7, 1), "completed")


def test_who_has_not_entered_or_left_has_no_day_to_correct(programme):
    by = make_member(programme)
    asked = make_enrolment(programme, status=EnrolmentStatus.APPLIED, entered_on=None)
    with pytest.raises(NotEnteredOrLeft):
        correct_entry(enrolment=asked, entered_on=STARTS, by=by)
    there = make_enrolment(programme, entered_on=STARTS)
    with pytest.raises(NotEnteredOrLeft):
        correct_exit(enrolment=there, left_on=STARTS, exit_kind="early", by=by)
