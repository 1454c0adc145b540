"""What is kept of answers: all of it, once, where it applies, and no longer than it is needed."""

from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import RestrictedError
from django.db.models.signals import post_delete
from django.utils import timezone

from events.models import Event
from portal.privacy.models import AccessLog, RetentionPeriod, RetentionResult
from portal.privacy.services.copy_files import write_copy
from portal.privacy.services.erasing import erase
from portal.privacy.services.retention import apply_retention
from programmes.extensions import questionnaire_subjects
from programmes.models import Answer, Question, Response
from programmes.receivers import forget_responses
from programmes.services.questionnaires import draft_version, publish_version
from programmes.services.responses import (
    AnswerImpossible,
    AnswerMissing,
    NothingIsAsked,
    keep_response,
    link_responses,
    log_sensitive_answers,
)
from tests.factories import (
    ask,
    make_member,
    make_organisation,
    make_programme,
    make_questionnaire,
    make_user,
)
from tests.programmes.questions import ABOUT, about_events, make_event  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def event(programme):
    return make_event(programme)


@pytest.fixture
def person():
    return make_user()


@pytest.fixture
def needs(programme):
    """Childcare, for how many if so, and food, which is sensitive."""
    childcare = ask("Childcare?", is_required=True)
    return make_questionnaire(
        programme,
        childcare,
        ask(
            "How many?",
            "choice",
            "One",
            "More",
            condition=childcare,
            condition_answers=["yes"],
            is_required=True,
        ),
        ask("Food", "text", length=20, is_sensitive=True),
        ask("Topics", "several", "Work", "Homes", "Language"),
        ask("Good?", "scale"),
    )


ALL = {"childcare": True, "how-many": "2", "food": "No nuts", "topics": ["1", "3"], "good": 4}


@pytest.fixture
def keep(needs, event, person):
    def keep(answers=ALL, respondent=person, about=event):
        return keep_response(
            questionnaire=needs, about=about, respondent=respondent, answers=answers, by=person
        )

    return keep


def test_answers_of_every_kind_are_read_as_they_were_given(keep, needs):
    response = keep()
    assert (response.values, response.version) == (ALL, needs.current)


def test_a_sensitive_answer_stands_nowhere_in_plain_words(keep):
    keep()
    with connection.cursor() as cursor:
        cursor.execute("SELECT value::text, sealed FROM programmes_answer WHERE sealed IS NOT NULL")
        rows = cursor.fetchall()
    assert [(value, sealed.startswith("sealed:"), "nuts" in sealed) for value, sealed in rows] == [
        (None, True, False)
    ]


def test_an_answer_that_is_changed_stays_one_row_and_one_that_is_taken_back_goes(keep):
    first = keep()
    before = dict(first.answers.values_list("question__key", "pk"))
    again = keep({**ALL, "good": 1, "food": "No fish", "topics": []})
    after = dict(again.answers.values_list("question__key", "pk"))
    assert again.pk == first.pk
    assert after == {key: pk for key, pk in before.items() if key != "topics"}
    assert again.values == {"childcare": True, "how-many": "2", "food": "No fish", "good": 1}


def test_what_does_not_apply_is_neither_asked_for_nor_kept(keep):
    assert keep({**ALL, "childcare": False}).values == {
        key: value for key, value in (ALL | {"childcare": False}).items() if key != "how-many"
    }


def test_what_applied_before_goes_when_it_does_no_more(keep):
    keep()
    assert "how-many" not in keep({"childcare": False, "how-many": "2"}).values


@pytest.mark.parametrize("answers", [{}, {"childcare": True}, {"childcare": None}, {"food": "Bread"}])
def test_what_must_be_answered_is_where_it_applies(keep, answers):
    with pytest.raises(AnswerMissing):
        keep(answers)
    assert Response.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"unknown": "1"},
        {"how-many": "9"},
        {"food": "x" * 21},
        {"good": 6},
        {"topics": "1"},
        {"childcare": "yes"},
    ],
)
def test_an_answer_that_no_question_has_is_refused_with_all_the_others(keep, wrong):
    with pytest.raises(AnswerImpossible):
        keep({**ALL, **wrong})
    assert (Response.objects.count(), Answer.objects.count()) == (0, 0)


def test_answers_keep_the_version_they_were_given_to(keep, needs, programme):
    by = make_member(programme)
    first = keep()
    version = draft_version(questionnaire=needs, by=by)
    Question.objects.filter(version=version, key="food").delete()
    publish_version(version=version, by=by)
    assert keep({**ALL, "food": "Bread"}).version == first.version
    with pytest.raises(AnswerImpossible):
        keep(ALL, respondent=make_user("Bob"))
    answers = {key: value for key, value in ALL.items() if key != "food"}
    assert keep(answers, respondent=make_user("Carol")).version == version


def test_nothing_is_kept_where_nothing_is_asked(event, programme, person):
    questionnaire = make_questionnaire(programme, ask("Childcare?"))
    questionnaire.questionnaire_versions.update(published_at=None)
    with pytest.raises(NothingIsAsked):
        keep_response(questionnaire=questionnaire, about=event, respondent=person, answers={}, by=person)


def test_people_organisations_and_guests_answer_each_for_themselves(keep, programme, person):
    sides = [person, make_organisation(programme), None, make_user("Bob")]
    responses = [keep(respondent=each) for each in sides] + [keep(respondent=each) for each in sides]
    assert len({each.pk for each in responses}) == 4
    assert [(each.person, each.organisation) for each in responses[:3]] == [
        (person, None),
        (None, sides[1]),
        (None, None),
    ]


def test_what_a_guest_has_answered_becomes_theirs_once_they_have_an_account(keep, event, person):
    mine, guests = keep(), keep(respondent=None, about=make_event(event.programme))
    bob = make_user("Bob")
    link_responses(about=Event.objects.get(pk=guests.about_key), person=bob)
    assert list(Response.objects.order_by("pk").values_list("pk", "person")) == [
        (mine.pk, person.pk),
        (guests.pk, bob.pk),
    ]


def test_the_database_keeps_one_answer_to_a_question_and_one_response_of_a_side(keep):
    response = keep()
    answer = response.answers.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(response=response, question=answer.question, value=True)
    guest = keep(respondent=None)
    for of in (response, guest):
        of.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            of.save()


def test_a_question_that_was_answered_can_not_be_deleted(keep):
    response = keep()
    with pytest.raises(RestrictedError):
        response.version.delete()


def test_what_was_answered_goes_with_what_it_is_about(keep, event, monkeypatch):
    post_delete.connect(forget_responses, sender="events.Event", dispatch_uid="tests.forget")
    try:
        keep()
        kept = keep(about=make_event(event.programme))
        Event.objects.filter(pk=event.pk).delete()
        assert list(Response.objects.all()) == [kept]
    finally:
        post_delete.disconnect(sender="events.Event", dispatch_uid="tests.forget")


def test_every_subject_forgets_what_was_answered_about_it():
    forgetful = {
        label
        for label, subject in questionnaire_subjects.items()
        if forget_responses in post_delete._live_receivers(subject.rows().model)[0]
    }
    assert forgetful == {label for label, _subject in questionnaire_subjects.items()}


def test_the_copy_of_their_data_has_the_questions_and_answers_in_words(keep, person, tmp_path):
    keep()
    write_copy(tmp_path / "copy.zip", person, "en", lambda done: None)
    page = ZipFile(tmp_path / "copy.zip").read("index.html").decode()
    assert [
        word for word in ("Childcare?", "How many?", "No nuts", "Work, Language") if word not in page
    ] == []
    assert "sealed:" not in page


def test_what_somebody_has_answered_goes_with_them(keep, person):
    keep()
    kept = keep(respondent=make_user("Bob"))
    erase(person)
    assert list(Response.objects.all()) == [kept]
    assert set(Answer.objects.values_list("response", flat=True)) == {kept.pk}


# --- What is deleted by itself -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days_ago", "stays"), [(13, True), (15, False)])
@pytest.mark.usefixtures("about_events")
def test_sensitive_answers_are_deleted_fourteen_days_after_the_end(keep, programme, days_ago, stays):
    response = keep(about=make_event(programme, days_ago))
    apply_retention()
    assert ("food" in response.values) is stays
    assert response.values.keys() >= ALL.keys() - {"food"}
    counted = RetentionResult.objects.filter(rule="sensitive-answers").values_list("rows", flat=True)
    assert list(counted) == ([] if stays else [1])


@pytest.mark.usefixtures("about_events")
def test_the_operator_decides_how_long_sensitive_answers_are_kept(keep, programme):
    RetentionPeriod.objects.create(rule="sensitive-answers", days=3)
    response = keep(about=make_event(programme, days_ago=4))
    apply_retention()
    assert "food" not in response.values


@pytest.mark.usefixtures("about_events")
def test_answers_about_what_is_gone_are_deleted_within_days(keep, event, programme):
    gone, kept = keep(), keep(about=make_event(programme))
    Event.objects.filter(pk=event.pk).delete()
    Response.objects.update(submitted_at=timezone.now() - timedelta(days=2))
    apply_retention()
    assert list(Response.objects.values_list("pk", flat=True)) == [kept.pk]
    assert gone.about_label == ABOUT


# --- Who has read what ---------------------------------------------------------------------------------------------


def test_each_look_at_somebody_s_sensitive_answers_is_noted(keep, programme, person):
    reader = make_member(programme)
    responses = [keep(), keep(respondent=None), keep(respondent=reader)]
    log_sensitive_answers(responses=responses, purpose="Preparing an event", by=reader)
    lines = AccessLog.objects.values_list("actor", "subject", "object_label", "object_id", "purpose")
    assert list(lines) == [
        (reader.pk, person.pk, "programmes.response", str(responses[0].pk), "Preparing an event")
    ]
