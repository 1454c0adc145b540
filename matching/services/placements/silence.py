"""A placement whose applicants hear nothing is not shown any more, until its company answers."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.constants import PAUSES, PlacementState
from matching.models import Placement
from matching.queries.reminders import waiting_for
from matching.services.placements.states import locked, note_change, set_state, show_or_review_again
from matching.workflows.placements import PLACEMENT
from portal.core.errors import DomainError
from portal.users.models import User
from programmes.access import access_of
from programmes.models.reminder_rules import Rule, rules_in_force


class AnswersMissing(DomainError):
    message = _(
        "Answer the applications that have waited too long first. The placement is shown again by itself then."
    )


@transaction.atomic
def pause_unanswered(*, placement: Placement) -> Placement | None:
    """Stop showing it and taking applications, until what has waited too long is answered. None if it is not shown."""
    placement = locked(placement)
    if not PLACEMENT.allows("pause_unanswered", placement.state):
        return None
    placement.paused_unanswered_at = timezone.now()
    return set_state(placement, PlacementState.PAUSED)


@transaction.atomic
def resume_if_answered(*, placement: Placement) -> bool:
    """Show it again once nothing waits any more that had waited too long. Was it resumed?"""
    placement = locked(placement)
    if (
        not placement.is_paused_unanswered
        or placement.expires_at <= timezone.now()
        or number_too_late(placement)
    ):
        return False
    placement.paused_unanswered_at = None
    show_or_review_again(placement)
    note_change(placement)
    return True


def check_answered(placement: Placement, by: User) -> None:
    """Raises AnswersMissing where the company would show it again and answer nobody. Staff may."""
    if (
        placement.is_paused_unanswered
        and access_of(by).is_contact_of(placement.organisation_id)
        and number_too_late(placement)
    ):
        raise AnswersMissing


def number_too_late(placement: Placement) -> int:
    """How many of its applications have waited as long as the reminder of their programme says by now."""
    now = timezone.now()
    rules: dict[int, Rule] = {}
    for rule in rules_in_force(PAUSES):
        known = rules.get(rule.programme)
        if known is None or rule.due_at(now) < known.due_at(now):
            rules[rule.programme] = rule
    waiting = waiting_for(placement.pk)
    return sum(programme in rules and rules[programme].due_at(since) <= now for since, programme in waiting)
