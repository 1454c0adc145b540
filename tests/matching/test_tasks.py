"""What happens to placements as time passes, and that each run may be repeated."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching import tasks
from matching.constants import PlacementState
from matching.models import Placement
from matching.services.placements import listing
from matching.services.placements.listing import ask_still_open, expire_placements, extend_placement
from portal.notifications.models import Notification
from tests.factories import make_contact, make_organisation, make_placement, make_programme, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_any_hour(monkeypatch):
    """Whenever the tests run, companies may be asked."""
    monkeypatch.setattr(listing, "STILL_OPEN_HOUR", 0)


@pytest.fixture
def organisation():
    return make_organisation(make_programme())


def notices(kind: str) -> int:
    return Notification.objects.filter(kind=f"matching.{kind}").count()


def test_what_has_run_out_expires_and_the_contacts_are_told_once(organisation):
    contact = make_contact(organisation)
    past = make_placement(organisation, expires_at=timezone.now() - timedelta(seconds=1))
    later = make_placement(organisation)
    assert (expire_placements(), expire_placements()) == (1, 0)
    past.refresh_from_db()
    later.refresh_from_db()
    assert (past.state, later.state) == (PlacementState.EXPIRED, PlacementState.PUBLISHED)
    assert [row.recipient for row in Notification.objects.all()] == [contact]
    assert notices("placement_expired") == 1


def test_what_has_run_out_is_hidden_before_the_task_has_run(organisation):
    past = make_placement(organisation, expires_at=timezone.now() - timedelta(seconds=1))
    assert past.state == PlacementState.PUBLISHED
    assert list(Placement.objects.open()) == []
    assert list(Placement.objects.visible_to(make_user())) == []


@pytest.mark.parametrize("state", ["draft", "submitted", "rejected", "filled", "expired"])
def test_only_what_is_published_or_paused_expires(organisation, state):
    make_placement(organisation, state=state, expires_at=timezone.now() - timedelta(days=1))
    assert expire_placements() == 0


def test_a_paused_placement_expires(organisation):
    make_placement(organisation, state="paused", expires_at=timezone.now() - timedelta(days=1))
    assert expire_placements() == 1


@pytest.mark.parametrize(("days", "asked"), [(6, 1), (8, 0), (-1, 0)])
def test_companies_are_asked_a_week_before(organisation, days, asked):
    make_contact(organisation)
    make_placement(organisation, expires_at=timezone.now() + timedelta(days=days))
    assert ask_still_open() == asked
    assert notices("still_open") == asked


def test_nobody_is_asked_at_night_and_in_the_morning_who_was_not_asked_then_is(organisation, monkeypatch):
    make_contact(organisation)
    make_placement(organisation, expires_at=timezone.now() + timedelta(days=5))
    monkeypatch.setattr(listing, "STILL_OPEN_HOUR", 24)
    assert ask_still_open() == 0
    monkeypatch.setattr(listing, "STILL_OPEN_HOUR", 0)
    assert ask_still_open() == 1


def test_companies_are_asked_once_for_each_last_day(organisation):
    contact = make_contact(organisation)
    placement = make_placement(organisation, expires_at=timezone.now() + timedelta(days=5))
    assert (ask_still_open(), ask_still_open()) == (1, 0)
    extend_placement(placement=placement, until=timezone.now() + timedelta(days=6), by=contact)
    assert (ask_still_open(), ask_still_open()) == (1, 0)
    assert notices("still_open") == 2


def test_only_those_who_deal_with_placements_are_asked(organisation):
    recruiter = make_contact(organisation, role="recruiter")
    make_contact(organisation, role="teacher")
    make_contact(organisation, role="manager", approved_at=None)
    make_placement(organisation, expires_at=timezone.now() + timedelta(days=5))
    ask_still_open()
    assert [row.recipient for row in Notification.objects.all()] == [recruiter]


def test_both_tasks_run_twice_with_the_same_result(organisation):
    make_contact(organisation)
    make_placement(organisation, expires_at=timezone.now() - timedelta(days=1))
    make_placement(organisation, expires_at=timezone.now() + timedelta(days=1))
    for _time in range(2):
        tasks.expire_placements()
        tasks.ask_still_open()
    assert sorted(Placement.objects.values_list("state", flat=True)) == ["expired", "published"]
    assert (notices("placement_expired"), notices("still_open")) == (1, 1)
