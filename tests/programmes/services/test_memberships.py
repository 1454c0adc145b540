from datetime import timedelta

import pytest
from django.utils import timezone

from portal.core.dates import EndsBeforeStart
from portal.core.errors import NotAllowed
from portal.notifications.models import Notification
from portal.users.models import User
from programmes.access import access_of
from programmes.constants import MembershipRole
from programmes.models import Membership
from programmes.roles import Role
from programmes.services.memberships import (
    AlreadyMember,
    LastCoordinator,
    NobodyRegistered,
    add_member,
    change_membership,
    end_membership,
)
from tests.factories import make_confirmed_user, make_member, make_programme, make_user

pytestmark = pytest.mark.django_db


def test_a_coordinator_gives_a_registered_person_a_role():
    programme, person = make_programme(), make_confirmed_user()
    membership = add_member(
        programme=programme,
        email=f" {person.email.upper()} ",
        role=MembershipRole.ADVISER,
        by=make_member(programme),
    )
    assert (membership.user, membership.role) == (person, MembershipRole.ADVISER)
    assert access_of(person).programmes == {Role.ADVISER: frozenset({programme.pk})}
    assert [n.kind for n in Notification.objects.filter(recipient=person)] == ["programmes.became_member"]


def test_nobody_gives_roles_in_a_programme_they_do_not_coordinate():
    programme, person = make_programme(), make_confirmed_user()
    for by in (make_member(make_programme()), make_member(programme, "adviser"), make_user()):
        with pytest.raises(NotAllowed):
            add_member(programme=programme, email=person.email, role=MembershipRole.COORDINATOR, by=by)
    assert Membership.objects.filter(user=person).count() == 0


def test_a_parents_coordinator_staffs_its_subprogrammes():
    parent = make_programme()
    child, person = make_programme(parent=parent), make_confirmed_user()
    add_member(programme=child, email=person.email, role=MembershipRole.TRAINER, by=make_member(parent))
    assert list(person.memberships.values_list("programme", "role")) == [(child.pk, "trainer")]


def test_an_address_that_nobody_has_confirmed_gets_no_role():
    programme, eve = make_programme(), make_user("Eve")
    with pytest.raises(NobodyRegistered):
        add_member(
            programme=programme, email=eve.email, role=MembershipRole.COORDINATOR, by=make_member(programme)
        )
    assert not eve.memberships.exists()


@pytest.mark.parametrize("email", ["nobody@example.org", "", "\U0001f600"])
def test_an_unknown_address_is_refused(email):
    programme = make_programme()
    with pytest.raises(NobodyRegistered):
        add_member(programme=programme, email=email, role=MembershipRole.ADVISER, by=make_member(programme))


def test_a_role_is_given_once_and_taken_up_again_after_it_ended():
    programme, person = make_programme(), make_confirmed_user()
    coordinator = make_member(programme)
    give = {"programme": programme, "email": person.email, "role": MembershipRole.ADVISER, "by": coordinator}
    first = add_member(**give)
    with pytest.raises(AlreadyMember):
        add_member(**give)
    end_membership(membership=first, by=coordinator)
    assert add_member(**give).pk == first.pk
    assert Role.ADVISER in access_of(person).roles


def test_a_membership_does_not_end_before_it_starts():
    programme, today = make_programme(), timezone.localdate()
    with pytest.raises(EndsBeforeStart):
        add_member(
            programme=programme,
            email=make_user().email,
            role=MembershipRole.ADVISER,
            starts_on=today,
            ends_on=today - timedelta(days=1),
            by=make_member(programme),
        )


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
