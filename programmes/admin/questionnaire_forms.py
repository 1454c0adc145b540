"""How coordinators write a question: its answers one a line, and the answers after which it is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from i18nfield.forms import I18nFormField
from i18nfield.strings import LazyI18nString
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectMultipleWidget

from portal.core.admin_forms import AdminI18nTextarea
from portal.core.admin_inlines import Lines
from portal.core.text import clean_line
from programmes.models import Question
from programmes.models.questionnaire_rules import choices_of
from programmes.workflows.questionnaires import (
    LISTED_KINDS,
    MOST_CHOICES,
    MOST_QUESTIONS,
    QuestionKind,
)

CHOICE_LENGTH = 200
FIELDS_OF: Mapping[str, set[str]] = defaultdict(
    set,
    {
        QuestionKind.SCALE: {"scale_from", "scale_to", "scale_low", "scale_high"},
        QuestionKind.TEXT: {"length"},
    },
)
"""What a kind has beside what every question has. `static/css/admin.css` hides the others."""
LINES_LENGTH = MOST_CHOICES * (CHOICE_LENGTH + 1)


class QuestionForm(forms.ModelForm):
    order = forms.IntegerField(
        label=_("Place in the order"),
        required=False,
        widget=UnfoldAdminIntegerFieldWidget,
        min_value=1,
        max_value=999,
        help_text=_("Left empty, the question comes last."),
    )
    offered = I18nFormField(
        label=_("Answers to choose from"),
        help_text=_("One a line, in the same order in each language."),
        required=False,
        widget=AdminI18nTextarea,
        max_length=LINES_LENGTH,
    )
    only_if = forms.MultipleChoiceField(
        label=_("Only if"),
        required=False,
        widget=UnfoldAdminSelectMultipleWidget,
        help_text=_(
            "One or more answers to one earlier question. Left empty, everybody is asked. A new question can be "
            "chosen here once it is saved."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "offered" in self.fields and self.instance.choices:
            self.initial["offered"] = lines_of(self.instance)
        if "only_if" in self.fields:
            self.initial["only_if"] = [
                f"{self.instance.condition_id}:{key}" for key in self.instance.condition_answers
            ]

    def offer_conditions(self, questions: Sequence[Question]) -> None:
        """Answers to the other questions, under each question."""
        if "only_if" in self.fields:
            others = [each for each in questions if each.options and each.pk != self.instance.pk]
            groups = [
                (
                    f"{each.order}. {each.text}",
                    [(f"{each.pk}:{key}", str(words)) for key, words in each.options],
                )
                for each in others
            ]
            self.fields["only_if"].choices = groups

    def clean(self) -> dict[str, Any]:
        """What doesn't belong to the kind of question is dropped; what it needs is asked for."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        self.instance.choices = []
        if kind in LISTED_KINDS:
            self._take_choices(cleaned.get("offered"))
        if kind == QuestionKind.SCALE:
            self._check_scale(cleaned)
        for name in {"scale_from", "scale_to", "scale_low", "scale_high", "length"} - FIELDS_OF[kind or ""]:
            self.errors.pop(name, None)
            cleaned[name] = "" if name in ("scale_low", "scale_high") else None
        self._take_condition(cleaned.get("only_if") or [])
        return cleaned

    def _take_choices(self, text: LazyI18nString | None) -> None:
        data = text.data if text is not None and isinstance(text.data, dict) else {}
        lines = {language: list(_lines(words or "")) for language, words in data.items()}
        lines = {language: found for language, found in lines.items() if found}
        numbers = {len(found) for found in lines.values()}
        if self.has_error("offered"):
            return
        if len(numbers) > 1:
            self.add_error("offered", _("Each language needs as many lines as the others."))
        elif not numbers or min(numbers) < 2:
            self.add_error("offered", _("Write at least two answers, each in a line of its own."))
        elif max(numbers) > MOST_CHOICES:
            self.add_error(
                "offered", _("At most %(number)d answers are possible.") % {"number": MOST_CHOICES}
            )
        else:
            before = Question.objects.filter(pk=self.instance.pk).values_list("choices", flat=True).first()
            self.instance.choices = choices_of(lines, before or [], self._taken())

    def _taken(self) -> set[str]:
        """Keys that mean something in this question's versions: nothing else is ever called so."""
        if self.instance.pk is None:
            return set()
        same = Question.objects.filter(
            key=self.instance.key, version__questionnaire=self.instance.version.questionnaire_id
        )
        return {choice["key"] for choices in same.values_list("choices", flat=True) for choice in choices}

    def _check_scale(self, cleaned: dict[str, Any]) -> None:
        low, high = cleaned.get("scale_from"), cleaned.get("scale_to")
        if {"scale_from", "scale_to"} & self.errors.keys():
            return
        if low is None or high is None:
            self.add_error("scale_from", _("Say from which number to which the scale goes."))
        elif low >= high:
            self.add_error("scale_to", _("The scale must end above its beginning."))

    def _take_condition(self, chosen: Sequence[str]) -> None:
        pairs = [each.split(":", 1) for each in chosen]
        if len({key for key, _answer in pairs}) > 1:
            self.add_error("only_if", _("Choose answers to one question only."))
            return
        self.instance.condition_id = int(pairs[0][0]) if pairs else None
        self.instance.condition_answers = [answer for _key, answer in pairs]


class QuestionLines(Lines):
    """The questions of a version: in an order in which each condition looks back."""

    in_order: Sequence[Any] = ()
    """The forms of those that are kept, as they are asked."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if isinstance(form, QuestionForm):
            form.offer_conditions(self.instance.in_order if self.instance.pk else [])

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms and _is_filled(form)]
        if len(kept) > MOST_QUESTIONS:
            raise ValidationError(
                _("At most %(number)d questions are possible."), params={"number": MOST_QUESTIONS}
            )
        self.in_order = sorted(kept, key=_place)
        for number, form in enumerate(self.in_order, start=1):
            form.instance.order = number
        places = {form.instance.pk: form.instance.order for form in kept if form.instance.pk}
        for form in kept:
            _check_condition(form, places)


def _is_filled(form: Any) -> bool:
    return bool(form.instance.pk or form.has_changed())


def _place(form: Any) -> tuple[int, bool]:
    """Those without a number come last. Of two with one number, the one that was moved there comes first."""
    return (form.cleaned_data.get("order") if hasattr(form, "cleaned_data") else None) or 1000, (
        "order" not in form.changed_data
    )


def _check_condition(form: Any, places: dict[int, int]) -> None:
    above = form.instance.condition_id
    if above is None or form.errors:
        return
    if above not in places:
        form.add_error("only_if", _("The question that this one looks back to is being deleted."))
    elif places[above] >= form.instance.order:
        form.add_error("only_if", _("The question that this one looks back to must come before it."))


def _lines(text: str) -> Iterator[str]:
    lines = (clean_line(line)[:CHOICE_LENGTH] for line in text.splitlines())
    return (line for line in lines if line)


def lines_of(question: Question) -> LazyI18nString:
    """The answers to choose from as they are written: one a line, in each language that all of them have."""
    languages = {language for choice in question.choices for language in choice["text"]}
    return LazyI18nString(
        {
            language: "\n".join(choice["text"].get(language, "") for choice in question.choices)
            for language in sorted(languages)
        }
    )
