"""Whose profile is shown beside an application, and that counts say no more than lists."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.constants import PostingState
from matching.models import Application, Placement
from matching.queries.applicants import busiest, profiles_behind, reading_terms, with_application_counts
from programmes.constants import Verification
from tests.factories import (
    make_application,
    make_contact,
    make_enrolment,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_talent,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def organisation(programme):
    return make_organisation(programme)


@pytest.fixture
def contact(organisation):
    return make_contact(organisation)


def seen(user, application):
    return Application.objects.visible_to(user).filter(pk=application.pk)


def test_a_company_reads_the_profile_by_the_application_that_opens_it(organisation, contact):
    talent = make_talent()
    ended = make_application(make_placement(organisation), talent, state="declined")
    open_one = make_application(make_placement(organisation), talent)
    assert list(profiles_behind(seen(contact, open_one), contact)) == [talent]
    assert list(profiles_behind(seen(contact, ended), contact)) == []


def test_staff_and_the_person_read_it_by_a_right_of_their_own(programme, organisation):
    talent = make_talent()
    make_enrolment(programme, talent.user)
    ended = make_application(make_placement(organisation), talent, state="declined")
    for reader in (talent.user, make_member(programme)):
        assert list(profiles_behind(seen(reader, ended), reader)) == [talent]


def test_terms_say_what_is_read_now(organisation, contact):
    application = make_application(make_placement(organisation), state="declined")
    rows = Application.objects.visible_to(application.talent.user).with_reading()
    terms = reading_terms(rows.get())
    assert (terms.is_read, terms.opens_profile) == (True, False)
    organisation.verification = Verification.WAITING
    organisation.save()
    assert not reading_terms(rows.get()).is_read


def test_counts_are_of_what_the_reader_sees(organisation, contact):
    placement = make_placement(organisation)
    old = make_application(placement, state="withdrawn")
    Application.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=40))
    make_application(placement)
    row = with_application_counts(Placement.objects.visible_to(contact), contact).get()
    assert (row.application_count, row.unanswered_count) == (1, 1)
    organisation.verification = Verification.DECLINED
    organisation.save()
    row = with_application_counts(Placement.objects.visible_to(contact), contact).get()
    assert (row.application_count, row.unanswered_count) == (0, 0)


@pytest.mark.parametrize("looked_at", [1, 2, 3, 12])
def test_the_busiest_are_the_first_of_all_however_few_are_counted(
    monkeypatch, organisation, contact, looked_at
):
    """Whatever was taken down has nothing to answer, however many have applied; of equals the newest comes first."""
    monkeypatch.setattr("matching.queries.applicants.LOOKED_AT", looked_at)
    for number in (0, 3, 4, 1, 3, 0, 2):
        placement = make_placement(organisation)
        for _number in range(number):
            make_application(placement)
        make_application(placement, state="shortlisted")
    Placement.objects.filter(applications__state="received").order_by("pk").first().postings.update(
        state=PostingState.REJECTED
    )
    placements = Placement.objects.worked_on_by(contact, "change")
    expected = with_application_counts(placements, contact)
    for number in (1, 3, 5):
        rows = busiest(organisation, contact, number)
        assert [(row.pk, row.unanswered_count) for row in rows] == [
            (row.pk, row.unanswered_count) for row in expected[:number]
        ]


def test_one_s_own_application_is_nothing_that_waits_for_one_s_answer(organisation, contact):
    """They applied before they spoke for the organisation."""
    placement = make_placement(organisation)
    own = make_application(placement, make_talent(contact), state="withdrawn")
    Application.objects.filter(pk=own.pk).update(created_at=timezone.now() - timedelta(days=40))
    assert list(Application.objects.visible_to(contact)) == [own]
    assert with_application_counts(Placement.objects.all(), contact).get().application_count == 0
