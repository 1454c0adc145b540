"""From the first question to the version that people are asked, and to the next one."""

import pytest
from django.db import IntegrityError, transaction

from portal.core.errors import NotAllowed
from programmes.models import Question, QuestionnaireVersion
from programmes.services.questionnaires import (
    AlreadyPublished,
    NoQuestions,
    VersionAnswered,
    copy_questionnaire,
    create_questionnaire,
    draft_version,
    publish_version,
    save_version,
)
from programmes.services.responses import keep_response
from tests.factories import ask, i18n, make_member, make_programme, make_questionnaire, make_user
from tests.programmes.questions import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def coordinator(programme):
    return make_member(programme)


@pytest.fixture
def asked(programme):
    childcare = ask("Childcare?")
    follows = ask("How many?", "choice", "One", "More", condition=childcare, condition_answers=["yes"])
    return make_questionnaire(programme, childcare, follows)


def answer(questionnaire):
    person = make_user("Bob")
    event = make_event(questionnaire.programme)
    answers = {"childcare": True, "how-many": "1"}
    return keep_response(
        questionnaire=questionnaire, about=event, respondent=person, answers=answers, by=person
    )


def test_nobody_is_asked_before_it_is_published(programme, coordinator):
    questionnaire = create_questionnaire(programme=programme, title=i18n("Needs"), by=coordinator)
    assert questionnaire.current is None
    draft = questionnaire.newest
    with pytest.raises(NoQuestions):
        publish_version(version=draft, by=coordinator)
    question = ask("Childcare?")
    question.version = draft
    question.save()
    publish_version(version=draft, by=coordinator)
    assert questionnaire.current == draft
    with pytest.raises(AlreadyPublished):
        publish_version(version=draft, by=coordinator)


def test_a_version_is_changed_until_somebody_has_answered_it(asked, coordinator):
    version = draft_version(questionnaire=asked, by=coordinator)
    assert version == asked.current
    version.introduction = i18n("It takes a minute.")
    save_version(version=version, by=coordinator)
    answer(asked)
    with pytest.raises(VersionAnswered):
        save_version(version=version, by=coordinator)


def test_the_next_version_asks_the_same_under_the_same_keys_until_it_is_changed(asked, coordinator):
    response = answer(asked)
    draft = draft_version(questionnaire=asked, by=coordinator)
    assert (draft.number, draft.is_draft, asked.current) == (2, True, response.version)
    assert [(each.key, each.condition and each.condition.key) for each in draft.in_order] == [
        ("childcare", None),
        ("how-many", "childcare"),
    ]
    assert draft.in_order[1].condition.version == draft
    assert draft.in_order[1].condition_answers == ["yes"]
    assert draft_version(questionnaire=asked, by=coordinator) == draft  # the draft that is there already
    publish_version(version=draft, by=coordinator)
    assert (asked.current, response.version.number) == (draft, 1)


def test_a_copy_is_a_draft_of_its_own_in_the_programme_one_copies_it_to(asked, coordinator):
    copied = copy_questionnaire(questionnaire=asked, by=coordinator)
    assert (copied.programme, copied.current, str(copied)) == (asked.programme, None, str(asked))
    assert [str(each) for each in copied.newest.in_order] == ["Childcare?", "How many?"]
    other = make_programme()
    with pytest.raises(NotAllowed):
        copy_questionnaire(questionnaire=asked, programme=other, by=coordinator)
    elsewhere = copy_questionnaire(questionnaire=asked, programme=other, by=make_member(other))
    assert elsewhere.programme == other


@pytest.mark.parametrize("role", ["adviser", "trainer", "evaluator", "assistant"])
def test_only_coordinators_of_the_programme_write_questions(asked, programme, role):
    others = [make_member(programme, role), make_member(make_programme()), make_user()]
    for by in others:
        for act in (
            lambda by=by: create_questionnaire(programme=programme, title="Mine", by=by),
            lambda by=by: copy_questionnaire(questionnaire=asked, by=by),
            lambda by=by: draft_version(questionnaire=asked, by=by),
            lambda by=by: save_version(version=asked.current, by=by),
            lambda by=by: publish_version(version=asked.current, by=by),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_the_database_keeps_one_draft_and_whole_questions(asked):
    with pytest.raises(IntegrityError), transaction.atomic():
        for number in (2, 3):
            QuestionnaireVersion.objects.create(questionnaire=asked, number=number)
    for wrong in (
        {"kind": "choice", "choices": []},
        {"kind": "yes_no", "choices": [{"key": "1", "text": {"en": "Maybe"}}]},
        {"kind": "scale", "scale_from": 3, "scale_to": 3},
        {"kind": "yes_no", "scale_from": 1, "scale_to": 2},
        {"kind": "yes_no", "length": 20},
        {"kind": "yes_no", "condition_answers": ["yes"]},
        {"kind": "yes_no", "condition": asked.current.in_order[0]},
        {"kind": "yes_no", "key": "childcare"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Question.objects.create(version=asked.current, text=i18n("Wrong"), **wrong)
