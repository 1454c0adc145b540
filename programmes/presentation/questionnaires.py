"""How questions and their answers read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.dates import day
from portal.core.links import Link
from portal.privacy.extensions import retention_rules
from portal.privacy.queries import days_of
from portal.users.models import User
from programmes.extensions import questionnaire_subjects
from programmes.models import Question, Questionnaire, Response
from programmes.queries.questionnaires import AnswersRead
from programmes.workflows.questionnaires import QuestionKind

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


def version_label(version: Any) -> str:
    """Which version it is, and where it stands. Of `QuestionnaireVersionQuerySet.with_responses`."""
    number = version.number_of_responses
    standing = (
        _("draft") if version.is_draft else _("published on %(day)s") % {"day": day(version.published_at)}
    )
    answered = ngettext("answered once", "answered %(number)d times", number) % {"number": number}
    label = _("Version %(number)d") % {"number": version.number}
    return " · ".join([label, standing, answered] if number else [label, standing])


def question_line(question: Question) -> str:
    """A question and how it is answered, in one line."""
    marks = [question.get_kind_display()]
    marks += [_("must be answered")] if question.is_required else []
    marks += [_("is sensitive")] if question.is_sensitive else []
    choices = " / ".join(str(words) for _key, words in question.options)
    if question.condition is not None:
        marks.append(condition_words(question.condition, question.condition_answers))
    return f"{question.order}. {question.text} ({', '.join(marks)}){': ' * bool(choices)}{choices}"


def uses_of(questionnaire: Questionnaire, reader: User) -> list[Link]:
    """Places in which it is asked, of those that the reader may see."""
    found = [subject.uses(questionnaire.pk, reader) for subject in questionnaire_subjects if subject.uses]
    return [link for links in found for link in links]


@dataclass(frozen=True)
class Bar:
    """How often an answer was given, out of how many; the same in words."""

    words: str
    number: int
    total: int

    @property
    def share(self) -> str:
        named = {"number": self.number, "total": self.total, "percent": round(100 * self.number / self.total)}
        return _("%(number)s of %(total)s: %(percent)s %%") % named


@dataclass(frozen=True)
class Table:
    """What was answered to one question: numbers with bars, or texts with their days, the newest first."""

    question: Question
    answered: int
    bars: list[Bar]
    texts: list[tuple[str, str]]
    average: str = ""


def tables_of(read: AnswersRead) -> Iterator[Table]:
    for question in read.questions:
        total, numbers = read.answered[question.pk], read.numbers[question.pk]
        yield Table(
            question,
            total,
            [Bar(str(words), numbers[key], total) for key, words in question.options] if total else [],
            [(answer.words, day(answer.response.submitted_at)) for answer in read.texts[question.pk]],
            _average(question, numbers),
        )


def _average(question: Question, numbers: Mapping[str, int]) -> str:
    total = sum(numbers.values())
    if question.kind != QuestionKind.SCALE or not total:
        return ""
    return number_format(round(sum(int(key) * number for key, number in numbers.items()) / total, 1), 1)
