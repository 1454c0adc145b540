"""What can be done with a placement, a posting or an application: the table, and what the row adds."""

import pytest

from matching.constants import PlacementState, PostingState
from matching.models import Posting
from matching.queries.steps import placement_steps, posting_steps, postings_to_submit
from matching.services.placements.listing import (
    close_placement,
    extend_placement,
    pause_placement,
    resume_placement,
)
from matching.services.placements.review import publish_posting, reject_posting, submit_placement
from matching.services.placements.writing import discard_placement
from matching.workflows.placements import PLACEMENT, POSTING
from portal.core.errors import WrongState
from tests.factories import make_contact, make_member, make_organisation, make_placement, make_programme

pytestmark = pytest.mark.django_db

BUTTONS = {
    "draft": ["submit", "discard"],
    "submitted": ["close", "extend"],
    "published": ["pause", "close", "extend"],
    "paused": ["resume", "close", "extend"],
    "filled": ["resume"],
    "expired": ["close", "extend"],
    "rejected": ["submit", "discard"],
}


def names(placement, *, applications=0, taken=0):
    postings = list(placement.postings.all())
    return [
        step.name for step in placement_steps(placement, postings, applications=applications, taken=taken)
    ]


@pytest.mark.parametrize("state", PlacementState)
def test_the_buttons_of_a_placement_follow_from_its_state(state):
    assert names(make_placement(make_organisation(make_programme()), state=state)) == BUTTONS[state.value]


@pytest.mark.parametrize("state", PlacementState)
def test_what_one_programme_refused_can_be_submitted_while_others_go_on(state):
    placement = make_placement(make_organisation(make_programme()), state=state)
    placement.postings.update(state=PostingState.REJECTED)
    more = ["submit"] if state in (PlacementState.SUBMITTED, PlacementState.PUBLISHED) else []
    assert names(placement) == more + BUTTONS[state.value]


@pytest.mark.parametrize("state", PlacementState)
def test_what_has_no_place_left_is_not_resumed_and_what_has_applicants_not_deleted(state):
    placement = make_placement(make_organisation(make_programme()), state=state, seats=2)
    gone = {"resume", "discard"}
    assert names(placement, applications=2, taken=2) == [
        name for name in BUTTONS[state.value] if name not in gone
    ]
    assert "discard" in names(placement) or state not in (PlacementState.DRAFT, PlacementState.REJECTED)


@pytest.mark.parametrize("state", PlacementState)
@pytest.mark.parametrize("step", ["submit", "pause", "resume", "close", "discard", "extend"])
def test_services_do_what_there_is_a_button_for_and_refuse_the_rest(state, step):
    """Where a step leads is in the table, too."""
    programme = make_programme()
    organisation = make_organisation(programme)
    contact = make_contact(organisation)
    placement = make_placement(organisation, programme, state=state)
    run = {
        "submit": submit_placement,
        "pause": pause_placement,
        "resume": resume_placement,
        "close": close_placement,
        "discard": discard_placement,
        "extend": lambda **known: extend_placement(until=placement.expires_at, **known),
    }[step]
    if step in names(placement):
        run(placement=placement, by=contact)
        if not PLACEMENT.step(step).deletes:
            placement.refresh_from_db()
            assert placement.state == state or PLACEMENT.leads(state, placement.state)
    else:
        with pytest.raises(WrongState):
            run(placement=placement, by=contact)
        placement.refresh_from_db()
        assert placement.state == state


@pytest.mark.parametrize("placement_state", PlacementState)
@pytest.mark.parametrize("state", PostingState)
@pytest.mark.parametrize("step", ["publish", "send_back"])
def test_coordinators_decide_where_there_is_a_button_for_it(placement_state, state, step):
    programme = make_programme()
    placement = make_placement(make_organisation(programme), programme, state=placement_state)
    placement.postings.update(state=state)
    posting = Posting.objects.get(placement=placement)
    coordinator = make_member(programme)
    run = {
        "publish": publish_posting,
        "send_back": lambda **known: reject_posting(note="Say what it pays.", **known),
    }[step]
    if step in [each.name for each in posting_steps(posting)]:
        run(posting=posting, by=coordinator)
        posting.refresh_from_db()
        assert posting.state == POSTING.step(step).target
        placement.refresh_from_db()
        assert placement.state == placement_state or PLACEMENT.leads(placement_state, placement.state)
    else:
        with pytest.raises(WrongState):
            run(posting=posting, by=coordinator)


def test_a_draft_is_submitted_to_all_its_programmes_and_later_only_where_it_was_refused():
    placement = make_placement(make_organisation(make_programme()), state=PlacementState.DRAFT)
    refused, waiting = placement.postings.get(), Posting(state=PostingState.WAITING)
    refused.state = PostingState.REJECTED
    assert postings_to_submit(placement, [refused, waiting]) == [refused, waiting]
    placement.state = PlacementState.PUBLISHED
    assert postings_to_submit(placement, [refused, waiting]) == [refused]
    placement.state = PlacementState.PAUSED
    assert postings_to_submit(placement, [refused, waiting]) == []
