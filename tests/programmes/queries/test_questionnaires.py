"""What was answered about rows, for whoever shows these."""

import pytest

from programmes.presentation.questionnaires import said_in
from programmes.queries.questionnaires import response_about, responses_about
from programmes.services.responses import keep_response
from tests.factories import ask, make_programme, make_questionnaire, make_user
from tests.programmes.questions import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    return make_questionnaire(make_programme(), ask("Childcare?"), ask("Food", "text", is_sensitive=True))


def answer(asked, event, **answers):
    return keep_response(
        questionnaire=asked, about=event, respondent=make_user("Bob"), answers=answers, by=None
    )


def test_each_row_gets_what_was_answered_about_it(asked):
    first, second, unanswered = (make_event(asked.programme) for _ in range(3))
    answered = {event.pk: [answer(asked, event, childcare=True)] for event in (first, second)}
    assert responses_about([first, second, unanswered]) == answered
    assert responses_about([]) == {}
    assert response_about(first, asked) == answered[first.pk][0]
    assert response_about(unanswered, asked) is None
    assert response_about(first, make_questionnaire(asked.programme)) is None


@pytest.mark.parametrize("number", [1, 12])
def test_many_are_read_with_as_many_questions_as_one(asked, number, django_assert_num_queries):
    events = [make_event(asked.programme) for _ in range(number)]
    for event in events:
        answer(asked, event, childcare=True, food="Bread")
    with django_assert_num_queries(3):
        said = [said_in(each, with_sensitive=True) for (each,) in responses_about(events).values()]
    assert [[line.answer for line in each] for each in said] == [["Yes", "Bread"]] * number
