"""Which questions apply, given what was answered, and which answers a question can have.

An answer is a text, a key, several keys, yes or no, or a number; "nothing" is no answer. A condition looks back: it
names answers of one earlier question, and holds where that question applies and has one of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from programmes.workflows.questionnaires import ANSWER_LENGTH, NO, YES, QuestionKind

Value = str | bool | int | list[str]
Values = Mapping[str, Value]
"""Key of a question → its answer. A question that isn't answered is not in it."""


class Asked(Protocol):
    """What the rules need to know of a question."""

    pk: Any
    key: str
    kind: str
    condition_id: Any
    condition_answers: Any
    length: Any
    scale_from: Any
    scale_to: Any

    @property
    def answer_keys(self) -> Sequence[str]: ...


Question = TypeVar("Question", bound=Asked)


def applying(questions: Iterable[Question], values: Values) -> list[Question]:
    """The questions that apply, in their order, which is the one in which they are asked.

    What stands in an answer to a question that doesn't apply counts for nothing.
    """
    given: dict[Any, set[str]] = {}
    found = []
    for question in questions:
        is_asked = question.condition_id is None
        if is_asked or given.get(question.condition_id, set()) & set(question.condition_answers):
            found.append(question)
            given[question.pk] = keys_in(values.get(question.key))
    return found


def keys_in(value: Value | None) -> set[str]:
    """What conditions look for in an answer."""
    if value is None:
        return set()
    if isinstance(value, bool):
        return {YES if value else NO}
    return set(value) if isinstance(value, list) else {str(value)}


def is_answer(value: object) -> bool:
    """False for what a form sends where nothing was said."""
    return value is not None and value not in ("", [])


def can_be(question: Asked, value: object) -> bool:
    """Is this an answer that the question can have?"""
    match question.kind:
        case QuestionKind.TEXT:
            return isinstance(value, str) and len(value) <= (question.length or ANSWER_LENGTH)
        case QuestionKind.YES_NO:
            return isinstance(value, bool)
        case QuestionKind.SCALE:
            is_number = isinstance(value, int) and not isinstance(value, bool)
            return is_number and str(value) in question.answer_keys
        case QuestionKind.SEVERAL:
            return isinstance(value, list) and _are_distinct(value) and set(value) <= {*question.answer_keys}
    return isinstance(value, str) and value in question.answer_keys


def _are_distinct(values: Collection[object]) -> bool:
    return all(isinstance(each, str) for each in values) and len(set(values)) == len(values)
