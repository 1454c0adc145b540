from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from evaluation.models import ParticipantRecord
from evaluation.services.records import (
    ImpossibleAnswer,
    NotJoinedYet,
    NotLeftYet,
    answer_entry,
    answer_exit,
)
from portal.core.errors import NotAllowed
from programmes.constants import EnrolmentStatus, ExitKind
from programmes.queries.programmes import current_text
from programmes.services.enrolments import join_programme, leave_programme
from tests.factories import make_enrolment, make_member, make_programme, make_pupil, make_record, make_user

pytestmark = pytest.mark.django_db

ENTRY = {"gender": "f", "birth_date": date(1998, 3, 4), "status_entry": "unemployed", "isced_entry": 6}


def exit_answers(**changes):
    return {
        "status_exit": "employed",
        "is_job_searching_exit": False,
        "is_in_education_exit": False,
        "has_qualification_exit": True,
        "exit_checked_on": timezone.localdate(),
        **changes,
    }


def test_who_enters_gets_a_record_that_waits_for_answers():
    enrolment = make_enrolment(make_programme())
    record = ParticipantRecord.objects.get(enrolment=enrolment)
    assert record.is_complete is False


def test_who_only_asked_to_join_gets_no_record():
    make_enrolment(make_programme(), status=EnrolmentStatus.APPLIED, entered_on=None)
    assert ParticipantRecord.objects.count() == 0


def test_the_person_answers_the_entry_questions():
    enrolment = make_enrolment(make_programme())
    record = answer_entry(enrolment=enrolment, answers=ENTRY, by=enrolment.person)
    record.refresh_from_db()
    assert {field: getattr(record, field) for field in ENTRY} == ENTRY
    assert record.is_complete is True
    assert record.entry_answered_at is not None


def test_a_corrected_answer_leaves_the_others_and_the_old_one_in_the_history():
    enrolment = make_enrolment(make_programme())
    answer_entry(enrolment=enrolment, answers=ENTRY, by=enrolment.person)
    record = answer_entry(enrolment=enrolment, answers={"gender": "d"}, by=enrolment.person)
    assert (record.gender, record.status_entry) == ("d", "unemployed")
    genders = list(record.history.order_by("pgh_id").values_list("gender", flat=True))
    assert genders[-2:] == ["f", "d"]


@pytest.mark.parametrize(
    ("role", "expected"), [("coordinator", True), ("assistant", True), ("evaluator", False)]
)
def test_staff_answers_for_a_person_where_their_role_allows_it(role, expected):
    programme = make_programme()
    enrolment = make_enrolment(programme)
    member = make_member(programme, role)
    if expected:
        assert answer_entry(enrolment=enrolment, answers=ENTRY, by=member).gender == "f"
    else:
        with pytest.raises(NotAllowed):
            answer_entry(enrolment=enrolment, answers=ENTRY, by=member)


def test_nobody_answers_for_others_or_in_foreign_programmes():
    enrolment = make_enrolment(make_programme())
    for stranger in (make_user("Charlie"), make_member(make_programme())):
        with pytest.raises(NotAllowed):
            answer_entry(enrolment=enrolment, answers=ENTRY, by=stranger)
    assert ParticipantRecord.objects.get(enrolment=enrolment).gender == ""


def test_a_pupil_answers_only_with_a_guardians_consent():
    programme = make_programme()
    with_consent, without = make_pupil(has_consent=True), make_pupil(has_consent=False)
    answers = {**ENTRY, "birth_date": timezone.localdate().replace(day=1) - timedelta(days=15 * 365)}
    answer_entry(enrolment=make_enrolment(programme, with_consent), answers=answers, by=with_consent)
    with pytest.raises(NotAllowed):
        answer_entry(enrolment=make_enrolment(programme, without), answers=answers, by=without)


@pytest.mark.parametrize(
    "birth_date",
    [
        date(2026, 1, 15),
        date(2027, 1, 1),
        date(2016, 1, 16),
        date(1925, 1, 15),
        date(1, 1, 1),
        date(9999, 12, 31),
    ],
)
def test_an_impossible_date_of_birth_is_refused_beside_its_field(birth_date):
    enrolment = make_enrolment(make_programme(), entered_on=date(2026, 1, 15))
    with pytest.raises(ImpossibleAnswer) as caught:
        answer_entry(enrolment=enrolment, answers={**ENTRY, "birth_date": birth_date}, by=enrolment.person)
    assert caught.value.field == "birth_date"
    assert ParticipantRecord.objects.get(enrolment=enrolment).birth_date is None


@pytest.mark.parametrize("birth_date", [date(2016, 1, 15), date(1925, 1, 16)])
def test_ages_from_ten_to_a_hundred_are_possible(birth_date):
    enrolment = make_enrolment(make_programme(), entered_on=date(2026, 1, 15))
    record = answer_entry(
        enrolment=enrolment, answers={**ENTRY, "birth_date": birth_date}, by=enrolment.person
    )
    assert record.birth_date == birth_date


@pytest.mark.parametrize(
    ("field", "value"), [("gender", "w"), ("status_entry", "rich"), ("isced_entry", 9), ("isced_entry", -1)]
)
def test_an_answer_that_is_no_choice_is_refused(field, value):
    enrolment = make_enrolment(make_programme())
    with pytest.raises(ImpossibleAnswer) as caught:
        answer_entry(enrolment=enrolment, answers={**ENTRY, field: value}, by=enrolment.person)
    assert caught.value.field == field


def test_entry_questions_wait_for_the_entry():
    enrolment = make_enrolment(make_programme(), status=EnrolmentStatus.APPLIED, entered_on=None)
    with pytest.raises(NotJoinedYet):
        answer_entry(enrolment=enrolment, answers=ENTRY, by=enrolment.person)


def test_exit_questions_wait_for_the_exit():
    enrolment = make_enrolment(make_programme())
    with pytest.raises(NotLeftYet):
        answer_exit(enrolment=enrolment, answers=exit_answers(), by=enrolment.person)


def left(days_ago: int):
    today = timezone.localdate()
    return make_enrolment(
        make_programme(),
        status=EnrolmentStatus.LEFT,
        entered_on=today - timedelta(days=400),
        left_on=today - timedelta(days=days_ago),
    )


@pytest.mark.parametrize(("days_after", "expected"), [(-1, False), (0, True), (28, True), (29, False)])
def test_the_situation_on_leaving_is_that_of_the_next_28_days(days_after, expected):
    enrolment = left(days_ago=60)
    day = enrolment.left_on + timedelta(days=days_after)
    if expected:
        record = answer_exit(
            enrolment=enrolment, answers=exit_answers(exit_checked_on=day), by=enrolment.person
        )
        assert record.exit_checked_on == day
    else:
        with pytest.raises(ImpossibleAnswer) as caught:
            answer_exit(enrolment=enrolment, answers=exit_answers(exit_checked_on=day), by=enrolment.person)
        assert caught.value.field == "exit_checked_on"


def test_the_situation_on_leaving_is_not_told_in_advance():
    enrolment = left(days_ago=3)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ImpossibleAnswer):
        answer_exit(enrolment=enrolment, answers=exit_answers(exit_checked_on=tomorrow), by=enrolment.person)


def test_re_entry_keeps_the_entry_answers_and_asks_for_the_exit_anew():
    programme = make_programme()
    person = make_user("Alice")
    text = current_text(programme)
    enrolment = join_programme(person=person, programme=programme, version=text, language="en", by=person)
    answer_entry(enrolment=enrolment, answers=ENTRY, by=person)
    leave_programme(enrolment=enrolment, exit_kind=ExitKind.COMPLETED, by=person)
    answer_exit(enrolment=enrolment, answers=exit_answers(), by=person)
    join_programme(person=person, programme=programme, version=text, language="en", by=person)
    record = ParticipantRecord.objects.get(enrolment__person=person)
    assert {field: getattr(record, field) for field in ENTRY} == ENTRY
    assert (record.status_exit, record.exit_checked_on, record.has_qualification_exit) == ("", None, None)
    assert record.exit_answered_at is None


def test_the_admin_meets_the_same_rules_as_the_pages():
    record = make_record(
        make_enrolment(make_programme(), entered_on=date(2026, 1, 15)), birth_date=date(2026, 1, 15)
    )
    with pytest.raises(ValidationError) as caught:
        record.full_clean()
    assert list(caught.value.message_dict) == ["birth_date"]
