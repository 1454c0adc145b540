"""Who is told: people who answer for a programme or deal with an organisation's placements, and can read it."""

import threading
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from matching.services.placements.review import submit_placement
from portal.notifications.models import Notification
from portal.users.models import User
from programmes.constants import ContactRole
from programmes.models import Membership
from programmes.services.enrolments import join_programme
from programmes.services.organisations import register_organisation
from tests.factories import (
    make_contact,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def above():
    return make_programme("above")


@pytest.fixture
def below(above):
    return make_programme("below", parent=above)


def close(person: User) -> User:
    person.is_active = False
    person.save(update_fields=["is_active"])
    return person


def told(kind: str) -> set[User]:
    return {row.recipient for row in Notification.objects.filter(kind=kind)}


# --- Who coordinates -----------------------------------------------------------------------------------------------


def test_a_programme_s_own_coordinators_answer_for_it(above, below):
    make_member(above)
    own = [make_member(below), make_member(below)]
    make_member(below, "adviser")
    assert list(User.objects.coordinating(below)) == own


def test_the_coordinators_above_answer_where_a_subprogramme_has_none(above, below):
    of_above = make_member(above)
    make_member(below, "assistant")
    assert list(User.objects.coordinating(below)) == [of_above]


def test_a_coordinator_whose_account_is_closed_answers_for_nothing(above, below):
    of_above = make_member(above)
    close(make_member(below))
    assert list(User.objects.coordinating(below)) == [of_above]
    close(of_above)
    assert list(User.objects.coordinating(below)) == []


def test_a_coordinator_before_the_first_and_after_the_last_day_answers_for_nothing(above, below):
    of_above, day = make_member(above), timezone.localdate()
    past, future = make_member(below), make_member(below)
    Membership.objects.filter(user=past).update(ends_on=day - timedelta(days=1))
    Membership.objects.filter(user=future).update(starts_on=day + timedelta(days=1))
    assert list(User.objects.coordinating(below)) == [of_above]
    Membership.objects.filter(user=past).update(ends_on=day)
    assert list(User.objects.coordinating(below)) == [past]


def test_nobody_answers_upwards_or_for_a_sibling(above, below):
    make_member(make_programme("sibling", parent=above))
    make_member(below)
    assert list(User.objects.coordinating(above)) == []


def test_it_narrows_whatever_people_it_is_asked_of(above):
    coordinator = make_member(above)
    assert not User.objects.exclude(pk=coordinator.pk).coordinating(above).exists()


# --- What follows: somebody is told --------------------------------------------------------------------------------


@pytest.fixture
def untended(above, below):
    """A subprogramme whose only coordinator has left the portal, and the coordinator of the programme above."""
    close(make_member(below))
    return make_member(above)


def test_somebody_hears_that_a_person_waits(below, untended):
    below.needs_admission = True
    below.save()
    person = make_user()
    version = below.purpose.versions.get()
    join_programme(person=person, programme=below, version=version, language="en", by=person)
    assert told("programmes.person_waits") == {untended}


def test_somebody_hears_that_an_organisation_waits(below, untended):
    register_organisation(programme=below, by=make_user(), name="Works", city="Jena", kind="company")
    assert told("programmes.organisation_waits") == {untended}


def test_somebody_hears_that_a_placement_is_to_be_reviewed(below, untended):
    organisation = make_organisation(below)
    contact = make_contact(organisation)
    submit_placement(placement=make_placement(organisation, state="draft"), by=contact)
    assert told("matching.placement_to_review") == {untended}


# --- Who recruits --------------------------------------------------------------------------------------------------


def test_managers_and_recruiters_deal_with_placements():
    organisation = make_organisation(make_programme())
    manager = make_contact(organisation, role=ContactRole.MANAGER)
    recruiter = make_contact(organisation, role=ContactRole.RECRUITER)
    for role in set(ContactRole) - {ContactRole.MANAGER, ContactRole.RECRUITER}:
        make_contact(organisation, role=role)
    make_contact(organisation, approved_at=None)
    make_contact(make_organisation())
    close(make_contact(organisation))
    assert set(User.objects.recruiting_for(organisation)) == {manager, recruiter}


# --- Whose address it is -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["rita@example.org", " Rita@EXAMPLE.org ", "rita@example.org\u200b", "\ufeffrita@example.org"]
)
def test_a_confirmed_address_finds_its_owner_however_it_is_typed(typed):
    rita = make_user("Rita")
    EmailAddress.objects.create(user=rita, email="Rita@Example.org", verified=True)
    assert list(User.objects.with_confirmed_email(typed)) == [rita]


def test_an_unproven_address_is_nobody_s():
    eve = make_user("Eve", email="rita@example.org")
    EmailAddress.objects.create(user=eve, email="rita@example.org", verified=False, primary=True)
    assert not User.objects.with_confirmed_email("rita@example.org").exists()


@pytest.mark.django_db(transaction=True)
def test_of_a_person_who_is_locked_others_write_and_nobody_locks_them_too():
    person, seen = make_user(), {}

    def other() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        Notification.objects.create(recipient=person, kind="k", dedupe_key="k", payload={})
        seen["written"] = True
        try:
            with transaction.atomic():
                User.objects.locked().get(pk=person.pk)
        except OperationalError:
            seen["refused"] = True
        connection.close()

    with transaction.atomic():
        User.objects.locked().get(pk=person.pk)
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(20)
    assert seen == {"written": True, "refused": True}
