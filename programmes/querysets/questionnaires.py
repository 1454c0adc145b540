from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models.functions import Coalesce

from programmes.scoping import ScopedQuerySet, is_among

if TYPE_CHECKING:
    from programmes.models import Answer, Question, Questionnaire, QuestionnaireVersion, Response


class QuestionnaireQuerySet(ScopedQuerySet["Questionnaire"]):
    def published(self) -> Self:
        """Those of which a version can be asked."""
        versions: Any = self.model._meta.get_field("questionnaire_versions").related_model
        return self.filter(is_among(versions.objects.published(), questionnaire="pk"))

    def with_numbers(self) -> Self:
        """`asked_now` and `being_written`, versions by their numbers, and `number_of_responses` to all of them."""
        versions: Any = self.model._meta.get_field("questionnaire_versions").related_model
        responses: Any = versions._meta.get_field("responses").related_model
        mine = versions.objects.filter(questionnaire=models.OuterRef("pk")).order_by("-number")
        answered = responses.objects.filter(version__questionnaire=models.OuterRef("pk")).order_by()
        number = answered.values("version__questionnaire").annotate(number=models.Count("pk"))
        return self.annotate(
            asked_now=models.Subquery(mine.published().values("number")[:1]),
            being_written=models.Subquery(mine.filter(published_at=None).values("number")[:1]),
            number_of_responses=Coalesce(models.Subquery(number.values("number")), 0),
        )


class QuestionnaireVersionQuerySet(ScopedQuerySet["QuestionnaireVersion"]):
    def with_responses(self) -> Self:
        """`number_of_responses`, and whether it `has_sensitive` questions; the newest first."""
        questions: Any = self.model._meta.get_field("questions").related_model
        sensitive = questions.objects.filter(version=models.OuterRef("pk"), is_sensitive=True)
        counted = self.annotate(
            number_of_responses=models.Count("responses"), has_sensitive=models.Exists(sensitive)
        )
        return counted.order_by("-number")

    def published(self) -> Self:
        """The newest first."""
        return self.filter(published_at__isnull=False).order_by("-number")


class QuestionQuerySet(ScopedQuerySet["Question"]):
    pass


class ResponseQuerySet(ScopedQuerySet["Response"]):
    def about(self, *rows: models.Model) -> Self:
        """About these rows, all of one model."""
        return self.about_keys(rows[0]._meta.label_lower, [row.pk for row in rows]) if rows else self.none()

    def about_keys(self, label: str, keys: Collection[int] | models.QuerySet[Any]) -> Self:
        return self.filter(about_label=label, about_key__in=keys)

    def with_answers(self) -> Self:
        """With all that they say, for `presentation.questionnaires.said_in`, however many they are."""
        return self.select_related("person", "organisation").prefetch_related("answers__question")

    def about_nothing(self, standing: Mapping[str, models.QuerySet[Any]]) -> Self:
        """Whose row is gone: of each label, these are there."""
        gone = models.Q(pk__in=[])
        for label, rows in standing.items():
            gone |= models.Q(about_label=label) & ~is_among(rows, pk="about_key")
        return self.filter(gone)


class AnswerQuerySet(ScopedQuerySet["Answer"]):
    def sensitive(self) -> Self:
        return self.filter(sealed__isnull=False)

    def open(self) -> Self:
        return self.filter(sealed__isnull=True)

    def counted(self) -> models.QuerySet[Any, Any]:
        """How often each answer was given to each question: `question_id`, `value`, `number`."""
        return self.order_by().values("question_id", "value").annotate(number=models.Count("pk"))

    def about_ended(self, ended: Mapping[str, models.QuerySet[Any]]) -> Self:
        """About rows, of each label, whose matter has ended: these."""
        over = models.Q(pk__in=[])
        for label, rows in ended.items():
            over |= models.Q(response__about_label=label) & is_among(rows, pk="response__about_key")
        return self.filter(over)
