"""Which questions apply, given what was answered, and which answers a question can have.

An answer is a text, a key, several keys, yes or no, or a number; "nothing" is no answer. A condition looks back: it
names answers of one earlier question, and holds where that question applies and has one of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count
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


Choice = dict[str, Any]
"""`{"key": "1", "text": {"en": "…", "de": "…"}}`: an answer to choose from, which has its key for good."""


def choices_of(
    lines: Mapping[str, Sequence[str]], before: Sequence[Choice], taken: Iterable[str] = ()
) -> list[Choice]:
    """Answers to choose from, of what stands in the same line in each language.

    One that says the same as before in some language keeps its key, wherever it stands now. Where as many are left as
    there were, the others are the old ones in new words. Every other one is new, and gets a key that none has, nor had
    in another version: those are `taken`.
    """
    texts = [
        {language: words for language, words in zip(lines, row, strict=True) if words}
        for row in zip(*lines.values(), strict=True)
    ]
    keys = _known_keys(texts, before)
    if len(texts) == len(before):
        for number, choice in enumerate(before):
            if keys[number] is None and choice["key"] not in keys:
                keys[number] = choice["key"]
    free = _free_keys({*taken, *(choice["key"] for choice in before)})
    return [{"key": key or next(free), "text": text} for key, text in zip(keys, texts, strict=True)]


def _known_keys(texts: Sequence[Mapping[str, str]], before: Sequence[Choice]) -> list[str | None]:
    left = list(before)
    found: list[str | None] = []
    for text in texts:
        same = next((each for each in left if each["text"].items() & text.items()), None)
        if same is not None:
            left.remove(same)
        found.append(None if same is None else str(same["key"]))
    return found


def _free_keys(taken: Iterable[str]) -> Iterator[str]:
    numbers = [int(key) for key in taken if key.isdecimal()]
    return map(str, count(max(numbers, default=0) + 1))
