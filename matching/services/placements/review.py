"""From a draft to a placement that people see: submitted by the company, decided by each programme."""

from typing import TypedDict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.constants import PlacementState, PostingState
from matching.models import Placement, Posting
from matching.notices.placements import PlacementPublished, PlacementRejected, about_placement
from matching.queries.steps import postings_to_submit
from matching.services.placements.errors import (
    ExpiryOutOfRange,
    HasGaps,
    NoProgramme,
    NoteMissing,
    NotVerified,
)
from matching.services.placements.states import (
    ask_for_review,
    locked,
    note_change,
    update_state_from_reviews,
)
from matching.services.placements.terms import check_expiry
from matching.workflows.placements import PLACEMENT, POSTING
from portal.core.errors import NotAllowed, WrongState
from portal.notifications.services.notifications import notify_all
from portal.users.models import User
from programmes.access import may
from programmes.models import Organisation


@transaction.atomic
def submit_placement(*, placement: Placement, by: User) -> Placement:
    """Ask the programmes to look at it: a draft, one that was sent back, or a posting that one of several refused.

    Raises NotAllowed, NotVerified, HasGaps, NoProgramme, ExpiryOutOfRange, WrongState.
    """
    placement = locked(placement)
    if not may(by, "change", placement):
        raise NotAllowed
    if not placement.organisation.is_verified:
        raise NotVerified
    if placement.has_gaps:
        raise HasGaps
    if not placement.postings.exists():
        raise NoProgramme
    check_expiry(placement.expires_at, list(placement.programmes.all()))
    postings = postings_to_submit(placement, placement.postings.all())
    if not postings:
        raise WrongState
    for posting in postings:
        posting.state, posting.note = PostingState.WAITING, ""
        posting.reviewed_at = posting.reviewed_by = None
        posting.save()
    placement.state = PlacementState.SUBMITTED
    update_state_from_reviews(placement)
    ask_for_review(postings)
    return placement


@transaction.atomic
def publish_posting(*, posting: Posting, by: User) -> Posting:
    """Show the placement in the posting's programme from now on.

    Raises NotAllowed, NotVerified, ExpiryOutOfRange, WrongState.
    """
    # Before the placement, as where an organisation is declined: neither waits for the other in a circle.
    organisation = Organisation.objects.select_for_update().get(pk=posting.placement.organisation_id)
    posting = _under_review(posting, by)
    placement = posting.placement
    POSTING.check("publish", posting.state)
    if not organisation.is_verified:
        raise NotVerified(_("The organisation is not verified. Verify it first."))
    if placement.expires_at <= timezone.now():
        raise ExpiryOutOfRange(
            _("The day until which it was to be shown has passed. Send it back and ask for a new one.")
        )
    _decide(posting, PostingState.PUBLISHED, "", by)
    notice = PlacementPublished(**about_placement(placement), **_review_of(posting))
    notify_all(User.objects.recruiting_for(placement.organisation), notice, exclude=by)
    note_change(placement)
    return posting


@transaction.atomic
def reject_posting(*, posting: Posting, note: str, by: User) -> Posting:
    """Send it back with a note, or take it off the programme's pages when it is shown there.

    Raises NotAllowed, NoteMissing, WrongState.
    """
    note = note.strip()
    if not note:
        raise NoteMissing
    posting = _under_review(posting, by)
    POSTING.check("send_back", posting.state)
    _decide(posting, PostingState.REJECTED, note, by)
    placement = posting.placement
    notice = PlacementRejected(**about_placement(placement), **_review_of(posting), note=note)
    notify_all(User.objects.recruiting_for(placement.organisation), notice, exclude=by)
    note_change(placement)
    return posting


@transaction.atomic
def hide_placements(*, organisation: Organisation) -> int:
    """The organisation has lost its verification: what it publishes goes back into review.

    Returns how many placements do. Nothing of it is published again before it is verified again, also not what is
    paused, filled or expired and could be resumed or extended; applications received stay where they are.
    """
    rows = list(Placement.objects.filter(organisation=organisation).select_for_update().order_by("pk"))
    Posting.objects.filter(placement__in=rows, state=PostingState.PUBLISHED).update(
        state=PostingState.WAITING
    )
    shown = [placement for placement in rows if PLACEMENT.state(placement.state).is_public]
    for placement in shown:
        update_state_from_reviews(placement)
        note_change(placement)
    return len(shown)


def _under_review(posting: Posting, by: User) -> Posting:
    """The posting with its placement, both locked, when `by` may decide about it."""
    if not may(by, "publish", posting):
        raise NotAllowed
    placement = locked(posting.placement)
    PLACEMENT.check("review", placement.state)
    posting = Posting.objects.select_for_update(of=("self",)).select_related("programme").get(pk=posting.pk)
    posting.placement = placement
    return posting


def _decide(posting: Posting, state: PostingState, note: str, by: User) -> None:
    posting.state, posting.note = state, note
    posting.reviewed_at, posting.reviewed_by = timezone.now(), by
    posting.save()
    update_state_from_reviews(posting.placement)


class _Review(TypedDict):
    posting: int
    programme: str
    reviewed_at: str


def _review_of(posting: Posting) -> _Review:
    reviewed_at = posting.reviewed_at or timezone.now()
    return {
        "posting": posting.pk,
        "programme": posting.programme.acronym,
        "reviewed_at": reviewed_at.isoformat(),
    }
