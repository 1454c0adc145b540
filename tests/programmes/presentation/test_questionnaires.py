"""How answers read: in the order of the questions, in the reader's language, sensitive ones only where they may be."""

import pytest
from django.utils import translation

from programmes.models import Question
from programmes.presentation.questionnaires import said_in
from programmes.services.responses import keep_response
from tests.factories import ask, make_programme, make_questionnaire, make_user
from tests.programmes.questions import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def response():
    asked = make_questionnaire(
        make_programme(),
        ask("Good?", "scale", scale_low="bad"),
        ask("Childcare?"),
        ask("Topics", "several", "Work", "Homes", "Language"),
        ask("Food", "text", is_sensitive=True),
    )
    answers = {"food": "No, thanks", "topics": ["3", "1"], "childcare": False, "good": 1}
    event = make_event(asked.programme)
    return keep_response(questionnaire=asked, about=event, respondent=make_user(), answers=answers, by=None)


def lines(response, **how):
    return [(said.question, said.answer, said.is_sensitive) for said in said_in(response, **how)]


def test_answers_read_in_the_order_of_questions_and_of_what_is_offered(response):
    assert lines(response, with_sensitive=True) == [
        ("Good?", "1 – bad", False),
        ("Childcare?", "No", False),
        ("Topics", "Work, Language", False),
        ("Food", "No, thanks", True),
    ]


def test_sensitive_answers_are_left_out_where_nobody_may_read_them(response):
    assert [question for question, *_ in lines(response, with_sensitive=False)] == [
        "Good?",
        "Childcare?",
        "Topics",
    ]


def test_answers_read_in_the_reader_s_language(response):
    Question.objects.filter(key="topics").update(
        choices=[
            {"key": "1", "text": {"en": "Work", "de": "Arbeit"}},
            {"key": "3", "text": {"de": "Sprache"}},
        ]
    )
    with translation.override("de"):
        assert [answer for _, answer, _ in lines(response, with_sensitive=False)] == [
            "1 – bad",
            "Nein",
            "Arbeit, Sprache",
        ]
