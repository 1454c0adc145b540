"""How long a placement is shown: pausing, closing and extending it, and what happens by itself as time passes."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.constants import STILL_OPEN_HOUR, STILL_OPEN_NOTICE_DAYS, PlacementState
from matching.models import Placement
from matching.notices.placements import PlacementExpired, StillOpen, about_placement
from matching.queries.reminders import is_silent
from matching.queries.steps import are_places_left, seats_taken
from matching.services.placements.errors import AnswersMissing, ExpiryOutOfRange, OffersPending, TooFewSeats
from matching.services.placements.states import (
    locked,
    note_change,
    set_state,
    show_or_review_again,
)
from matching.services.placements.terms import check_expiry
from matching.services.seats import close_remaining
from matching.workflows.placements import PLACEMENT
from portal.core.errors import NotAllowed
from portal.core.jobs import run_on_each
from portal.notifications.services.notifications import notify_all
from portal.users.models import User
from programmes.access import access_of, may


@transaction.atomic
def pause_placement(*, placement: Placement, by: User) -> Placement:
    """Stop showing it and taking applications, until it is resumed. Applications received stay open."""
    placement = _checked("pause", placement, by)
    placement.paused_unanswered_at = None
    return set_state(placement, PlacementState.PAUSED)


@transaction.atomic
def resume_placement(*, placement: Placement, by: User) -> Placement:
    """Show it again after a pause, or after it was closed while places are left.

    What was rewritten meanwhile is reviewed first. A company that was paused for its silence answers first; staff may
    show it all the same. Raises NotAllowed, AnswersMissing, ExpiryOutOfRange,
    TooFewSeats, WrongState.
    """
    placement = _checked("resume", placement, by)
    if access_of(by).is_contact_of(placement.organisation_id) and is_silent(placement):
        raise AnswersMissing
    placement.paused_unanswered_at = None
    if not are_places_left(placement, taken=seats_taken(placement)):
        raise TooFewSeats(_("All places are taken. Offer more places first."))
    if placement.expires_at <= timezone.now():
        raise ExpiryOutOfRange(_("The day until which it was shown has passed. Extend it first."))
    show_or_review_again(placement)
    note_change(placement)
    return placement


@transaction.atomic
def close_placement(*, placement: Placement, by: User) -> Placement:
    """It was filled, here or elsewhere. Everybody whose application is under way is told and the application closed.

    Raises OffersPending while somebody still has an offer of a place, NotAllowed, WrongState.
    """
    placement = _checked("close", placement, by)
    if placement.applications.offered().exists():
        raise OffersPending
    set_state(placement, PlacementState.FILLED)
    close_remaining(placement)
    return placement


@transaction.atomic
def extend_placement(*, placement: Placement, until: datetime, by: User) -> Placement:
    """Show it until then; one that has expired is shown again. Raises NotAllowed, ExpiryOutOfRange, WrongState."""
    placement = _checked("extend", placement, by)
    check_expiry(until, list(placement.programmes.all()))
    placement.expires_at, placement.still_open_asked_at = until, None
    placement.save()
    if PLACEMENT.allows("show_again", placement.state):
        show_or_review_again(placement)
    note_change(placement)
    return placement


def expire_placements() -> int:
    """Mark what is no longer shown as expired, and tell the companies. Returns how many placements.

    Nothing waits for this: lists look at `expires_at` themselves.
    """
    due = Placement.objects.filter(state__in=PLACEMENT.sources("expire"), expires_at__lte=timezone.now())
    return run_on_each(due.values_list("pk", flat=True), _expire, what="Expiry of placement")


@transaction.atomic
def _expire(pk: int) -> bool:
    placement = Placement.objects.select_for_update().filter(pk=pk).first()
    if (
        placement is None
        or placement.expires_at > timezone.now()
        or not PLACEMENT.allows("expire", placement.state)
    ):
        return False
    set_state(placement, PlacementState.EXPIRED)
    notice = PlacementExpired(
        **about_placement(placement),
        expires_at=placement.expires_at.isoformat(),
        waiting=placement.applications.unanswered().count(),
    )
    notify_all(User.objects.recruiting_for(placement.organisation), notice)
    return True


def ask_still_open() -> int:
    """Ask the companies whose placements end within a week whether these are still open. Returns how many are asked.

    Run every hour, it asks each once, and nobody at night.
    """
    now = timezone.now()
    if timezone.localtime(now).hour < STILL_OPEN_HOUR:
        return 0
    ending = Placement.objects.open().filter(
        expires_at__lte=now + timedelta(days=STILL_OPEN_NOTICE_DAYS), still_open_asked_at__isnull=True
    )
    return run_on_each(ending.values_list("pk", flat=True), _ask_once, what="Question about placement")


@transaction.atomic
def _ask_once(pk: int) -> bool:
    placement = Placement.objects.open().select_for_update().filter(pk=pk, still_open_asked_at=None).first()
    if placement is None:
        return False
    placement.still_open_asked_at = timezone.now()
    placement.save(update_fields=["still_open_asked_at"])
    notice = StillOpen(**about_placement(placement), expires_at=placement.expires_at.isoformat())
    notify_all(User.objects.recruiting_for(placement.organisation), notice)
    return True


def _checked(step: str, placement: Placement, by: User) -> Placement:
    """The placement, locked, when `by` may change it and the step starts from where it is."""
    placement = locked(placement)
    if not may(by, "change", placement):
        raise NotAllowed
    PLACEMENT.check(step, placement.state)
    return placement
