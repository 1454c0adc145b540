"""Pausing, closing and extending what is shown."""

import pytest

from matching.constants import PlacementState
from matching.models import Placement
from matching.services.placements.errors import ExpiryOutOfRange
from matching.services.placements.listing import (
    close_placement,
    expire_placements,
    extend_placement,
    pause_placement,
    resume_placement,
)
from portal.core.errors import WrongState
from tests.factories import (
    make_placement,
)
from tests.faults import break_row
from tests.matching.services.placements.conftest import in_days

pytestmark = pytest.mark.django_db


def test_a_pause_hides_it_and_resuming_shows_it_again(company):
    placement = company.published()
    assert not pause_placement(placement=placement, by=company.contact).is_open
    assert resume_placement(placement=placement, by=company.contact).is_open


@pytest.mark.parametrize("state", [state for state in PlacementState if state != "published"])
def test_only_what_is_published_can_be_paused(company, state):
    placement = make_placement(company.organisation, state=state)
    with pytest.raises(WrongState):
        pause_placement(placement=placement, by=company.contact)


def test_what_was_closed_by_mistake_is_opened_again(company):
    placement = close_placement(placement=company.published(), by=company.contact)
    assert placement.state == PlacementState.FILLED
    assert resume_placement(placement=placement, by=company.contact).is_open


def test_extending_shows_an_expired_placement_again(company):
    placement = company.published()
    Placement.objects.update(expires_at=in_days(-1))
    expire_placements()
    placement = extend_placement(placement=placement, until=in_days(30), by=company.contact)
    assert placement.is_open


def test_extending_goes_half_a_year_ahead_at_most(company):
    with pytest.raises(ExpiryOutOfRange):
        extend_placement(placement=company.published(), until=in_days(182), by=company.contact)


def test_resuming_after_the_last_day_says_to_extend_first(company):
    placement = pause_placement(placement=company.published(), by=company.contact)
    Placement.objects.update(expires_at=in_days(-1))
    with pytest.raises(ExpiryOutOfRange):
        resume_placement(placement=placement, by=company.contact)
    assert Placement.objects.get().state == PlacementState.PAUSED


def test_one_that_cannot_expire_keeps_none_behind_it_from_their_turn(company, caplog):
    broken, other = company.published(), company.published()
    Placement.objects.update(expires_at=in_days(-1))
    break_row(broken)
    assert expire_placements() == 1
    other.refresh_from_db()
    assert other.state == PlacementState.EXPIRED
    assert f"Expiry of placement {broken.pk} failed" in caplog.text
