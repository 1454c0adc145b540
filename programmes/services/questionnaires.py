"""Questionnaires from the first question to the version that people are asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

from portal.core.errors import DomainError, NotAllowed
from portal.users.models import User
from programmes.access import access_of
from programmes.models import Programme, Question, Questionnaire, QuestionnaireVersion
from programmes.workflows.questionnaires import MOST_QUESTIONS

Words: TypeAlias = LazyI18nString | Mapping[str, str] | str


class VersionAnswered(DomainError):
    message = _("Somebody has answered this version meanwhile. Change the questions in a new version.")


class NoQuestions(DomainError):
    message = _("Add a question first.")


class AlreadyPublished(DomainError):
    message = _("This version is published already.")


@transaction.atomic
def create_questionnaire(*, programme: Programme, title: Words, by: User) -> Questionnaire:
    """A questionnaire with an empty first version, which nobody is asked yet. Raises NotAllowed."""
    _check(by, "add", programme)
    questionnaire = Questionnaire.objects.create(programme=programme, title=title)
    QuestionnaireVersion.objects.create(questionnaire=questionnaire)
    return questionnaire


@transaction.atomic
def copy_questionnaire(
    *, questionnaire: Questionnaire, programme: Programme | None = None, by: User
) -> Questionnaire:
    """The same questions once more, as a draft, in this programme or another. Raises NotAllowed.

    Whoever may read the one may copy it; who may add to the other programme is asked here.
    """
    programme = programme or questionnaire.programme
    _check(by, "add", programme)
    copied = Questionnaire.objects.create(programme=programme, title=questionnaire.title)
    _copy_version(questionnaire.newest, QuestionnaireVersion(questionnaire=copied))
    return copied


@transaction.atomic
def draft_version(*, questionnaire: Questionnaire, by: User) -> QuestionnaireVersion:
    """The version that can be changed: the draft, the newest one while nobody has answered it, or else a new one.

    Raises NotAllowed.
    """
    questionnaire = _locked(questionnaire, by)
    newest = questionnaire.newest
    if newest.is_draft or not newest.is_answered:
        return newest
    return _copy_version(newest, QuestionnaireVersion(questionnaire=questionnaire, number=newest.number + 1))


@transaction.atomic
def save_version(*, version: QuestionnaireVersion, by: User) -> QuestionnaireVersion:
    """Keep what was written in it, and hold it: nobody answers until its questions are saved as well.

    Raises NotAllowed, and VersionAnswered where it stays as it is for good.
    """
    _check(by, "change", version.questionnaire.programme)
    QuestionnaireVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if version.is_answered:
        raise VersionAnswered
    version.save()
    return version


@transaction.atomic
def number_questions(*, version: QuestionnaireVersion, keys: Sequence[int], by: User) -> None:
    """Ask the questions in this order. Raises NotAllowed, and VersionAnswered where it stays as it is for good."""
    save_version(version=version, by=by)
    questions = version.questions.in_bulk(keys)
    for number, key in enumerate(keys, start=1):
        question = questions[key]
        if question.order != number:
            question.order = number
            question.save()


@transaction.atomic
def save_questionnaire(*, questionnaire: Questionnaire, by: User) -> Questionnaire:
    """Give it another title. Raises NotAllowed."""
    _locked(questionnaire, by)
    questionnaire.save()
    return questionnaire


@transaction.atomic
def publish_version(*, version: QuestionnaireVersion, by: User) -> QuestionnaireVersion:
    """Ask these questions from now on. Raises NotAllowed, NoQuestions and AlreadyPublished."""
    _locked(version.questionnaire, by)
    version = QuestionnaireVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if not version.is_draft:
        raise AlreadyPublished
    if not version.questions.exists():
        raise NoQuestions
    version.published_at = timezone.now()
    version.save()
    return version


def _check(by: User, action: str, programme: Programme) -> None:
    if not access_of(by).administers(action, Questionnaire, programme):
        raise NotAllowed


def _locked(questionnaire: Questionnaire, by: User) -> Questionnaire:
    _check(by, "change", questionnaire.programme)
    return Questionnaire.objects.select_for_update(of=("self",)).get(pk=questionnaire.pk)


def _copy_version(source: QuestionnaireVersion, target: QuestionnaireVersion) -> QuestionnaireVersion:
    """The same introduction and questions, under the same keys; conditions look back to the copies."""
    target.introduction = source.introduction
    target.save()
    copies: dict[int, Question] = {}
    for question in source.in_order[:MOST_QUESTIONS]:
        copies[question.pk] = _copy(question, target, copies)
    return target


def _copy(question: Question, version: QuestionnaireVersion, copies: Mapping[int, Question]) -> Question:
    values = {name: getattr(question, name) for name in _copied_fields()}
    above = copies.get(question.condition_id or 0)
    return Question.objects.create(version=version, condition=above, **values)


def _copied_fields() -> Sequence[str]:
    fields: Sequence[Any] = Question._meta.concrete_fields
    return [field.name for field in fields if field.name not in ("id", "version", "condition")]
