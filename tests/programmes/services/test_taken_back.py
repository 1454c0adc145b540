"""Whom an import had told hears that it was taken back, and what it had ended goes on."""

from datetime import date

import pytest

from portal.notifications.models import Notification
from portal.privacy.services.consents import give_consent
from portal.users.models import User
from programmes.constants import EnrolmentStatus
from programmes.models import Enrolment, Import, Membership
from programmes.queries.programmes import current_text
from programmes.services.imports import confirm_import, undo_import
from programmes.services.people import claim_person, invite_to_claim
from tests.factories import make_confirmed_user, make_enrolment, make_member, make_programme
from tests.importing import HEAD, PARTICIPANTS, imported, previewed, work_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    return make_programme("mine")


@pytest.fixture
def by(mine):
    return make_member(mine)


def rows(number: int) -> str:
    return HEAD + "".join(f"mine;Works {each};company;Suhl;DE\n" for each in range(number))


def undone(batch: Import, by) -> Import:
    return work_on(undo_import(batch=batch, by=by))


def told(*people: User) -> list[tuple[User, str]]:
    rows = Notification.objects.filter(recipient__in=people).order_by("pk")
    return [(each.recipient, each.kind.removeprefix("programmes.")) for each in rows]


def test_whose_participation_a_file_had_ended_is_told_that_it_goes_on_and_so_does_the_consent(by, mine):
    version = current_text(mine)
    person = make_confirmed_user("Amira")
    consent = give_consent(user=person, version=version, language="en")
    row = make_enrolment(mine, person, entered_on=date(2026, 1, 1), consent=consent)
    other = make_member(mine)
    text = f"email;programme;left_on;exit_kind\n{person.email};mine;2026-02-01;completed\n"
    batch = imported(by, text, PARTICIPANTS)
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    undone(batch, by)
    row.refresh_from_db()
    consent.refresh_from_db()
    assert (row.status, consent.withdrawn_at) == (EnrolmentStatus.ACTIVE, None)
    assert told(person, other) == [
        (person, "left"),
        (other, "person_left"),
        (person, "still_takes_part"),
        (other, "import_taken_back"),
    ]


def test_whoever_a_file_had_asked_is_told_that_nobody_asks_any_more(by, mine):
    person = make_confirmed_user("Amira")
    batch = imported(by, f"email;programme\n{person.email};mine\nb@example.org;mine\n", PARTICIPANTS)
    undone(batch, by)
    assert told(person) == [(person, "entry_taken_back")]
    assert list(User.objects.unclaimed()) == []


def test_what_was_entered_on_paper_and_taken_over_since_stays(by, mine):
    """An account took the row over by joining: nothing but the person of it is another."""
    batch = imported(
        by,
        "email;programme;name;consent_received_on\na@example.org;mine;Ada;2026-02-27\n",
        PARTICIPANTS,
    )
    owner = make_confirmed_user("Ada", email="a@example.org")
    invite_to_claim(enrolment=Enrolment.objects.get(), by=by)
    claim_person(person=User.objects.unclaimed().get(), by=owner)
    batch = undone(batch, by)
    assert batch.import_rows.get().kept_because == "It has been changed since."
    assert Enrolment.objects.get().person == owner


def test_other_coordinators_hear_of_an_undone_import_once_and_of_a_failed_one_nothing(by, mine):
    other = make_member(mine)
    undone(imported(by, rows(3)), by)
    assert told(other) == [(other, "organisations_imported"), (other, "import_taken_back")]
    confirmed = confirm_import(batch=previewed(by, rows(1)), by=by)
    Membership.objects.filter(user=by).delete()
    work_on(confirmed)
    assert len(told(other)) == 2
