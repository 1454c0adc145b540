"""Milestones are reached, once, by who may change the plan."""

import pytest
from django.utils import timezone

from portal.core.errors import NotAllowed, WrongState
from programmes.services.plan import reach_milestone

pytestmark = pytest.mark.django_db


def test_a_milestone_is_reached_today_and_once(mine):
    reach_milestone(milestone=mine.milestone, by=mine.coordinator)
    mine.milestone.refresh_from_db()
    assert mine.milestone.done_on == timezone.localdate()
    with pytest.raises(WrongState):
        reach_milestone(milestone=mine.milestone, by=mine.coordinator)


def test_only_who_may_change_the_plan_says_that_a_milestone_is_reached(mine, foreign):
    with pytest.raises(NotAllowed):
        reach_milestone(milestone=foreign.milestone, by=mine.coordinator)
