"""The questions of any version of a questionnaire, as people answer them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from programmes.models import Question, QuestionnaireVersion
from programmes.models.questionnaire import YES_OR_NO
from programmes.models.questionnaire_rules import Value, applying, is_answer
from programmes.presentation.questionnaires import condition_words, sensitive_note
from programmes.workflows.questionnaires import ANSWER_LENGTH, NO, YES, QuestionKind

ONE_LINE = 200
"""Up to so many characters are written in a line, more of them in a box."""
REQUIRED = {"required": _("Answer this question.")}


def yes_or_no(label: StrOrPromise, help_text: StrOrPromise = "", **more: Any) -> forms.TypedChoiceField:
    given: dict[str, Any] = {"choices": YES_OR_NO, "empty_value": None, **more}
    made = forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        coerce=lambda answer: answer == YES,
        widget=forms.RadioSelect,
        **given,
    )
    made.layout = "across"  # type: ignore[attr-defined]
    return made


def _choices(question: Question) -> list[tuple[str, str]]:
    """With a way out where nothing must be said: a radio button can't be taken back."""
    offered = [(key, str(words)) for key, words in question.options]
    is_optional = not question.is_required and question.kind != QuestionKind.SEVERAL
    return [*offered, ("", str(_("No answer")))] if is_optional else offered


def _text(question: Question, **said: Any) -> forms.Field:
    length = question.length or ANSWER_LENGTH
    widget = forms.TextInput() if length <= ONE_LINE else forms.Textarea(attrs={"rows": 4})
    return forms.CharField(max_length=length, widget=widget, **said)


def _choice(question: Question, **said: Any) -> forms.Field:
    return forms.ChoiceField(choices=_choices(question), widget=forms.RadioSelect, **said)


def _several(question: Question, **said: Any) -> forms.Field:
    return forms.MultipleChoiceField(choices=_choices(question), widget=forms.CheckboxSelectMultiple, **said)


def _yes_no(question: Question, **said: Any) -> forms.Field:
    return yes_or_no(choices=_choices(question), **said)


def _scale(question: Question, **said: Any) -> forms.Field:
    made = forms.TypedChoiceField(
        choices=_choices(question), coerce=int, empty_value=None, widget=forms.RadioSelect, **said
    )
    made.layout = "across"  # type: ignore[attr-defined]
    return made


FIELDS: Mapping[str, Callable[..., forms.Field]] = {
    QuestionKind.TEXT: _text,
    QuestionKind.CHOICE: _choice,
    QuestionKind.SEVERAL: _several,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.SCALE: _scale,
}


@dataclass
class Part:
    """Questions that apply under the same condition, or always: then there are no `words`.

    `input` is the name under which the question that decides is sent, `answers` are those of its values that count.
    """

    fields: list[BoundField]
    words: str = ""
    input: str = ""
    answers: list[str] = field(default_factory=list)


class QuestionnaireForm(forms.Form):
    """Stands in a page's own form beside others, on `templates/programmes/questions.html`.

    `values` are answers given before (`Response.values`), `subject` what the questions are about
    (`extensions.questionnaire_subjects`): it says who reads sensitive answers. `answers` is what
    `services.responses.keep_response` takes.
    """

    use_required_attribute = False  # what a script hides must not stop the form from being sent

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        version: QuestionnaireVersion,
        values: Mapping[str, Value] | None = None,
        subject: str = "",
        prefix: str = "questions",
    ) -> None:
        self.version = version
        said = values or {}
        initial = {q.key: _initial(said[q.key]) for q in version.in_order if q.key in said}
        super().__init__(data, initial=initial, prefix=prefix)
        note = sensitive_note(subject) if any(q.is_sensitive for q in version.in_order) else ""
        for question in version.in_order:
            self.fields[question.key] = FIELDS[question.kind](
                question,
                label=str(question.text),
                help_text=" ".join(filter(None, [str(question.hint), note * question.is_sensitive])),
                required=question.is_required,
                error_messages=REQUIRED,
            )

    def clean(self) -> dict[str, Any]:
        """What doesn't apply is neither asked for nor kept, whatever was sent."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        said = {key: value for key, value in cleaned.items() if is_answer(value)}
        for key in self.fields.keys() - {question.key for question in self._applying(said)}:
            self.errors.pop(key, None)
            cleaned.pop(key, None)
        return cleaned

    def _applying(self, said: Mapping[str, Value]) -> Sequence[Question]:
        return applying(self.version.in_order, said)

    @property
    def answers(self) -> dict[str, Value]:
        """What was said, by the keys of the questions; call it on a valid form."""
        return {key: value for key, value in self.cleaned_data.items() if is_answer(value)}

    @property
    def introduction(self) -> str:
        return str(self.version.introduction)

    @property
    def parts(self) -> Iterator[Part]:
        for (decisive, answers), questions in groupby(self.version.in_order, key=_condition):
            fields = [self[question.key] for question in questions]
            if decisive is None:
                yield Part(fields)
            else:
                yield Part(
                    fields, condition_words(decisive, answers), self.add_prefix(decisive.key), list(answers)
                )


def _condition(question: Question) -> tuple[Question | None, tuple[str, ...]]:
    return question.condition, tuple(question.condition_answers)


def _initial(value: Value) -> Value:
    """As a form shows it."""
    return (YES if value else NO) if isinstance(value, bool) else value
