"""A placement whose applicants hear nothing is not shown any more, until its company answers."""

from django.db import transaction
from django.utils import timezone

from matching.constants import PlacementState
from matching.models import Placement
from matching.queries.reminders import is_silent
from matching.services.placements.states import locked, note_change, set_state, show_or_review_again
from matching.workflows.placements import PLACEMENT


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
    if not placement.is_paused_unanswered or placement.expires_at <= timezone.now() or is_silent(placement):
        return False
    placement.paused_unanswered_at = None
    show_or_review_again(placement)
    note_change(placement)
    return True
