"""The steps all services on placements share. None of them asks who is acting; their callers have."""

from collections.abc import Iterable

from django.utils import timezone

from matching.constants import PlacementState, PostingState
from matching.models import Placement, Posting
from matching.notices.placements import PlacementToReview, about_placement
from portal.notifications.services.notifications import notify_all
from portal.users.models import User


def locked(placement: Placement) -> Placement:
    return Placement.objects.select_for_update().get(pk=placement.pk)


def update_state_from_reviews(placement: Placement) -> None:
    """Let the placement's state follow from its reviews: shown once one programme shows it, rejected once all have."""
    reviews = set(placement.postings.values_list("state", flat=True))
    if PostingState.PUBLISHED in reviews:
        placement.state = PlacementState.PUBLISHED
        placement.published_at = placement.published_at or timezone.now()
    elif PostingState.WAITING in reviews:
        placement.state = PlacementState.SUBMITTED
    else:
        placement.state = PlacementState.REJECTED
    placement.save()


def show_or_review_again(placement: Placement) -> None:
    """Back to where its reviews put it, and into review where what was shown has been rewritten."""
    update_state_from_reviews(placement)
    if placement.state == PlacementState.SUBMITTED:
        ask_for_review(placement.postings.filter(state=PostingState.WAITING))


def set_state(placement: Placement, state: PlacementState) -> Placement:
    placement.state = state
    placement.save()
    note_change(placement)
    return placement


def ask_for_review(postings: Iterable[Posting]) -> None:
    for posting in postings:
        notice = PlacementToReview(
            **about_placement(posting.placement),
            posting=posting.pk,
            programme=posting.programme.acronym,
            submitted_at=timezone.now().isoformat(),
        )
        notify_all(User.objects.coordinating(posting.programme), notice)


def note_change(placement: Placement) -> None:
    """Whom it fits now and has not fitted before, may be told of it."""
    Placement.objects.filter(pk=placement.pk).update(changed_at=timezone.now())
