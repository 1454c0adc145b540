"""Questions that a programme asks of people or organisations about something, and what they answer.

A questionnaire doesn't know what it is asked about: a response names that by the label and the key of its row, and the
app which owns those rows says the rest (`extensions.questionnaire_subjects`).
"""

from __future__ import annotations

import json
from collections.abc import Collection
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise
from i18nfield.fields import I18nCharField, I18nTextField
from i18nfield.strings import LazyI18nString

from portal.core.fields import EncryptedTextField
from portal.core.history import track_history
from portal.core.models import TimeStampedModel
from programmes.models.organisation import Organisation
from programmes.models.programme import Programme
from programmes.models.questionnaire_rules import Value, keys_in
from programmes.querysets.questionnaires import (
    AnswerQuerySet,
    QuestionnaireQuerySet,
    QuestionnaireVersionQuerySet,
    QuestionQuerySet,
    ResponseQuerySet,
)
from programmes.scoping import Scoped
from programmes.workflows.questionnaires import (
    ANSWER_LENGTH,
    LISTED_KINDS,
    LONGEST_SCALE,
    NO,
    YES,
    QuestionKind,
)

YES_OR_NO: tuple[tuple[str, StrOrPromise], ...] = (
    (YES, pgettext_lazy("answer", "Yes")),
    (NO, pgettext_lazy("answer", "No")),
)


def new_key() -> str:
    return f"q{token_hex(4)}"


@track_history()
class Questionnaire(TimeStampedModel, Scoped):
    """Questions under one title. What they are stands in its versions, of which the newest published one is asked."""

    programme_path = "programme"

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="questionnaires"
    )
    title = I18nCharField(_("title"), max_length=200)

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["programme", "pk"]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def current(self) -> QuestionnaireVersion | None:
        """The version that people are asked now."""
        return self.questionnaire_versions.published().first()

    @property
    def newest(self) -> QuestionnaireVersion:
        """The one that is being written, or else the one that is asked."""
        return self.questionnaire_versions.order_by("-number")[0]


@track_history()
class QuestionnaireVersion(TimeStampedModel, Scoped):
    """The questions as they were asked for a time. Once somebody has answered them, they don't change any more: what is
    to be asked differently is the next version, and answers keep theirs."""

    programme_path = "questionnaire__programme"

    questionnaire = models.ForeignKey(
        Questionnaire,
        verbose_name=_("questionnaire"),
        on_delete=models.CASCADE,
        related_name="questionnaire_versions",
    )
    number = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    introduction = I18nTextField(
        _("introduction"),
        blank=True,
        help_text=_("Stands above the questions: what they are for, and how long answering takes."),
    )
    published_at = models.DateTimeField(_("published"), null=True, editable=False)

    objects = QuestionnaireVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a questionnaire")
        verbose_name_plural = _("versions of questionnaires")
        ordering = ["questionnaire", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="questionnaire_number_once"),
            models.UniqueConstraint(
                fields=["questionnaire"],
                condition=Q(published_at__isnull=True),
                name="questionnaire_one_draft",
            ),
        ]

    def __str__(self) -> str:
        return str(_("%(title)s, version %(number)d")) % {
            "title": self.questionnaire.title,
            "number": self.number,
        }

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def is_answered(self) -> bool:
        return self.responses.exists()

    @cached_property
    def in_order(self) -> list[Question]:
        """Its questions as they are asked, each with the one that its condition looks back to."""
        found = list(self.questions.order_by("order", "pk"))
        by_key = {question.pk: question for question in found}
        for question in found:
            if question.condition_id in by_key:
                question.condition = by_key[question.condition_id]
        return found


@track_history()
class Question(Scoped):
    """One question. Its `key` is the same in each version in which it is asked, and those of its choices are."""

    programme_path = "version__questionnaire__programme"

    version = models.ForeignKey(
        QuestionnaireVersion, verbose_name=_("version"), on_delete=models.CASCADE, related_name="questions"
    )
    key = models.SlugField(max_length=20, default=new_key, editable=False)
    order = models.PositiveSmallIntegerField(_("place in the order"), default=1)
    kind = models.CharField(_("is answered"), max_length=8, choices=QuestionKind, default=QuestionKind.CHOICE)
    text = I18nCharField(_("question"), max_length=300)
    hint = I18nCharField(
        _("explanation"), max_length=500, blank=True, help_text=_("Stands below the question.")
    )
    is_required = models.BooleanField(_("must be answered"), default=False)
    is_sensitive = models.BooleanField(
        _("is sensitive"),
        default=False,
        help_text=_(
            "Such as health, food or needs of care. Answers are stored encrypted, each look at them is logged, and "
            "they are deleted soon after what they are about has ended."
        ),
    )
    condition = models.ForeignKey(
        "self",
        verbose_name=_("only after"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="followed_by",
    )
    condition_answers = models.JSONField(_("if it is answered"), default=list, blank=True)
    choices = models.JSONField(_("answers to choose from"), default=list, blank=True)
    """In their order: `{"key": "1", "text": {"en": "…", "de": "…"}}` each."""
    scale_from = models.PositiveSmallIntegerField(
        _("scale from"), null=True, blank=True, validators=[MaxValueValidator(LONGEST_SCALE)]
    )
    scale_to = models.PositiveSmallIntegerField(
        _("scale to"), null=True, blank=True, validators=[MaxValueValidator(LONGEST_SCALE)]
    )
    scale_low = I18nCharField(_("what the lowest number means"), max_length=80, blank=True)
    scale_high = I18nCharField(_("what the highest number means"), max_length=80, blank=True)
    length = models.PositiveSmallIntegerField(
        _("characters at most"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(ANSWER_LENGTH)],
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["version", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="question_key_once"),
            models.CheckConstraint(
                condition=Q(condition__isnull=True, condition_answers=[])
                | (Q(condition__isnull=False) & ~Q(condition_answers=[]) & ~Q(condition=F("id"))),
                name="question_condition_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=LISTED_KINDS) ^ Q(choices=[]), name="question_choices_where_chosen"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind=QuestionKind.SCALE, scale_to__gt=F("scale_from"), scale_to__lte=LONGEST_SCALE
                )
                | (~Q(kind=QuestionKind.SCALE) & Q(scale_from__isnull=True, scale_to__isnull=True)),
                name="question_scale_has_two_ends",
            ),
            models.CheckConstraint(
                condition=Q(length__isnull=True)
                | Q(kind=QuestionKind.TEXT, length__gte=1, length__lte=ANSWER_LENGTH),
                name="question_length_of_texts",
            ),
        ]

    def __str__(self) -> str:
        return str(self.text)

    @cached_property
    def options(self) -> list[tuple[str, StrOrPromise | LazyI18nString]]:
        """Keys of the answers that there are, with their words; none where people write words of their own."""
        match self.kind:
            case QuestionKind.YES_NO:
                return list(YES_OR_NO)
            case QuestionKind.SCALE:
                return [(str(number), self._point(number)) for number in self._numbers]
        return [(choice["key"], LazyI18nString(choice["text"])) for choice in self.choices]

    def worded(self, value: Value) -> str:
        """An answer as people read it, in the reader's language where the question has words for it."""
        return ", ".join(self.named(keys_in(value))) if self.options else str(value)

    def named(self, keys: Collection[str]) -> list[str]:
        """The words of these answers, in the order in which they are offered."""
        return [str(words) for key, words in self.options if key in keys]

    @property
    def answer_keys(self) -> list[str]:
        return [key for key, _words in self.options]

    @property
    def _numbers(self) -> range:
        return range(self.scale_from or 0, (self.scale_to or 0) + 1)

    def _point(self, number: int) -> str:
        """A number of the scale; what its ends mean stands beside them."""
        meaning = {self.scale_from: self.scale_low, self.scale_to: self.scale_high}.get(number)
        return f"{number} – {meaning}" if meaning else str(number)


class Response(Scoped):
    """What one side has answered about one thing: a person, an organisation, or, without either, a guest whom the row
    it is about knows. Answered again, it stays the same row and keeps its version."""

    programme_path = "version__questionnaire__programme"
    owner_path = "person"
    organisation_path = "organisation"
    is_hidden_while_restricted = True

    version = models.ForeignKey(
        QuestionnaireVersion, verbose_name=_("version"), on_delete=models.RESTRICT, related_name="responses"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="responses",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="responses",
    )
    about_label = models.CharField(max_length=60, editable=False)
    about_key = models.BigIntegerField(editable=False)
    submitted_at = models.DateTimeField(_("answered"), default=timezone.now, editable=False)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(organisation__isnull=True), name="response_of_one_side"
            ),
            models.UniqueConstraint(
                fields=["about_label", "about_key", "version", "person", "organisation"],
                nulls_distinct=False,
                name="response_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about_label}:{self.about_key}"

    @property
    def values(self) -> dict[str, Value]:
        """Keys of the questions that are answered → the answers."""
        return {answer.question.key: answer.said for answer in self.answers.select_related("question")}


class Answer(Scoped):
    """What a response says to one question. To a sensitive one it is sealed: only the portal reads it."""

    programme_path = "response__version__questionnaire__programme"
    owner_path = "response__person"
    organisation_path = "response__organisation"
    is_hidden_while_restricted = True

    response = models.ForeignKey(
        Response, verbose_name=_("response"), on_delete=models.CASCADE, related_name="answers"
    )
    question = models.ForeignKey(
        Question, verbose_name=_("question"), on_delete=models.RESTRICT, related_name="answers"
    )
    value = models.JSONField(_("answer"), null=True, blank=True)
    sealed = EncryptedTextField(_("sealed answer"), null=True, blank=True, editable=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["response", "question"]
        constraints = [
            models.UniqueConstraint(fields=["response", "question"], name="answer_once"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) ^ Q(sealed__isnull=True), name="answer_open_or_sealed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.response} · {self.question_id}"

    @property
    def said(self) -> Any:
        return self.value if self.sealed is None else json.loads(self.sealed)

    @property
    def words(self) -> str:
        return self.question.worded(self.said)

    def get_value_display(self) -> str:
        """For the copy of their data that people ask for."""
        return "" if self.value is None else self.words

    def get_sealed_display(self) -> str:
        return "" if self.sealed is None else self.words

    def say(self, value: Value) -> None:
        """Keep an answer as its question asks for."""
        self.value, self.sealed = value, None
        if self.question.is_sensitive:
            self.value, self.sealed = None, json.dumps(value)
