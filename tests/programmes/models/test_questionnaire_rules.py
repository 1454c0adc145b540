"""Which questions apply, whatever was answered, and which answers a question can have."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.models.questionnaire_rules import applying, can_be, choices_of, keys_in


@dataclass
class Asked:
    pk: int
    kind: str = "choice"
    condition_id: int | None = None
    condition_answers: list[str] = field(default_factory=list)
    length: int | None = None
    scale_from: int | None = 1
    scale_to: int | None = 5
    answer_keys: tuple[str, ...] = ("1", "2", "3")

    @property
    def key(self) -> str:
        return f"q{self.pk}"


KEYS = st.sampled_from(["1", "2", "3", "yes", "no"])
VALUES = st.one_of(KEYS, st.booleans(), st.integers(1, 3), st.lists(KEYS, unique=True))


@st.composite
def questionnaires(draw):
    """Up to eight questions, each of which may look back to one before it."""
    questions = []
    for pk in range(1, draw(st.integers(1, 8)) + 1):
        above = draw(st.none() | st.integers(1, pk - 1)) if pk > 1 else None
        answers = draw(st.lists(KEYS, min_size=1, unique=True)) if above else []
        questions.append(Asked(pk, condition_id=above, condition_answers=answers))
    values = draw(st.dictionaries(st.sampled_from([each.key for each in questions]), VALUES))
    return questions, values


@given(questionnaires())
def test_a_question_applies_where_the_one_it_looks_back_to_does_and_has_one_of_its_answers(drawn):
    questions, values = drawn
    by_key = {each.pk: each for each in questions}

    def applies(question):
        if question.condition_id is None:
            return True
        above = by_key[question.condition_id]
        return applies(above) and bool(keys_in(values.get(above.key)) & {*question.condition_answers})

    assert applying(questions, values) == [each for each in questions if applies(each)]


@given(questionnaires())
def test_what_does_not_apply_changes_nothing_by_being_answered(drawn):
    questions, values = drawn
    asked = applying(questions, values)
    kept = {each.key: values[each.key] for each in asked if each.key in values}
    assert applying(questions, kept) == asked


@given(questionnaires(), VALUES)
def test_an_answer_decides_only_over_what_comes_later(drawn, other):
    questions, values = drawn
    last = questions[-1]
    assert applying(questions, values) == applying(questions, {**values, last.key: other})


@pytest.mark.parametrize(
    ("value", "keys"),
    [
        (None, set()),
        (True, {"yes"}),
        (False, {"no"}),
        (1, {"1"}),
        ("2", {"2"}),
        (["1", "3"], {"1", "3"}),
        ([], set()),
    ],
)
def test_conditions_look_for_keys_whatever_an_answer_is(value, keys):
    assert keys_in(value) == keys


@pytest.mark.parametrize(
    ("kind", "possible", "impossible"),
    [
        ("text", ["", "Anything."], [True, 1, ["1"], "x" * 11, None]),
        ("choice", ["1", "3"], ["4", "", True, 1, ["1"]]),
        ("several", [["1"], ["3", "1"], []], ["1", ["4"], ["1", "1"], [1], True]),
        ("yes_no", [True, False], ["yes", 1, 0, None, []]),
        ("scale", [1, 3], [0, 4, "1", True, 1.0]),
    ],
)
def test_each_kind_of_question_has_answers_of_its_own_kind(kind, possible, impossible):
    question = Asked(1, kind, length=10)
    assert [value for value in possible if not can_be(question, value)] == []
    assert [value for value in impossible if can_be(question, value)] == []


LINES = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


@given(LINES, LINES)
def test_an_answer_that_still_says_the_same_keeps_its_key_and_no_key_is_given_twice(first, then):
    before = choices_of({"en": first}, [])
    after = choices_of({"en": then}, before)
    key_of = {choice["text"]["en"]: choice["key"] for choice in before}
    assert [choice["text"]["en"] for choice in after] == then
    assert [c["key"] for c in after if c["text"]["en"] in key_of] == [key_of[w] for w in then if w in key_of]
    assert len({choice["key"] for choice in after}) == len(after)


def test_an_answer_in_new_words_keeps_its_key_where_none_was_added():
    before = choices_of({"en": ["Work", "Homes"], "de": ["Arbeit", "Wohnen"]}, [])
    assert before == [
        {"key": "1", "text": {"en": "Work", "de": "Arbeit"}},
        {"key": "2", "text": {"en": "Homes", "de": "Wohnen"}},
    ]
    assert [each["key"] for each in choices_of({"en": ["Jobs", "Homes"]}, before)] == ["1", "2"]
    assert [each["key"] for each in choices_of({"en": ["Jobs", "Homes", "Food"]}, before)] == ["3", "2", "4"]
    assert [each["key"] for each in choices_of({"de": ["Wohnen", "Arbeit"]}, before)] == ["2", "1"]
