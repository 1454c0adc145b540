"""Asking for missing answers: who can be asked, once a day, and nobody who has answered."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluation.constants import IMMEDIATE_RESULT_DAYS, Stage
from evaluation.models import ParticipantRecord
from evaluation.services.asking import NobodyToAsk, NoParticipantYet, NothingMissing, ask_for_answers
from portal.core.errors import NotAllowed
from portal.notifications.models import Notification
from programmes.extensions import bulk_acts, steps_for
from programmes.models import Enrolment, Programme
from tests.attending import sessions_attended
from tests.factories import (
    make_enrolment,
    make_funding,
    make_invited,
    make_member,
    make_programme,
    make_record,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme(modules=["evaluation"])


def record_of(programme, **fields) -> ParticipantRecord:
    return make_record(make_enrolment(programme), **{"gender": "", **fields})


def asked() -> list[str]:
    return list(
        Notification.objects.filter(kind="evaluation.answers_asked").values_list("recipient__name", flat=True)
    )


def test_a_participant_is_asked_once_a_day(programme):
    record, by = record_of(programme), make_member(programme)
    for _time in range(2):
        ask_for_answers(record=record, stage=Stage.ENTRY, by=by)
    assert asked() == ["Talent"]


@pytest.mark.parametrize("gender", ["f", "x"])
def test_whoever_has_answered_is_not_asked_if_only_that_they_would_rather_not_say(programme, gender):
    with pytest.raises(NothingMissing):
        ask_for_answers(
            record=record_of(programme, gender=gender), stage=Stage.ENTRY, by=make_member(programme)
        )


def test_whoever_has_no_account_can_only_be_asked_on_paper(programme):
    record = make_record(make_invited(programme, "paper@example.org"), gender="")
    with pytest.raises(NobodyToAsk):
        ask_for_answers(record=record, stage=Stage.ENTRY, by=make_member(programme))


def test_nobody_of_another_programme_asks(programme):
    with pytest.raises(NotAllowed):
        ask_for_answers(record=record_of(programme), stage=Stage.ENTRY, by=make_member(make_programme()))


@pytest.mark.parametrize(
    ("days", "waits"), [(1, 1), (IMMEDIATE_RESULT_DAYS, 1), (IMMEDIATE_RESULT_DAYS + 1, 0)]
)
def test_who_has_just_left_is_asked_while_the_answer_counts(programme, days, waits):
    record = record_of(programme, gender="f")
    left_on = timezone.localdate() - timedelta(days=days)
    Enrolment.objects.filter(pk=record.enrolment_id).update(
        status="left", entered_on=left_on, left_on=left_on, exit_kind="completed"
    )
    rows = bulk_acts["ask-exit-answers"].rows(make_member(programme), Programme.objects.all())
    assert rows.count() == waits
    for row in rows:
        ask_for_answers(record=row, stage=Stage.EXIT, by=make_member(programme))
    assert len(asked()) == waits


def test_below_the_funder_s_hours_nobody_is_asked_and_whoever_has_them_is():
    programme = make_programme(modules=["evaluation"])
    funding, by = make_funding(programme, threshold_hours=8), make_member(programme)
    record = record_of(programme)
    person = record.enrolment.person
    step = "Needed for the funder, two minutes"
    assert list(bulk_acts["ask-entry-answers"].rows(by, Programme.objects.all())) == []
    with pytest.raises(NoParticipantYet):
        ask_for_answers(record=record, stage=Stage.ENTRY, by=by)
    assert step not in {each.hint for each in steps_for(person)}
    with sessions_attended() as sessions:
        sessions.attend(1, person, funding, 480)
    assert list(bulk_acts["ask-entry-answers"].rows(by, Programme.objects.all())) == [record]
    assert step in {each.hint for each in steps_for(person)}
    record = ParticipantRecord.objects.get(pk=record.pk)
    ask_for_answers(record=record, stage=Stage.ENTRY, by=by)
    assert asked() == ["Talent"]
