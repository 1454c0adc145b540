"""What the evaluation puts on a person's own page: the funder's questions that still wait for an answer."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from evaluation.contributions import INCOMPLETE
from programmes.access import may
from programmes.constants import Module
from programmes.dashboard import NextStep, next_steps
from programmes.models import Enrolment

ASKED = Q(programme__modules__contains=[Module.EVALUATION])


def questions(user: Any) -> Iterator[NextStep]:
    """A step for each programme whose entry or exit questions the person hasn't answered. One query."""
    from evaluation.models import ParticipantRecord

    if not may(user, "change", ParticipantRecord):
        return
    unanswered = Q(INCOMPLETE) | Q(left_on__isnull=False) & (
        Q(record__isnull=True) | Q(record__exit_answered_at__isnull=True)
    )
    waiting = Enrolment.objects.filter(ASKED, unanswered, person=user, entered_on__isnull=False)
    for enrolment in waiting.select_related("programme", "record").order_by("-entered_on"):
        yield _entry(enrolment) if _lacks_entry(enrolment) else _exit(enrolment)


def _lacks_entry(enrolment: Enrolment) -> bool:
    return not (hasattr(enrolment, "record") and enrolment.record.is_complete)


def _entry(enrolment: Enrolment) -> NextStep:
    return NextStep(
        title=_("Four questions about your start in %(programme)s")
        % {"programme": enrolment.programme.acronym},
        hint=_("Needed for the funder, two minutes"),
        url=reverse("evaluation:entry_questions", args=[enrolment.programme.slug]),
        action=_("Answer"),
        urgency=30,
    )


def _exit(enrolment: Enrolment) -> NextStep:
    return NextStep(
        title=_("How things are after %(programme)s") % {"programme": enrolment.programme.acronym},
        hint=_("Five questions for the funder, two minutes"),
        url=reverse("evaluation:exit_questions", args=[enrolment.programme.slug]),
        action=_("Answer"),
        urgency=35,
    )


def register() -> None:
    next_steps.add("evaluation", questions)
