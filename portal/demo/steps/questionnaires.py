"""Questions that each programme can ask of whoever comes."""

from typing import Any

from portal.demo.facts import PROGRAMMES, QUESTIONNAIRES
from portal.demo.steps.base import i18n
from portal.demo.world import World
from programmes.constants import MembershipRole
from programmes.models import Question, QuestionnaireVersion
from programmes.services.questionnaires import create_questionnaire, publish_version

TEXTS = ("text", "hint")


def add_questionnaires(world: World) -> None:
    for facts in PROGRAMMES:
        by = world.person(MembershipRole.COORDINATOR, facts.slug)
        for row in QUESTIONNAIRES:
            programme = world.programmes[facts.slug]
            made = create_questionnaire(programme=programme, title=i18n(row["title"]), by=by)
            version = made.newest
            version.introduction = i18n(row["introduction"])
            version.save()
            _add_questions(version, row["questions"])
            publish_version(version=version, by=by)


def _add_questions(version: QuestionnaireVersion, rows: list[dict[str, Any]]) -> None:
    made: dict[str, Question] = {}
    for order, row in enumerate(rows, start=1):
        values = row | {name: i18n(row[name]) for name in TEXTS if name in row}
        above = made.get(values.pop("condition", ""))
        made[row["key"]] = Question.objects.create(version=version, order=order, condition=above, **values)
