"""Whom staff enters is asked, or takes part on paper and can take their data over; nobody counts twice."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluation.models import ParticipantRecord
from evaluation.queries.contributions import participants
from matching.models import Talent
from portal.core.addresses import mailbox
from portal.core.errors import NotAllowed
from portal.core.text import fold
from portal.notifications.models import Notification
from portal.notifications.services.delivery import deliver_pending
from portal.privacy.constants import AccessKind
from portal.privacy.models import Consent
from portal.privacy.services.access_log import log_access
from portal.privacy.services.erasures import request_erasure
from portal.users.models import User
from portal.users.services import trust_address
from programmes.models import Enrolment, PaperConsent
from programmes.queries.programmes import (
    Likeness,
    current_text,
    look_alikes,
    participations_offered,
    people_known_to,
    people_to_claim,
)
from programmes.services.enrolments import AlreadyEnrolled, join_programme
from programmes.services.entering import AddressMissing, OnPaper, WrongReceiptDate
from programmes.services.invitations import InvitationGone
from programmes.services.participation_days import WrongEntryDate
from programmes.services.people import (
    AnswerFirst,
    NothingToClaim,
    ask_again,
    claim_person,
    decline_participation,
    enter_person,
    invite_to_claim,
    notify_entered,
    sweep_entered,
    take_back_invitation,
)
from tests.factories import (
    make_confirmed_user,
    make_enrolment,
    make_member,
    make_programme,
    make_record,
    make_talent,
    make_user,
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
    def _enter(name="Paula Example", days_ago=None, **fields):
        """On paper that was received `days_ago`; without it the person is asked."""
        if days_ago is not None:
            fields["paper"] = OnPaper(received_on=programme.today() - timedelta(days=days_ago))
        return enter_person(
            **{"programme": programme, "by": coordinator, "contact_email": "", **fields}, name=name
        )

    return _enter


def accept(person, programme):
    return join_programme(
        person=person, programme=programme, version=current_text(programme), language="en", by=person
    )


# --- Asked ---------------------------------------------------------------------------------------------------------


def test_an_address_opens_nothing_of_the_account_behind_it_before_its_owner_accepts(
    enter, programme, coordinator
):
    owner = make_confirmed_user("Real Name", language="sl")
    talent = make_talent(owner, headline="Secret")
    row = enter("As Typed", contact_email=owner.email.upper())
    assert (row.status, row.entered_on, row.person.name, row.person.language) == (
        "invited",
        None,
        "As Typed",
        "en",
    )
    assert row.person != owner
    assert not Talent.objects.visible_to(coordinator).exists()
    assert not participants(programme).exists()
    accepted = accept(owner, programme)
    assert (accepted.pk, accepted.person, accepted.status, accepted.source) == (
        row.pk,
        owner,
        "active",
        "staff",
    )
    assert list(Talent.objects.visible_to(coordinator)) == [talent]


def test_the_same_happens_whether_or_not_anybody_has_the_address(enter):
    make_confirmed_user(email="known@example.org")
    known, unknown = (enter(contact_email=f"{who}@example.org") for who in ("known", "unknown"))
    same = ("status", "source", "entered_on", "programme_id")
    assert [getattr(known, each) for each in same] == [getattr(unknown, each) for each in same]
    assert (known.person.email, unknown.person.email) == (None, None)


def test_whoever_staff_invited_needs_no_admission(coordinator):
    programme = make_programme(needs_admission=True)
    owner = make_confirmed_user()
    enter_person(programme=programme, name="X", contact_email=owner.email, by=make_member(programme))
    assert accept(owner, programme).status == "active"


def test_an_unproven_address_accepts_nothing(enter, programme):
    eve = make_user("Eve")
    row = enter(contact_email=eve.email)
    assert not participations_offered(person=eve).exists()
    with pytest.raises(InvitationGone):
        decline_participation(enrolment=row, by=eve)
    own = accept(eve, programme)
    assert own.pk != row.pk


def test_an_invitation_is_declined_or_withdrawn_and_nothing_stays(enter, coordinator):
    owner = make_confirmed_user()
    declined = enter(contact_email=owner.email)
    decline_participation(enrolment=declined, by=owner)
    withdrawn = enter(contact_email=owner.email)
    with pytest.raises(NotAllowed):
        take_back_invitation(enrolment=withdrawn, by=make_member(make_programme()))
    take_back_invitation(enrolment=withdrawn, by=coordinator)
    with pytest.raises(InvitationGone):
        take_back_invitation(enrolment=withdrawn, by=coordinator)
    assert (Enrolment.objects.count(), User.objects.unclaimed().count()) == (0, 0)


def test_the_owner_of_the_address_is_told_and_else_the_address_is_written_to(enter, mailoutbox):
    owner = make_confirmed_user()
    for email in (owner.email, "new@example.org"):
        notify_entered(person_id=enter(contact_email=email).person_id)
    sweep_entered()
    deliver_pending()
    assert [mail.to for mail in mailoutbox] == [[owner.email], ["new@example.org"]]


def test_whoever_confirms_the_address_later_finds_the_question(enter):
    row = enter(contact_email="new@example.org")
    newcomer = make_user("New", email="new@example.org")
    trust_address(user=newcomer)
    assert list(participations_offered(person=newcomer)) == [row]
    assert Notification.objects.filter(recipient=newcomer).count() == 1


def test_nobody_enters_people_elsewhere_nor_without_a_way_to_ask_them(enter, programme):
    with pytest.raises(NotAllowed):
        enter(by=make_member(make_programme()), contact_email="a@example.org")
    with pytest.raises(AddressMissing):
        enter()
    with pytest.raises(WrongReceiptDate):
        enter(days_ago=-1)
    with pytest.raises(WrongEntryDate):
        enter(days_ago=1, entered_on=programme.today() + timedelta(days=1))


def test_an_address_stands_once_in_a_programme_s_list(enter, programme):
    enter(contact_email="a@example.org")
    with pytest.raises(AlreadyEnrolled):
        enter(contact_email="A@example.org ")
    listed = make_enrolment(programme)
    with pytest.raises(AlreadyEnrolled):
        enter(contact_email=listed.person.email)


# --- On paper ------------------------------------------------------------------------------------------------------


def test_who_has_no_account_takes_part_from_the_day_of_the_paper_and_can_t_sign_in(enter, programme, client):
    row = enter(days_ago=3, birth_date="2001-02-03")
    person = User.objects.get(pk=row.person_id)
    assert (person.is_active, person.email, person.has_usable_password()) == (False, None, False)
    assert not client.login(login=person.username, password="")
    assert row.entered_on == programme.today() - timedelta(days=3)
    assert list(participants(programme)) == [row]
    assert str(ParticipantRecord.objects.get(enrolment=row).birth_date) == "2001-02-03"
    assert row.consent.version == current_text(programme)


def test_the_paper_stays_with_who_recorded_it(enter, programme, coordinator):
    paper = OnPaper(
        received_on=programme.today(), by_guardian=True, scan=ContentFile(b"%PDF-1.4 scan", "scan.pdf")
    )
    row = enter(paper=paper)
    kept = PaperConsent.objects.get(enrolment=row)
    assert (kept.recorded_by, kept.by_guardian, kept.scan.name.startswith("consents/")) == (
        coordinator,
        True,
        True,
    )
    assert row.consent.by_guardian


# --- Taken over ----------------------------------------------------------------------------------------------------


def test_who_is_asked_takes_everything_over_once(enter, programme, coordinator):
    row = enter(days_ago=9, contact_email="paula@example.org")
    make_record(row, status_entry="inactive")
    entered = row.person
    log_access(by=coordinator, kind=AccessKind.READ, label="x", purpose="y", subject=entered)
    paula = make_confirmed_user("Paula", email="paula@example.org")
    assert not people_to_claim(person=paula).exists()
    invite_to_claim(enrolment=row, by=coordinator)
    claim_person(person=entered, by=paula)
    row.refresh_from_db()
    entered.refresh_from_db()
    assert (row.person, row.record.status_entry) == (paula, "inactive")
    assert Consent.objects.get().user == paula
    assert (entered.joined_into, entered.name, entered.contact_email) == (paula, "", "")
    assert list(participants(programme)) == [row]
    assert [line.subject_id for line in entered.access_log.all()] == [entered.pk]
    assert set(paula.keys()) == {paula.pk, entered.pk}
    with pytest.raises(InvitationGone):
        claim_person(person=entered, by=paula)
    with pytest.raises(NothingToClaim):
        invite_to_claim(enrolment=row, by=coordinator)


def test_nobody_takes_over_by_an_address_they_have_not_proven(enter, coordinator):
    row = enter(days_ago=9, contact_email="paula@example.org")
    invite_to_claim(enrolment=row, by=coordinator)
    for somebody in (make_user("Eve", email="paula@example.org"), make_confirmed_user("Other")):
        with pytest.raises(InvitationGone):
            claim_person(person=row.person, by=somebody)


def test_an_open_invitation_is_answered_before_the_rest_is_taken_over(enter, coordinator):
    row = enter(days_ago=9, contact_email="paula@example.org")
    invite_to_claim(enrolment=row, by=coordinator)
    make_enrolment(make_programme(), row.person, status="invited", entered_on=None)
    with pytest.raises(AnswerFirst):
        claim_person(person=row.person, by=make_confirmed_user(email="paula@example.org"))


# --- Who looks alike -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "birth_date", "address", "found"),
    [
        ("PAULA  Exämple", None, "", True),
        ("Paula Example", "2001-02-03", "", True),
        ("Paula Example", "1999-09-09", "", False),
        ("Paulla Exampel", "2001-02-03", "", True),
        ("Paulla Exampel", None, "", False),
        ("Somebody Else", None, "paula.exampl@example.org", True),
        ("Somebody Else", "2001-02-03", "other@example.net", False),
    ],
)
def test_people_who_may_be_the_same_are_found(
    enter, programme, coordinator, name, birth_date, address, found
):
    born = date(2001, 2, 3)
    row = enter("Paula Example", days_ago=3, birth_date=born, contact_email="paula.example@example.org")
    typed = date.fromisoformat(birth_date) if birth_date else None
    alike = look_alikes(by=coordinator, programme=programme, name=name, birth_date=typed, address=address)
    assert alike == ([row] if found else [])


def test_the_date_that_somebody_has_told_tells_two_of_one_name_apart(programme, coordinator):
    row = make_enrolment(programme, make_user("Paula Example"))
    make_record(row, birth_date="2001-02-03")

    def alike(name, born, by=coordinator):
        rows = look_alikes(by=by, programme=programme, name=name, birth_date=born, address="")
        return [each.pk for each in rows]

    assert alike("Paula Example", date(2001, 2, 3)) == [row.pk]
    assert alike("Paulla Exampel", date(2001, 2, 3)) == [row.pk]
    assert alike("Paula Example", date(1999, 9, 9)) == []
    # who may not read the answers does not learn from them either
    adviser = make_member(programme, "adviser")
    assert alike("Paulla Exampel", date(2001, 2, 3), adviser) == []
    assert alike("Paula Example", date(1999, 9, 9), adviser) == [row.pk]


@pytest.mark.parametrize("address", ["paula.example+job@googlemail.com", "p.aulaexample@gmail.com"])
def test_two_spellings_of_one_mailbox_look_alike(enter, programme, coordinator, address):
    row = enter("Paula Example", days_ago=3, contact_email="paulaexample@gmail.com")
    assert look_alikes(
        by=coordinator, programme=programme, name="Somebody", birth_date=None, address=address
    ) == [row]


def test_whoever_is_found_by_an_index_is_whoever_is_found_by_reading_all(enter, programme, coordinator):
    """Each of some people is looked for among the others, and by slips in what was typed about them."""
    names = (
        "Jana Müller",
        "Jana Mueller",
        "JANA MULLER",
        "Jana Miller",
        "Ana Šimić",
        "Ana Simic",
        "Jörg Groß",
    )
    born = (None, date(2001, 2, 3), date(2001, 3, 2))
    mails = (
        "",
        "jana.m@gmail.com",
        "janam+x@googlemail.com",
        "jana.mm@gmail.com",
        "ana@example.org",
        "anna@example.org",
    )
    for number, name in enumerate(names * 3):
        entered = {"is_active": False, "is_unclaimed": True, "email": None, "username": f"p{number}"}
        person = make_user(name, contact_email=mails[number % 6], birth_date=born[number % 3], **entered)
        row = make_enrolment(programme, person)
        if number % 4 == 0:
            make_record(row, birth_date=born[(number + 1) % 3])
    for number, name in enumerate(names):
        for day in born:
            sought = {"name": name, "birth_date": day, "address": mails[number % 6]}
            found = look_alikes(by=coordinator, programme=programme, **sought)
            assert [row.pk for row in found] == read_all(programme, **sought)[:5], sought


def read_all(programme, *, name, birth_date, address) -> list[int]:
    sought = Likeness(fold(name), birth_date, mailbox(address))
    alike = []
    for row in (
        Enrolment.objects.filter(programme=programme).select_related("person", "record").order_by("pk")
    ):
        told = row.record.birth_date if hasattr(row, "record") else None
        person = row.person
        entry = Likeness(
            fold(person.name), person.birth_date or told, mailbox(person.email or person.contact_email)
        )
        if sought.fits(entry):
            alike.append(row.pk)
    return alike


def test_whether_anybody_elsewhere_has_the_address_or_the_name_is_not_told(enter, programme, coordinator):
    known = make_confirmed_user("Paula Example", email="paula@example.org")
    foreign = make_programme()
    make_record(make_enrolment(make_programme(), known), birth_date="2001-02-03")
    enter_person(
        programme=foreign, name="Paula Example", contact_email="paula@example.org", by=make_member(foreign)
    )
    enter("What is read once", contact_email="once@example.org")
    asked = []
    for name, address in (("Paula Example", "paula@example.org"), ("Nobody Else", "nobody@example.org")):
        with CaptureQueriesContext(connection) as queries:
            found = look_alikes(
                by=coordinator,
                programme=programme,
                name=name,
                birth_date=date(2001, 2, 3),
                address=address,
            )
            enter(name, contact_email=address)
        asked.append((found, len(queries)))
    assert asked[0] == ([], asked[1][1])


def test_nobody_of_a_foreign_programme_is_shown(enter, programme):
    enter("Paula Example", days_ago=3)
    stranger = make_member(make_programme())
    assert (
        look_alikes(by=stranger, programme=programme, name="Paula Example", birth_date=None, address="") == []
    )


def test_nobody_is_asked_who_waits_for_their_erasure(enter, coordinator, programme):
    entered = enter(contact_email="paula@example.org", days_ago=1)
    asked = enter("Paul", contact_email="paul@example.org")
    owner = make_confirmed_user("Paul", email="paul@example.org")
    assert participations_offered(person=owner).exists()
    for row in (entered, asked):
        request_erasure(person=row.person, by=coordinator, received_on=programme.today())
    with pytest.raises(NothingToClaim):
        invite_to_claim(enrolment=entered, by=coordinator)
    with pytest.raises(InvitationGone):
        ask_again(enrolment=asked, by=coordinator)
    assert not participations_offered(person=owner).exists()


def test_who_waits_for_their_erasure_is_named_in_no_form_but_their_own(programme, coordinator):
    person, colleague = make_enrolment(programme).person, make_member(programme)
    for each in (person, colleague):
        assert people_known_to(coordinator).filter(pk=each.pk).exists()
        request_erasure(person=each, by=each)
    assert not people_known_to(coordinator).filter(pk__in=[person.pk, colleague.pk]).exists()
    assert people_known_to(colleague).filter(pk=colleague.pk).exists()
