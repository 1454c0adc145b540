"""Two who are one are joined once and for good: nobody counts twice, and nobody gains a right by it."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, connections

from matching.models import Talent
from portal.core.errors import DomainError, NotAllowed
from portal.privacy.models import Consent, DataCopy
from portal.users.extensions import mergers
from portal.users.models import User
from portal.users.queries import links_to_people
from portal.users.services import CanNotBeJoined, ErasureUnderWay
from programmes.access import access_of
from programmes.models import Enrolment, JoinedPerson
from programmes.queries.programmes import current_text
from programmes.services.enrolments import join_programme, leave_programme
from programmes.services.entering import OnPaper
from programmes.services.joining import AccountDecides, join_entered
from programmes.services.people import claim_person, enter_person, invite_to_claim
from tests.factories import (
    make_confirmed_user,
    make_enrolment,
    make_invited,
    make_member,
    make_programme,
    make_record,
    make_talent,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def coordinator(programme):
    return make_member(programme)


@pytest.fixture
def enter(programme, coordinator):
    def _enter(name="Paula Example", days_ago=0, **fields):
        """On paper that was received `days_ago`."""
        paper = OnPaper(received_on=programme.today() - timedelta(days=days_ago))
        return enter_person(
            **{"programme": programme, "by": coordinator, "paper": paper, **fields}, name=name
        )

    return _enter


def accept(person, programme):
    return join_programme(
        person=person, programme=programme, version=current_text(programme), language="en", by=person
    )


# --- Two are one ---------------------------------------------------------------------------------------------------


def test_of_two_participations_the_first_entry_and_the_last_exit_stay(enter, programme, coordinator):
    today = programme.today()
    paper = enter("Paula", days_ago=30)
    make_record(paper, status_entry="inactive", isced_entry=None)
    leave_programme(enrolment=paper, exit_kind="early", left_on=today - timedelta(days=20), by=coordinator)
    own = make_enrolment(programme, entered_on=today - timedelta(days=10))
    make_record(own, status_entry="employed", isced_entry=7)
    leave_programme(enrolment=own, exit_kind="completed", left_on=today, by=coordinator)
    join_entered(gone=paper.person, kept=own.person, by=coordinator)
    (row,) = Enrolment.objects.filter(programme=programme)
    assert (row.pk, row.person, row.pseudonym) == (paper.pk, own.person, paper.pseudonym)
    assert (row.entered_on, row.left_on, row.exit_kind) == (
        today - timedelta(days=30),
        today,
        "completed",
    )
    assert (row.record.status_entry, row.record.isced_entry) == ("inactive", 7)
    assert row.paper_consents.count() == 1


def test_who_takes_part_by_one_of_two_takes_part(enter, programme, coordinator):
    paper = enter("Paula", days_ago=30)
    own = make_enrolment(programme, status="applied", entered_on=None)
    join_entered(gone=paper.person, kept=own.person, by=coordinator)
    row = Enrolment.objects.get(programme=programme)
    assert (row.status, row.left_on, row.exit_kind) == ("active", None, "")


def test_of_two_consents_to_one_text_one_is_in_force_and_both_are_kept(enter, programme, coordinator):
    own = accept(make_confirmed_user(), programme)
    paper = enter("Paula", days_ago=30)
    join_entered(gone=paper.person, kept=own.person, by=coordinator)
    consents = Consent.objects.filter(user=own.person)
    assert (consents.count(), consents.in_force().count()) == (2, 1)


def test_two_without_an_account_are_joined_and_their_aliases_with_them(enter, coordinator):
    first, second, third = (enter(f"Paula {number}", days_ago=number) for number in (3, 2, 1))
    join_entered(gone=first.person, kept=second.person, by=coordinator)
    join_entered(gone=second.person, kept=third.person, by=coordinator)
    assert set(User.objects.get(pk=third.person_id).keys()) == {
        each.person_id for each in (first, second, third)
    }
    assert Enrolment.objects.get().entered_on == first.entered_on


def test_staff_joins_nobody_of_other_programmes_and_no_two_accounts(enter, programme, coordinator):
    paper, foreign = enter("Paula", days_ago=3), make_enrolment(make_programme())
    with pytest.raises(NotAllowed):
        join_entered(gone=paper.person, kept=foreign.person, by=coordinator)
    one, two = make_enrolment(programme), make_enrolment(programme)
    with pytest.raises(CanNotBeJoined):
        join_entered(gone=one.person, kept=two.person, by=coordinator)
    with pytest.raises(CanNotBeJoined):
        join_entered(gone=paper.person, kept=paper.person, by=coordinator)


def test_an_account_is_shown_to_no_programme_by_joining(enter, programme, coordinator):
    other = make_programme(parent=programme)
    paper = enter("Paula", days_ago=3)
    elsewhere = make_enrolment(other)
    with pytest.raises(AccountDecides):
        join_entered(gone=paper.person, kept=elsewhere.person, by=coordinator)


def test_one_profile_stays_with_the_files_of_both(enter, programme, coordinator):
    own = make_enrolment(programme)
    kept = make_talent(own.person, headline="Mine")
    paper = enter("Paula", days_ago=3)
    make_talent(paper.person, headline="Other")
    join_entered(gone=paper.person, kept=own.person, by=coordinator)
    assert list(Talent.objects.all()) == [kept]


# --- Nobody gains a right by it ------------------------------------------------------------------------------------


def test_staff_brings_nobody_back_who_has_left_by_joining_them_with_a_paper(enter, programme, coordinator):
    own = make_enrolment(programme, make_confirmed_user("Paula", email="paula@example.org"))
    make_talent(own.person)
    leave_programme(enrolment=own, exit_kind="objected", by=own.person)
    paper = enter("Paula", contact_email="paula@example.net")
    with pytest.raises(AccountDecides):
        join_entered(gone=paper.person, kept=own.person, by=coordinator)
    own.refresh_from_db()
    assert own.status == "left"


def test_the_owner_of_an_account_takes_up_what_they_have_left(enter, programme, coordinator):
    paula = make_confirmed_user("Paula", email="paula@example.org")
    paper = enter("Paula", contact_email=paula.email, days_ago=30)
    make_enrolment(programme, paula, status="left", left_on=programme.today())
    invite_to_claim(enrolment=paper, by=coordinator)
    claim_person(person=paper.person, by=paula)
    row = Enrolment.objects.get(programme=programme)
    assert (row.person, row.status, row.left_on) == (paula, "active", None)


def test_staff_joins_nobody_without_an_account_whom_another_programme_has_entered_too(
    enter, programme, coordinator
):
    paper, shared = enter("Paula"), enter("Paula")
    make_enrolment(make_programme(), shared.person)
    with pytest.raises(NotAllowed):
        join_entered(gone=paper.person, kept=shared.person, by=coordinator)


def test_neither_side_gains_a_role_a_second_step_or_an_address_by_joining(enter, programme, coordinator):
    own = make_enrolment(programme, make_confirmed_user("Paula"))
    paper = enter("Paula", contact_email="other@example.org")
    before = access_of(own.person).programmes
    join_entered(gone=paper.person, kept=own.person, by=coordinator)
    kept = User.objects.get(pk=own.person_id)
    assert (access_of(kept).programmes, access_of(coordinator).programmes) == (
        before,
        access_of(coordinator).programmes,
    )
    assert list(kept.emailaddress_set.values_list("email", flat=True)) == [own.person.email]
    assert (kept.contact_email, kept.is_unclaimed, kept.authenticator_set.count()) == ("", False, 0)


def test_nobody_is_joined_with_somebody_who_has_asked_to_be_erased(enter, programme, coordinator):
    own, paper = make_enrolment(programme), enter("Paula")
    for person in (own.person, paper.person):
        User.objects.filter(pk=person.pk).update(restricted_at=coordinator.date_joined)
        rows = User.objects.in_bulk([own.person_id, paper.person_id])
        with pytest.raises((ErasureUnderWay, NotAllowed)):
            join_entered(gone=rows[paper.person_id], kept=rows[own.person_id], by=coordinator)
        User.objects.update(restricted_at=None)


def test_what_one_of_two_without_an_account_lacks_comes_from_the_other(enter, coordinator):
    one = enter("Paula", birth_date=date(2001, 2, 3), contact_email="paula@example.org")
    other = enter("Paula")
    join_entered(gone=one.person, kept=other.person, by=coordinator)
    kept = User.objects.get(pk=other.person_id)
    assert (kept.birth_date, kept.contact_email) == (date(2001, 2, 3), "paula@example.org")


# --- What is known of it afterwards ----------------------------------------------------------------------------------


def test_who_was_joined_with_whom_by_whom_is_noted_beside_the_participation(enter, programme, coordinator):
    own, paper = make_enrolment(programme), enter("Paula Typed", days_ago=3)
    join_entered(gone=paper.person, kept=own.person, by=coordinator)
    noted = JoinedPerson.objects.get()
    assert (noted.enrolment.person, noted.name, noted.pseudonym, noted.joined_by) == (
        own.person,
        "Paula Typed",
        paper.pseudonym,
        coordinator,
    )
    assert list(JoinedPerson.objects.visible_to(coordinator)) == [noted]
    assert not JoinedPerson.objects.visible_to(make_member(make_programme())).exists()


def test_who_takes_their_data_over_has_joined_the_two_themselves(enter, coordinator):
    paula = make_confirmed_user("Paula", email="paula@example.org")
    paper = enter("Typed", contact_email=paula.email)
    invite_to_claim(enrolment=paper, by=coordinator)
    claim_person(person=paper.person, by=paula)
    assert JoinedPerson.objects.get().joined_by == paula


def test_the_notes_of_both_stay_when_they_are_joined_again(enter, coordinator):
    first, second, third = (enter(f"Paula {number}", days_ago=number) for number in (1, 2, 3))
    join_entered(gone=first.person, kept=second.person, by=coordinator)
    join_entered(gone=second.person, kept=third.person, by=coordinator)
    assert sorted(JoinedPerson.objects.values_list("name", flat=True)) == ["Paula 1", "Paula 2"]


# --- Rules for every pair --------------------------------------------------------------------------------------------


def test_of_what_may_be_under_way_but_once_only_a_pair_under_way_is_reduced_to_one(
    enter, programme, coordinator
):
    own, paper = make_enrolment(programme), enter("Paula")
    for person, state in ((own.person, "queued"), (paper.person, "failed")):
        DataCopy.objects.create(person=person, state=state)
    join_entered(gone=paper.person, kept=own.person, by=coordinator)
    assert set(DataCopy.objects.filter(person=own.person).values_list("state", flat=True)) == {
        "queued",
        "failed",
    }


def test_a_rule_of_the_database_that_the_general_way_does_not_read_has_a_merger():
    over_expressions = {
        f"{model._meta.label_lower}.{key}"
        for model, key in links_to_people()
        for rule in model._meta.constraints
        if key in str(getattr(rule, "expressions", ()))
    }
    assert over_expressions - {name for name, _merger in mergers.items()} == set()


# --- At the same moment --------------------------------------------------------------------------------------------


def run_together(*acts) -> list[object]:
    """What each act has come to, when all begin at once: its error, or None."""
    start, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        try:
            start.wait(10)
            act()
            outcomes.append(None)
        except DomainError as error:
            outcomes.append(type(error))
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert connection.vendor == "postgresql"
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_of_two_joined_into_each_other_at_once_one_stays(programme):
    coordinator = make_member(programme)
    paper = OnPaper(received_on=programme.today())
    one, other = (
        enter_person(programme=programme, name="Paula", paper=paper, by=coordinator).person for _ in "12"
    )
    outcomes = run_together(
        lambda: join_entered(gone=one, kept=other, by=coordinator),
        lambda: join_entered(gone=other, kept=one, by=coordinator),
    )
    assert outcomes.count(None) == 1
    assert (Enrolment.objects.count(), User.objects.unclaimed().count(), JoinedPerson.objects.count()) == (
        1,
        1,
        1,
    )


@pytest.mark.django_db(transaction=True)
def test_whoever_claims_twice_at_once_does_it_once(programme):
    coordinator = make_member(programme)
    paula = make_confirmed_user("Paula", email="paula@example.org")
    row = enter_person(
        programme=programme,
        name="Paula",
        contact_email=paula.email,
        paper=OnPaper(received_on=programme.today()),
        by=coordinator,
    )
    invite_to_claim(enrolment=row, by=coordinator)
    outcomes = run_together(*[lambda: claim_person(person=row.person, by=paula)] * 2)
    assert outcomes.count(None) == 1
    assert (Enrolment.objects.get().person, JoinedPerson.objects.count()) == (paula, 1)


@pytest.mark.django_db(transaction=True)
def test_whoever_accepts_twice_at_once_takes_part_once(programme):
    paula = make_confirmed_user("Paula", email="paula@example.org")
    make_invited(programme, paula.email)
    outcomes = run_together(*[lambda: accept(paula, programme)] * 2)
    assert outcomes.count(None) == 1
    assert Enrolment.objects.get().person == paula
