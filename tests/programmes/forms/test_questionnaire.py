"""The questions as people answer them: each kind as a field of its own, and asked only where it applies."""

import re

import pytest
from django.forms import CheckboxSelectMultiple, RadioSelect, Textarea, TextInput
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import strip_tags

from programmes.forms.questionnaire import QuestionnaireForm
from tests.factories import ask, i18n, make_programme, make_questionnaire
from tests.programmes.questions import ABOUT, about_events  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    childcare = ask(
        "Childcare?", is_required=True, hint=i18n("For children up to ten.", de="Bis zehn Jahre.")
    )
    return make_questionnaire(
        make_programme(),
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
        ask("How old?", "text", length=20, condition=childcare, condition_answers=["yes"]),
        ask("Food", "text", is_sensitive=True),
        ask("Topics", "several", "Work", "Homes"),
        ask(
            "Good?", "scale", scale_from=0, scale_to=2, scale_low=i18n("not at all"), scale_high=i18n("very")
        ),
    ).current


def form(version, sent=None, **more):
    data = None if sent is None else QueryDict("&".join(f"questions-{key}={value}" for key, value in sent))
    return QuestionnaireForm(data, version=version, **more)


def test_each_kind_of_question_has_its_own_field(version):
    fields = form(version).fields
    kinds = {name: type(field.widget) for name, field in fields.items()}
    assert kinds == {
        "childcare": RadioSelect,
        "how-many": RadioSelect,
        "how-old": TextInput,
        "food": Textarea,
        "topics": CheckboxSelectMultiple,
        "good": RadioSelect,
    }
    assert list(fields["childcare"].choices) == [("yes", "Yes"), ("no", "No")]
    assert [str(words) for _key, words in fields["good"].choices] == [
        "0 – not at all",
        "1",
        "2 – very",
        "No answer",
    ]


def test_what_was_answered_is_what_a_response_keeps(version):
    sent = [("childcare", "yes"), ("how-many", "2"), ("topics", "1"), ("topics", "2"), ("good", "0")]
    bound = form(version, sent)
    assert bound.is_valid()
    assert bound.answers == {"childcare": True, "how-many": "2", "topics": ["1", "2"], "good": 0}


def test_no_is_an_answer_and_no_answer_is_none(version):
    bound = form(version, [("childcare", "no"), ("good", "")])
    assert bound.is_valid()
    assert bound.answers == {"childcare": False}


def test_a_question_must_be_answered_only_where_it_applies(version):
    assert form(version, [("childcare", "no")]).errors == {}
    assert form(version, [("childcare", "yes")]).errors == {"how-many": ["Answer this question."]}
    assert form(version, []).errors == {"childcare": ["Answer this question."]}


def test_what_does_not_apply_is_dropped_even_where_it_makes_no_sense(version):
    bound = form(version, [("childcare", "no"), ("how-many", "99"), ("how-old", "x" * 30)])
    assert bound.is_valid()
    assert bound.answers == {"childcare": False}


def test_what_was_answered_before_stands_in_the_form(version):
    values = {"childcare": False, "good": 0, "topics": ["2"], "food": "Bread"}
    shown = form(version, values=values)
    assert {name: shown[name].value() for name in values} == {**values, "childcare": "no"}
    html = render_to_string("programmes/questions.html", {"questions": shown})
    assert html.count("checked") == 3


def test_questions_under_one_condition_stand_together_and_say_when_they_apply(version):
    parts = list(form(version).parts)
    assert [
        ([each.name for each in part.fields], part.words, part.input, part.answers) for part in parts
    ] == [
        (["childcare"], "", "", []),
        (
            ["how-many", "how-old"],
            "Only if your answer to “Childcare?” is: Yes",
            "questions-childcare",
            ["yes"],
        ),
        (["food", "topics", "good"], "", "", []),
    ]


def test_every_input_has_a_name_of_its_own_and_every_group_one_for_the_whole(version):
    version.introduction = i18n("It takes a minute.\n\nThank you.")
    html = render_to_string("programmes/questions.html", {"questions": form(version, [("childcare", "yes")])})
    inputs = re.findall(r'<(?:input|textarea)[^>]* id="([^"]+)"', html)
    assert len(inputs) == len(set(inputs)) == 12
    assert [each for each in inputs if f'for="{each}"' not in html] == []
    assert html.count("<fieldset") == html.count("<legend>") == 5
    assert html.count("<p>") == 2


@pytest.mark.usefixtures("about_events")
def test_a_sensitive_question_says_who_reads_the_answer_and_when_it_is_deleted(version):
    said = {subject: str(form(version, subject=subject).fields["food"].help_text) for subject in ("", ABOUT)}
    assert said == {
        "": "Only those who organise it read your answer. It is deleted 14 days after that has ended.",
        ABOUT: "The trainer reads it; after 14 days it is gone.",
    }


def test_questions_are_asked_in_the_reader_s_language(version):
    with translation.override("de"):
        html = render_to_string("programmes/questions.html", {"questions": form(version)})
    text = " ".join(strip_tags(html).split())
    assert "Bis zehn Jahre." in text
    assert "Keine Angabe" in text
    assert "Nur wenn Ihre Antwort auf „Childcare?“ lautet: Ja" in text
