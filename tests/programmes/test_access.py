"""What a person's memberships, contacts and the operator's mark amount to: each question with who may not."""

from datetime import timedelta
from operator import itemgetter

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from evaluation.models import Report
from matching.models import Application, Placement, Posting
from portal.users.models import User
from programmes import access
from programmes.access import access_of, forget_access, may_administer, may_administer_below, may_for
from programmes.models import Contact, Enrolment, Funding, Membership, Organisation, Programme
from programmes.roles import Role
from programmes.services.contacts import change_contact_role
from tests.architecture.world import World
from tests.factories import (
    make_contact,
    make_enrolment,
    make_member,
    make_organisation,
    make_programme,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def own():
    return make_programme("own")


@pytest.fixture
def foreign():
    return make_programme("foreign")


@pytest.fixture
def operator():
    return make_user("Operator", is_superuser=True)


# --- By a membership -----------------------------------------------------------------------------------------------


def test_a_right_reaches_the_programme_of_the_membership_and_no_other(own, foreign):
    access = access_of(make_member(own))
    assert access.reaches("verify", Organisation)
    assert access.reaches("verify", Organisation, own)
    assert not access.reaches("verify", Organisation, foreign)


def test_a_right_that_the_role_does_not_grant_reaches_nowhere(own):
    access = access_of(make_member(own, role="adviser"))
    assert access.reaches("view", Organisation, own)
    assert not access.reaches("verify", Organisation)
    assert not access.reaches("verify", Organisation, own)


def test_among_several_programmes_one_is_enough(own, foreign):
    access = access_of(make_member(own))
    both = Programme.objects.filter(pk__in=[own.pk, foreign.pk])
    assert access.reaches("verify", Organisation, both)
    assert not access.reaches("verify", Organisation, both.exclude(pk=own.pk))
    assert not access.reaches("verify", Organisation, both.none())


def test_a_right_on_a_row_is_a_right_on_its_model(own):
    assert access_of(make_member(own)).reaches("verify", make_organisation(own), own)


def test_a_membership_reaches_subprogrammes_and_not_the_programme_above(own):
    below = make_programme("below", parent=own)
    assert access_of(make_member(own)).reaches("verify", Organisation, below)
    assert not access_of(make_member(below)).reaches("verify", Organisation, own)


def test_whoever_has_no_right_anywhere_costs_no_query(own, django_assert_num_queries):
    access = access_of(make_member(own, role="evaluator"))
    with django_assert_num_queries(0):
        assert not access.reaches("verify", Organisation, Programme.objects.all())


def test_visitors_and_talents_reach_nothing_by_a_membership(own):
    for user in (AnonymousUser(), make_user("Talent")):
        assert not access_of(user).reaches("view", Programme)
        assert not access_of(user).reaches("view", Programme, own)


def test_an_evaluator_evaluates_but_does_not_administer(own):
    access = access_of(make_member(own, role="evaluator"))
    assert access.reaches("add", Report, own)
    assert not access.administers("add", Report, own)
    assert not access.administers("view", Funding)


def test_whoever_evaluates_one_programme_administers_only_the_other(own, foreign):
    person = make_member(own, role="adviser")
    Membership.objects.create(user=person, programme=foreign, role="evaluator")
    access = access_of(person)
    assert access.reaches("view", Programme, foreign)
    assert access.administers("view", Programme, own)
    assert not access.administers("view", Programme, foreign)


# --- The operator --------------------------------------------------------------------------------------------------


def test_the_operator_reaches_everything(operator, own):
    access = access_of(operator)
    assert access.reaches("verify", Organisation)
    assert access.reaches("verify", Organisation, own)
    assert access.reaches("verify", Organisation, Programme.objects.none())
    assert access.administers("view", User)
    assert may_for(operator, "add", Placement, make_organisation())
    assert may_administer_below(operator, "add", Posting, own)


def test_an_operator_whose_account_is_closed_reaches_nothing(own):
    closed = make_user("Former operator", is_superuser=True, is_active=False)
    assert not access_of(closed).reaches("view", Programme, own)
    assert not access_of(closed).works_in_admin


def test_rows_of_every_programme_are_the_operators_work(operator, own, foreign):
    assert set(Programme.objects.administered_by(operator, "import", Organisation)) == {own, foreign}


# --- Rows and their programmes -------------------------------------------------------------------------------------


def test_programmes_are_found_by_what_one_may_do_in_them(own, foreign):
    person = make_member(own)
    Membership.objects.create(user=person, programme=foreign, role="adviser")
    assert set(Programme.objects.administered_by(person)) == {own, foreign}
    assert list(Programme.objects.administered_by(person, "import", Organisation)) == [own]


def test_a_row_is_administered_where_its_programme_is(own, foreign):
    coordinator = make_member(own)
    assert may_administer(coordinator, "change", make_enrolment(own))
    assert not may_administer(coordinator, "change", make_enrolment(foreign))
    assert may_administer(coordinator, "change", Enrolment)


def test_a_right_held_in_one_programme_opens_nothing_below_another(own, foreign):
    coordinator = make_member(own)
    assert may_administer_below(coordinator, "change", Funding, own)
    assert not may_administer_below(coordinator, "change", Funding, foreign)
    assert may_administer_below(coordinator, "change", Funding, None)
    assert may_administer_below(coordinator, "change", Funding, Programme())
    assert not may_administer_below(make_user(), "change", Funding, None)


# --- For an organisation -------------------------------------------------------------------------------------------


def test_contacts_and_the_programmes_staff_act_for_an_organisation(own, foreign):
    organisation = make_organisation(own)
    assert may_for(make_contact(organisation), "add", Placement, organisation)
    assert may_for(make_member(own), "add", Placement, organisation)
    for stranger in (
        make_contact(make_organisation(own)),
        make_contact(organisation, approved_at=None),
        make_member(foreign),
        make_member(own, role="adviser"),
        make_user("Talent"),
    ):
        assert not may_for(stranger, "add", Placement, organisation), stranger


def test_contacts_do_for_their_organisation_what_the_matrix_grants_them_and_no_more(own):
    organisation = make_organisation(own)
    assert not may_for(make_contact(organisation), "verify", Organisation, organisation)
    assert may_for(make_contact(organisation), "change", Organisation, organisation)


def test_the_access_of_a_person_is_read_once(own, django_assert_num_queries):
    person = make_member(own)
    with django_assert_num_queries(1):
        access_of(person).reaches("verify", Organisation, own)
        access_of(person).administers("view", Programme, own)


def test_a_request_and_who_is_handed_the_person_behind_it_read_it_together(own, django_assert_num_queries):
    person = make_member(own)
    behind_request = SimpleLazyObject(lambda: person)
    with django_assert_num_queries(1):
        assert access_of(behind_request) is access_of(person)
    forget_access(behind_request)
    with django_assert_num_queries(1):
        assert access_of(person) is access_of(behind_request)


# --- The compiled query --------------------------------------------------------------------------------------------


def test_everybodys_access_is_what_the_orm_would_answer():
    world = World()
    for person in User.objects.all():
        assert access._QUERY(user=person.pk) == list(access._query(Q(pk=person.pk))), person
    many = access._QUERY_OF_MANY(users=list(User.objects.values_list("pk", flat=True)))
    assert sorted(many, key=itemgetter("pk")) == [
        row for person in User.objects.order_by("pk") for row in access._QUERY(user=person.pk)
    ]
    assert {role for user in User.objects.all() for role in access_of(user).roles} == {*world.personas}


@pytest.mark.parametrize(("days", "is_coordinator"), [(-1, False), (0, True), (1, True), (2, False)])
def test_a_membership_begins_and_ends_while_the_process_runs(own, monkeypatch, days, is_coordinator):
    today = timezone.localdate()
    person = make_user("Colleague")
    Membership.objects.create(
        user=person, programme=own, role="coordinator", starts_on=today, ends_on=today + timedelta(days=1)
    )
    assert Role.COORDINATOR in access_of(person).roles
    moment = timezone.now() + timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    assert (Role.COORDINATOR in access_of(User.objects.get(pk=person.pk)).roles) == is_coordinator


# --- By a role in an organisation ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "changes", "decides", "recruits"),
    [
        ("manager", True, True, True),
        ("recruiter", False, False, True),
        ("teacher", False, False, False),
        ("equipment", False, False, False),
    ],
)
def test_each_role_in_an_organisation_means_something(own, role, changes, decides, recruits):
    organisation = make_organisation(own)
    contact = make_contact(organisation, role=role)
    assert may_for(contact, "view", Organisation, organisation)
    assert may_for(contact, "change", Organisation, organisation) == changes
    assert may_for(contact, "add", Contact, organisation) == decides
    assert may_for(contact, "add", Placement, organisation) == recruits
    assert may_for(contact, "change", Application, organisation) == recruits


def test_a_changed_role_holds_at_once(own):
    organisation = make_organisation(own)
    manager, contact = make_contact(organisation), make_contact(organisation, role="recruiter")
    row = contact.contacts.get()
    assert may_for(row.user, "add", Placement, organisation)
    row = change_contact_role(contact=row, role="teacher", by=manager)
    assert not may_for(row.user, "add", Placement, organisation)
