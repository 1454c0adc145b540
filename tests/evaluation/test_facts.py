"""One list of the funder's questions: whoever adds a question is told where it is still unknown."""

import pytest
from django.db import models

from evaluation.constants import Stage
from evaluation.facts import ANSWERS, REQUIRED, in_column_order, missing_fields
from evaluation.forms import QUESTIONS, AnswersForm
from evaluation.models import ParticipantFact, ParticipantRecord
from evaluation.presentation.records import missing_answer_names
from evaluation.queries.contributions import CONTRIBUTIONS, NOT_REPORTABLE, UNANSWERED, all_participants
from evaluation.queries.standing import NOBODY, standings
from evaluation.services.files import MICRODATA_COLUMNS
from tests.factories import make_enrolment, make_programme, make_record

NOT_ANSWERS = {"id", "enrolment", "created_at", "updated_at", "entry_answered_at", "exit_answered_at"}


def test_every_field_of_a_record_is_an_answer_or_keeps_the_books():
    fields = {field.name for field in ParticipantRecord._meta.fields}
    assert {answer.field for answer in ANSWERS} == fields - NOT_ANSWERS


def test_every_answer_is_asked_and_has_a_column():
    assert list(QUESTIONS) == [answer.field for answer in ANSWERS]
    assert {answer.column for answer in in_column_order()} == {answer.column for answer in ANSWERS}


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.field)
def test_an_answer_knows_what_stands_in_its_field_while_nobody_has_answered(answer):
    field = ParticipantRecord._meta.get_field(answer.field)
    assert answer.is_text == (not field.null and isinstance(field, models.CharField))
    assert getattr(ParticipantRecord(), answer.field) == answer.blank


def test_the_rows_file_keeps_the_columns_of_the_authorities_forms():
    assert list(MICRODATA_COLUMNS) == [
        "operation_id",
        "participant_id",
        "entry_date",
        "exit_date",
        "exit_type",
        "gender",
        "age_entry",
        "status_entry",
        "isced_entry",
        "status_exit",
        "education_exit",
        "jobsearch_exit",
        "qualification_exit",
        "exit_checked",
        "complete",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("answer", REQUIRED, ids=lambda answer: answer.field)
def test_row_query_and_words_agree_on_what_is_missing(answer):
    enrolment = make_enrolment(make_programme())
    record = make_record(enrolment, **{answer.field: answer.blank})
    assert missing_fields(record) == (answer.field,)
    assert len(missing_answer_names(record)) == 1
    assert (record.is_complete, record.is_answered) == (False, False)
    assert list(ParticipantRecord.objects.not_reportable()) == [record]
    assert list(ParticipantRecord.objects.unanswered()) == [record]
    assert list(ParticipantRecord.objects.complete()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "answer", [each for each in REQUIRED if each.declined], ids=lambda answer: answer.field
)
def test_who_would_rather_not_say_has_answered_and_is_not_reportable(answer):
    programme = make_programme()
    record = make_record(make_enrolment(programme), **{answer.field: answer.declined})
    assert (record.is_complete, record.is_answered) == (False, True)
    assert missing_fields(record) == ()
    assert missing_answer_names(record) == [f"{answer.field} (would rather not say)"]
    assert list(ParticipantRecord.objects.not_reportable()) == [record]
    assert list(ParticipantRecord.objects.unanswered()) == []
    assert list(ParticipantRecord.objects.complete()) == []
    counted = ParticipantFact.objects.get().counted
    assert counted == CONTRIBUTIONS[NOT_REPORTABLE].mask, (
        "counted as not reportable, not as still to be asked"
    )
    standing = standings(all_participants(programme), [programme]).get((programme.pk, UNANSWERED), NOBODY)
    assert standing.so_far == 0


@pytest.mark.django_db
def test_without_a_record_everything_is_missing():
    assert missing_fields(None) == tuple(answer.field for answer in REQUIRED)
    assert len(missing_answer_names(None)) == len(REQUIRED)


@pytest.mark.django_db
@pytest.mark.parametrize("stage", Stage)
def test_the_form_of_a_stage_asks_its_questions_in_order(stage):
    form = AnswersForm(enrolment=make_enrolment(make_programme()), stage=stage)
    assert list(form.fields) == [answer.field for answer in ANSWERS if answer.stage == stage]
