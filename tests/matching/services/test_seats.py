"""How many places are taken, and what the last one means for everybody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.constants import PlacementState
from matching.models import Placement
from matching.queries.steps import seats_taken, with_applied
from matching.services import applications
from matching.services.placements.errors import TooFewSeats
from matching.services.placements.listing import close_placement, expire_placements, resume_placement
from matching.services.placements.writing import update_placement
from tests.matching.services.conftest import Offer, kinds_for

pytestmark = pytest.mark.django_db


def test_accepting_the_last_place_fills_the_placement_and_closes_the_rest(offer):
    winner = offer.at("offered", offer.talent)
    others = [offer.at(state) for state in ("received", "viewed", "shortlisted", "interview", "offered")]
    withdrawn = offer.at("withdrawn")
    offer.move(winner, "accepted", by=offer.talent.user)
    offer.placement.refresh_from_db()
    assert offer.placement.state == PlacementState.FILLED
    for application in others:
        application.refresh_from_db()
        event = application.events.get()
        assert (application.state, event.state, event.actor, event.is_automatic) == (
            "declined",
            "declined",
            None,
            True,
        )
        assert kinds_for(application.talent.user) == ["matching.places_taken"]
    withdrawn.refresh_from_db()
    assert withdrawn.state == "withdrawn"
    assert kinds_for(withdrawn.talent.user) == []
    assert kinds_for(offer.contact) == ["matching.applicant_answered", "matching.placement_filled"]


def test_while_places_are_left_everything_goes_on():
    offer = Offer(seats=2)
    winner, other = offer.at("offered", offer.talent), offer.at("interview")
    offer.move(winner, "accepted", by=offer.talent.user)
    offer.placement.refresh_from_db()
    other.refresh_from_db()
    assert (offer.placement.state, other.state) == (PlacementState.PUBLISHED, "interview")


def test_no_place_is_offered_or_accepted_when_none_is_left(offer):
    offer.at("accepted")
    with pytest.raises(applications.SeatsTaken):
        offer.move(offer.at("interview"), "offered")
    late = offer.at("offered", offer.talent)
    with pytest.raises(applications.SeatsTaken):
        offer.move(late, "accepted", by=offer.talent.user)


def test_closing_by_hand_tells_those_under_way(offer):
    application = offer.at("interview")
    close_placement(placement=offer.placement, by=offer.contact)
    application.refresh_from_db()
    assert application.state == "declined"
    assert kinds_for(application.talent.user) == ["matching.places_taken"]


def test_expiry_leaves_applications_alone():
    offer = Offer(expires_at=timezone.now() + timedelta(days=1))
    application = offer.apply()
    Placement.objects.update(expires_at=timezone.now() - timedelta(days=1))
    expire_placements()
    assert offer.move(application, "shortlisted").state == "shortlisted"


def test_places_can_not_be_cut_below_those_taken():
    offer = Offer(seats=3)
    for _seat in range(2):
        offer.at("accepted")
    with pytest.raises(TooFewSeats):
        update_placement(placement=offer.placement, by=offer.contact, fields={"seats": 2})


def test_a_filled_placement_takes_more_people_after_places_were_added(offer):
    offer.move(offer.at("offered", offer.talent), "accepted", by=offer.talent.user)
    with pytest.raises(TooFewSeats):
        resume_placement(placement=offer.placement, by=offer.contact)
    update_placement(placement=offer.placement, by=offer.contact, fields={"seats": 2})
    assert resume_placement(placement=offer.placement, by=offer.contact).is_open


def test_a_place_that_was_given_stays_given_when_its_application_is_deleted(offer):
    offer.at("accepted").delete()
    offer.placement.refresh_from_db()
    assert seats_taken(offer.placement) == 1
    row = with_applied(Placement.objects.all()).get()
    assert (row.applied, row.accepted) == (0, 1)
    with pytest.raises(applications.SeatsTaken):
        offer.move(offer.at("interview"), "offered")


def test_a_placement_that_was_filled_is_not_opened_again_by_an_erasure(offer):
    winner = offer.at("offered", offer.talent)
    offer.move(winner, "accepted", by=offer.talent.user)
    offer.talent.user.delete()
    placement = Placement.objects.get()
    assert not winner.__class__.objects.exists()
    with pytest.raises(TooFewSeats):
        resume_placement(placement=placement, by=offer.contact)


def test_other_applications_leave_no_place_behind(offer):
    for state in ("received", "offered", "declined", "withdrawn"):
        offer.at(state).delete()
    offer.placement.refresh_from_db()
    assert seats_taken(offer.placement) == 0


def test_a_placement_goes_with_all_that_belongs_to_it(offer):
    offer.at("accepted")
    offer.placement.delete()
    assert not Placement.objects.exists()
