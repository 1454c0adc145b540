from datetime import timedelta

import pytest
from django.utils import timezone

from portal.core.errors import NotAllowed
from portal.users.models import User
from programmes.access import access_of
from programmes.models import Membership
from programmes.services.memberships import (
    LastCoordinator,
    change_membership,
    end_membership,
)
from tests.factories import make_member, make_programme

pytestmark = pytest.mark.django_db


def test_an_ended_membership_grants_nothing_at_once():
    programme = make_programme()
    coordinator, adviser = make_member(programme), make_member(programme, "adviser")
    end_membership(membership=adviser.memberships.get(), by=coordinator)
    assert access_of(type(adviser).objects.get(pk=adviser.pk)).programmes == {}
    assert adviser.memberships.get().ends_on == timezone.localdate() - timedelta(days=1)


def test_a_membership_that_begins_today_leaves_only_its_history():
    programme = make_programme()
    adviser = make_member(programme, "adviser")
    Membership.objects.filter(user=adviser).update(starts_on=timezone.localdate())
    end_membership(membership=adviser.memberships.get(), by=make_member(programme))
    assert adviser.memberships.count() == 0


def test_the_last_coordinator_stays():
    programme = make_programme()
    coordinator = make_member(programme)
    with pytest.raises(LastCoordinator):
        end_membership(membership=coordinator.memberships.get(), by=coordinator)
    other = make_member(programme)
    end_membership(membership=coordinator.memberships.get(), by=coordinator)
    assert list(User.objects.coordinating(programme)) == [other]


def test_a_subprogramme_may_lose_its_own_coordinator_where_the_parent_has_one():
    parent = make_programme()
    child = make_programme(parent=parent)
    of_parent, of_child = make_member(parent), make_member(child)
    assert list(User.objects.coordinating(child)) == [of_child]
    end_membership(membership=of_child.memberships.get(), by=of_parent)
    assert list(User.objects.coordinating(child)) == [of_parent]


def test_strangers_and_members_themselves_end_no_memberships():
    programme = make_programme()
    adviser = make_member(programme, "adviser")
    for by in (adviser, make_member(make_programme())):
        with pytest.raises(NotAllowed):
            end_membership(membership=adviser.memberships.get(), by=by)


def test_the_last_coordinator_stays_however_the_dates_are_changed():
    programme = make_programme()
    coordinator = make_member(programme)
    membership = coordinator.memberships.get()
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(LastCoordinator):
        change_membership(membership=membership, starts_on=None, ends_on=yesterday, by=coordinator)
    make_member(programme, email="second@example.org")
    change_membership(membership=membership, starts_on=None, ends_on=yesterday, by=coordinator)
    membership.refresh_from_db()
    assert membership.ends_on == yesterday
