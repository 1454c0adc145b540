"""Coordinators review placements in the admin."""

import pytest

from matching.constants import PostingState
from matching.models import Posting
from programmes.constants import Verification
from tests.workplace import act

pytestmark = pytest.mark.django_db


def test_placements_are_published_in_bulk_and_sent_back_with_a_note(coordinator, mine, foreign):
    act(coordinator, Posting, "publish", mine.posting, foreign.posting)
    mine.posting.refresh_from_db()
    foreign.posting.refresh_from_db()
    assert (mine.posting.state, foreign.posting.state) == (PostingState.PUBLISHED, PostingState.WAITING)
    act(coordinator, Posting, "send_back", mine.posting, has_reason="1", reason="Say what it pays.")
    mine.posting.refresh_from_db()
    assert (mine.posting.state, mine.posting.note) == (PostingState.REJECTED, "Say what it pays.")


def test_what_a_rule_forbids_is_told_and_changes_nothing(coordinator, mine):
    mine.placement.organisation.verification = Verification.WAITING
    mine.placement.organisation.save()
    answer = act(coordinator, Posting, "publish", mine.posting)
    told = [str(message) for message in coordinator.get(answer.url).context["messages"]]
    assert told == ["MYOWN placement · MYOWN: The organisation is not verified. Verify it first."]
    mine.posting.refresh_from_db()
    assert mine.posting.state == PostingState.WAITING
