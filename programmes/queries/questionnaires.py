"""What was answered about rows that were found for the reader."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from django.db.models import Model

from portal.users.models import User
from programmes.models import Answer, Question, Questionnaire, QuestionnaireVersion, Response
from programmes.models.questionnaire_rules import keys_in
from programmes.querysets.questionnaires import AnswerQuerySet
from programmes.workflows.questionnaires import QuestionKind

MOST_TEXTS = 200
"""So many answers in words one page shows of a question, the newest."""


class AnswersRead:
    """What was answered to a version, as far as the reader may read it: numbers of what is chosen, texts as they are.

    `disclosed` are responses whose sensitive answers are among it.
    """

    def __init__(self, version: QuestionnaireVersion, reader: User, *, with_sensitive: bool) -> None:
        self.version, self.with_sensitive = version, with_sensitive
        self.numbers: dict[int, Counter[str]] = defaultdict(Counter)
        self.answered: Counter[int] = Counter()
        self.texts: dict[int, list[Answer]] = defaultdict(list)
        self.disclosed: dict[int, Response] = {}
        answers = Answer.objects.administered_by(reader).filter(question__version=version)
        self._count(answers.open())
        if with_sensitive:
            self._disclose(
                Answer.objects.administered_by(reader, "disclose").filter(question__version=version)
            )
        for question in version.in_order:
            if question.kind == QuestionKind.TEXT and not question.is_sensitive:
                said = answers.filter(question=question).select_related("response", "question")
                self.texts[question.pk] = list(said.order_by("-response__submitted_at", "-pk")[:MOST_TEXTS])

    @property
    def questions(self) -> list[Question]:
        return [each for each in self.version.in_order if self.with_sensitive or not each.is_sensitive]

    def _count(self, answers: AnswerQuerySet) -> None:
        for row in answers.counted():
            self.answered[row["question_id"]] += row["number"]
            for key in keys_in(row["value"]):
                self.numbers[row["question_id"]][key] += row["number"]

    def _disclose(self, answers: AnswerQuerySet) -> None:
        newest = answers.sensitive().select_related("question", "response__person")
        for answer in newest.order_by("-response__submitted_at", "-pk"):
            self.disclosed[answer.response_id] = answer.response
            self.answered[answer.question_id] += 1
            if answer.question.kind == QuestionKind.TEXT:
                self.texts[answer.question_id].append(answer)
            else:
                self.numbers[answer.question_id].update(keys_in(answer.said))


def responses_about(rows: Sequence[Model]) -> dict[int, list[Response]]:
    """Of rows of one model, by their key, what was answered about each, with all that it says."""
    found: dict[int, list[Response]] = {}
    for response in Response.objects.about(*rows).with_answers():
        found.setdefault(response.about_key, []).append(response)
    return found


def response_about(row: Model, questionnaire: Questionnaire) -> Response | None:
    """What was answered to this questionnaire about a row about which one side alone is asked."""
    rows = Response.objects.about(row).filter(version__questionnaire=questionnaire)
    return rows.select_related("version").first()
