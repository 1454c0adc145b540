"""How questions and their answers read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.privacy.extensions import retention_rules
from portal.privacy.queries import days_of
from programmes.extensions import questionnaire_subjects
from programmes.models import Question, Response

SENSITIVE_RULE = "sensitive-answers"
"""The rule of `retention_rules` by which they go."""


@dataclass(frozen=True)
class Said:
    """A question and what was answered to it, in the reader's language where the questionnaire has words for it."""

    question: str
    answer: str
    key: str
    is_sensitive: bool = False


def condition_words(decisive: Question, answers: Sequence[str]) -> str:
    """Under which condition further questions apply."""
    return _("Only if your answer to “%(question)s” is: %(answers)s") % {
        "question": decisive.text,
        "answers": " / ".join(decisive.named(answers)),
    }


def sensitive_note(subject: str = "") -> str:
    """Who reads a sensitive answer, and when it is deleted."""
    days = days_of(SENSITIVE_RULE, retention_rules[SENSITIVE_RULE])
    if subject in questionnaire_subjects and (note := questionnaire_subjects[subject].note):
        return note(days)
    return ngettext(
        "Only those who organise it read your answer. It is deleted %(days)d day after that has ended.",
        "Only those who organise it read your answer. It is deleted %(days)d days after that has ended.",
        days,
    ) % {"days": days}


def said_in(response: Response, *, with_sensitive: bool) -> list[Said]:
    """What a response says, in the order of its questions.

    Whoever shows sensitive answers has asked whether the reader may see them, and notes that they have been read
    (`services.responses.log_sensitive_answers`). `ResponseQuerySet.with_answers` reads many responses at once.
    """
    answers = sorted(response.answers.all(), key=lambda each: (each.question.order, each.question_id))
    return [
        Said(
            str(answer.question.text),
            answer.words,
            answer.question.key,
            answer.question.is_sensitive,
        )
        for answer in answers
        if with_sensitive or not answer.question.is_sensitive
    ]
