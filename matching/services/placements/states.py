"""The steps all services on placements share. None of them asks who is acting; their callers have."""

from collections.abc import Iterable

from django.utils import timezone

from matching.constants import PlacementState, PostingState
from matching.models import Placement, Posting
from matching.notices import PlacementToReview
from matching.queries.recipients import about, coordinators_of, tell
from portal.core.jobs import enqueue


def locked(placement: Placement) -> Placement:
    return Placement.objects.select_for_update().get(pk=placement.pk)


def settle(placement: Placement) -> None:
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


def reopen(placement: Placement) -> None:
    """Back to where its reviews put it, and into review where what was shown has been rewritten."""
    settle(placement)
    if placement.state == PlacementState.SUBMITTED:
        ask_for_review(placement.postings.filter(state=PostingState.WAITING))


def become(placement: Placement, state: PlacementState) -> Placement:
    placement.state = state
    placement.save()
    refit(placement)
    return placement


def ask_for_review(postings: Iterable[Posting]) -> None:
    for posting in postings:
        notice = PlacementToReview(
            **about(posting.placement),
            posting=posting.pk,
            programme=posting.programme.acronym,
            submitted_at=timezone.now().isoformat(),
        )
        tell(coordinators_of(posting.programme), notice)


def refit(placement: Placement) -> None:
    """Fit it to people anew, in the background."""
    Placement.objects.filter(pk=placement.pk).update(changed_at=timezone.now())
    enqueue("matching.refresh_placement", placement.pk)
