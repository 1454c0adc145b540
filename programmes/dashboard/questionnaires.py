"""What is deleted of answers to questions by itself, and when."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from portal.privacy.extensions import RetentionRule, retention_rules
from programmes.extensions import questionnaire_subjects
from programmes.models import Answer, Response
from programmes.presentation.questionnaires import SENSITIVE_RULE
from programmes.querysets.questionnaires import AnswerQuerySet, ResponseQuerySet

SENSITIVE_ANSWER_DAYS = 14


def _sensitive_of_what_ended(before: datetime) -> AnswerQuerySet:
    ended = {label: subject.ended(before) for label, subject in questionnaire_subjects.items()}
    return Answer.objects.sensitive().about_ended(ended)


def _about_nothing_any_more(before: datetime) -> ResponseQuerySet:
    standing = {label: subject.rows() for label, subject in questionnaire_subjects.items()}
    return Response.objects.about_nothing(standing).filter(submitted_at__lt=before)


retention_rules.add(
    SENSITIVE_RULE,
    RetentionRule(
        title=_("Sensitive answers to the questions of programmes"),
        why=_("What somebody eats or needs is asked for one occasion; once that is over, nobody needs it."),
        days=SENSITIVE_ANSWER_DAYS,
        rows=_sensitive_of_what_ended,
    ),
)
retention_rules.add(
    "responses",
    RetentionRule(
        title=_("Answers about what is no longer there"),
        why=_("What was answered for a registration goes when the registration does."),
        days=1,
        rows=_about_nothing_any_more,
    ),
)
