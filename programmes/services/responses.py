"""What people and organisations answer to the questions of a programme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError
from portal.core.text import clean_text
from portal.privacy.services.access_log import Look, log_looks
from portal.users.models import User
from programmes.models import Answer, Organisation, Question, Questionnaire, Response
from programmes.models.questionnaire_rules import Value, applying, can_be, is_answer


class NothingIsAsked(DomainError):
    message = _("These questions are not asked at present.")


class AnswerMissing(DomainError):
    message = _("Answer each question that must be answered.")


class AnswerImpossible(DomainError):
    message = _(
        "One of the answers is not possible. The questions may have changed; please look at them again."
    )


@transaction.atomic
def keep_response(
    *,
    questionnaire: Questionnaire,
    about: Model,
    respondent: User | Organisation | None,
    answers: Mapping[str, Any],
    by: User | None,
) -> Response:
    """Keep what `respondent` answers about a row; whoever calls has asked whether `by` may say it for them.

    `answers` are by the keys of the questions (`QuestionnaireForm.answers`). A guest is None: the row knows them, and
    acts by a link without an account. Answered again, each answer stays the same row, in the version that was answered
    first. An answer to a question that does not apply is dropped.

    Raises NothingIsAsked where no version is published, AnswerImpossible on a key or an answer that the questions don't
    have, AnswerMissing.
    """
    response = _response(questionnaire, about, respondent)
    questions = response.version.in_order
    said = {key: _cleaned(value) for key, value in answers.items() if is_answer(value)}
    if answers.keys() - {question.key for question in questions}:
        raise AnswerImpossible
    asked = applying(questions, said)
    _check(asked, said)
    _keep(response, {question: said[question.key] for question in asked if question.key in said})
    return response


@transaction.atomic
def link_responses(*, about: Model, person: User) -> None:
    """What a guest has answered about this row is `person`'s from now on, who has proven to be them."""
    Response.objects.about(about).filter(person=None, organisation=None).update(person=person)


@transaction.atomic
def delete_responses(*, about: Model) -> None:
    """What was answered about a row goes with it."""
    Response.objects.about(about).delete()


def log_sensitive_answers(*, responses: Iterable[Response], purpose: str, by: User) -> None:
    """Note whose sensitive answers `by` has read on one page: once a person, for each of their responses."""
    looks = [
        Look(label="programmes.response", object_id=each.pk, purpose=purpose, subject=each.person)
        for each in responses
        if each.person is not None and each.person != by
    ]
    log_looks(by=by, looks=looks)


def _cleaned(value: Any) -> Any:
    return clean_text(value) if isinstance(value, str) else value


def _response(questionnaire: Questionnaire, about: Model, respondent: User | Organisation | None) -> Response:
    """The one there is, held, or a new one to the version that is asked now."""
    side = {
        "person": respondent if isinstance(respondent, User) else None,
        "organisation": respondent if isinstance(respondent, Organisation) else None,
    }
    found = Response.objects.about(about).filter(version__questionnaire=questionnaire, **side)
    response = found.select_for_update(of=("self",)).select_related("version").first()
    if response is not None:
        Response.objects.filter(pk=response.pk).update(submitted_at=timezone.now())
        return response
    if (version := questionnaire.current) is None:
        raise NothingIsAsked
    # Read only once the row holds the version: until then its questions may still change.
    return Response.objects.create(
        version=version, about_label=about._meta.label_lower, about_key=about.pk, **side
    )


def _check(asked: Iterable[Question], said: Mapping[str, Any]) -> None:
    for question in asked:
        if question.key not in said:
            if question.is_required:
                raise AnswerMissing(field=question.key)
        elif not can_be(question, said[question.key]):
            raise AnswerImpossible(field=question.key)


def _keep(response: Response, said: Mapping[Question, Value]) -> None:
    """One row an answer, changed where it is another one now; what was taken back, or applies no more, goes."""
    kept = {answer.question_id: answer for answer in response.answers.select_related("question")}
    response.answers.exclude(question__in=said).delete()
    for question, value in said.items():
        answer = kept.get(question.pk) or Answer(response=response, question=question)
        if answer.pk is None or answer.said != value:
            answer.say(value)
            answer.save()
