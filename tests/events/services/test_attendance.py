"""Who was at which date: noted at doors, from lists, online; the ledger of hours says the same at once."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from events.constants import NotedBy, Presence, ScanOutcome
from events.models import Admission, Attendance, Registration, Scan, Session
from events.queries.attendance import (
    HOURS_SOURCE,
    Turnout,
    is_meeting_code,
    meeting_code,
    registration_of_ticket,
    shares,
    ticket_code,
    turnout,
)
from events.queries.registrations import guests_to_forget, registration_token
from events.services.attendance import (
    MeetingIsOver,
    NameMissing,
    OutsideOfDate,
    WrongCode,
    attend_online,
    check_in,
    keep_signed_list,
    let_in,
    note_presence,
    note_the_rest,
    write_due_lists,
)
from events.services.guests import join_registrations
from events.services.refusals import HasNoPlace, TooEarly
from events.services.registrations import cancel_registration
from events.services.sessions import SessionWasAttended, cancel_session, remove_session
from events.services.states import cancel_event, save_event
from portal.core.errors import NotAllowed, WrongState
from portal.notifications.tasks import deliver_pending
from portal.users.models import User
from programmes.models import Enrolment, Hours
from programmes.workflows.hours import HoursStanding
from tests.events.attending import add_session, beginning, comes, event_with, moved, presences, was_there
from tests.factories import (
    make_confirmed_user,
    make_enrolment,
    make_funding,
    make_member,
    make_programme,
    make_user,
)
from tests.talks import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme(modules=["events"])


@pytest.fixture
def funding(programme):
    return make_funding(programme, threshold_hours=2)


@pytest.fixture
def trainer(programme):
    return make_member(programme, "trainer")


def scanned(session, row, by, **fields) -> Scan:
    fields = {"scan_id": uuid4(), "device": "left door"} | fields
    return check_in(session=session, code=ticket_code(row.pk), by=by, **fields)


def minutes(person=None) -> list[int]:
    rows = Hours.objects.filter(source=HOURS_SOURCE).order_by("source_key")
    return list((rows.filter(person=person) if person else rows).values_list("minutes", flat=True))


# --- Who belongs to a date -----------------------------------------------------------------------------------------


def test_who_has_a_place_as_a_date_begins_belongs_to_it_whatever_becomes_of_them(programme):
    event, (_ana, boris) = event_with(programme, "Ana", "Boris", begun=-60)
    assert (write_due_lists(), presences(event.sessions.get())) == (0, {})
    moved(event, 5)
    add_session(event, begun=-90)
    assert (write_due_lists(), write_due_lists()) == (1, 0)
    cancel_registration(registration=boris, by=boris.person)
    Registration.objects.create(event=event, person=make_user("Cene"))
    write_due_lists()
    first = event.sessions.get(is_first=True)
    assert presences(first) == {"Ana": Presence.EXPECTED, "Boris": Presence.EXPECTED}


def test_who_gives_the_place_back_after_a_date_has_begun_belonged_to_it(programme):
    event, (ana,) = event_with(programme, "Ana")
    add_session(event, begun=-90)
    cancel_registration(registration=ana, by=ana.person)
    assert presences(event.sessions.get(is_first=True)) == {"Ana": Presence.EXPECTED}


def test_a_share_divides_by_all_dates_that_took_place_whenever_somebody_joined(programme, trainer):
    event, (ana,) = event_with(programme, "Ana", begun=300)
    second, third = add_session(event, begun=200), add_session(event, begun=100)
    add_session(event, begun=-100)
    off = add_session(event, begun=50, lasts=10)
    Session.objects.filter(pk=off.pk).update(state="cancelled", cancel_reason="ill")
    for session in (second, third):
        note_presence(session=session, registration=ana, presence="present", by=trainer)
    share = shares(event, [ana.pk])[ana.pk]
    assert (share.attended, share.all, share.percent) == (2, 3, 66)


def test_nobody_belongs_to_a_date_whose_event_was_cancelled_before_it_began(programme):
    event, (ana,) = event_with(programme, "Ana", begun=-60)
    cancel_event(event=event, reason="Ill.", by=make_member(programme))
    moved(event, 100)
    assert (write_due_lists(), presences(event.sessions.get())) == (0, {})
    assert shares(event, [ana.pk])[ana.pk].all == 0


def test_dates_before_a_course_was_cancelled_took_place_and_can_still_be_noted(programme, funding, trainer):
    event, (ana,) = event_with(programme, "Ana", begun=300)
    second = add_session(event, begun=-600)
    cancel_event(event=event, reason="Ill.", by=make_member(programme))
    first = event.sessions.get(is_first=True)
    note_presence(session=first, registration=ana, presence="present", by=trainer)
    Session.objects.filter(pk=second.pk).update(starts_at=beginning(100), ends_at=beginning(40))
    share = shares(event, [ana.pk])[ana.pk]
    assert (minutes(), share.attended, share.all) == ([60], 1, 1)


def test_a_date_that_is_put_off_begins_anew_with_those_who_have_a_place_by_then(programme, funding, trainer):
    event, (_ana, boris) = event_with(programme, "Ana", "Boris")
    write_due_lists()
    event.starts_at, event.ends_at = beginning(-600), beginning(-660)
    save_event(event=event, by=make_member(programme))
    cancel_registration(registration=boris, by=boris.person)
    comes(event, "Cene")
    session = moved(event, 200).sessions.get()
    note_the_rest(session=session, by=trainer)
    assert presences(session) == {"Ana": "present", "Cene": "present"}


def test_a_date_with_a_signed_list_stays(programme, trainer):
    event, _rows = event_with(programme, begun=-600)
    second = add_session(event, begun=-900)
    keep_signed_list(session=second, file=pdf(), by=trainer)
    with pytest.raises(SessionWasAttended):
        remove_session(session=second, by=make_member(programme))


# --- At the door ---------------------------------------------------------------------------------------------------


def test_nothing_is_noted_about_who_waits_for_erasure(programme, funding, trainer):
    event, (_ana, boris) = event_with(programme, "Ana", "Boris", begun=20)
    write_due_lists()
    User.objects.filter(pk=boris.person_id).update(restricted_at=timezone.now())
    session = event.sessions.get()
    assert scanned(session, boris, trainer).outcome == ScanOutcome.UNKNOWN
    with pytest.raises(WrongState):
        note_presence(session=session, registration=boris, presence="present", by=trainer)
    note_the_rest(session=session, by=trainer)
    assert (presences(session), minutes(boris.person)) == ({"Ana": "present", "Boris": "expected"}, [])


def test_whoever_has_left_meanwhile_or_is_of_another_event_is_noted_nowhere(programme, trainer):
    event, (ana,) = event_with(programme, "Ana", begun=-10)
    _other, (boris,) = event_with(programme, "Boris")
    read_before = Registration.objects.get(pk=ana.pk)
    cancel_registration(registration=ana, by=ana.person)
    for row, refusal in ((read_before, HasNoPlace), (boris, WrongState)):
        with pytest.raises(refusal):
            note_presence(session=event.sessions.get(), registration=row, presence="present", by=trainer)


def test_a_ticket_leads_to_the_registration_that_its_own_was_joined_with(programme, trainer):
    event, (ana, guest) = event_with(programme, "Ana", "Ana")
    join_registrations(gone=guest.person, kept=ana.person)
    outcomes = [scanned(event.sessions.get(), row, trainer).outcome for row in (ana, guest)]
    assert outcomes == ["noted", "noted"]


def test_a_ticket_notes_its_owner_at_once_with_hours_for_the_only_funding(programme, funding, trainer):
    event, (ana,) = event_with(programme, "Ana", begun=5, lasts=60)
    scan = scanned(event.sessions.get(), ana, trainer)
    row = Attendance.objects.get(registration=ana)
    assert (scan.outcome, row.presence, row.how, row.noted_by) == ("noted", "present", NotedBy.SCAN, trainer)
    assert list(Hours.objects.values_list("person", "funding", "minutes")) == [
        (ana.person_id, funding.pk, 60)
    ]


def test_the_same_scan_sent_twice_changes_nothing(programme, trainer):
    event, (ana,) = event_with(programme, "Ana")
    session, number = event.sessions.get(), uuid4()
    first = scanned(session, ana, trainer, scan_id=number)
    assert scanned(session, ana, trainer, scan_id=number) == first
    assert (Scan.objects.count(), Attendance.objects.get().history.filter(pgh_label="update").count()) == (
        1,
        1,
    )


@pytest.mark.parametrize(("device", "outcome"), [("left door", "noted"), ("right door", "again")])
def test_who_is_scanned_at_two_doors_counts_once_and_stands_among_the_conflicts(
    programme, funding, trainer, device, outcome
):
    event, (ana,) = event_with(programme, "Ana")
    scanned(event.sessions.get(), ana, trainer)
    assert scanned(event.sessions.get(), ana, trainer, device=device).outcome == outcome
    assert minutes() == [60]


def test_the_clock_of_the_device_counts_and_the_earlier_of_two_doors(programme, trainer):
    event, (ana,) = event_with(programme, "Ana", begun=50, lasts=60)
    session = event.sessions.get()
    early = beginning(40)
    scanned(session, ana, trainer, at=beginning(20))
    scanned(session, ana, trainer, device="right door", at=early)
    assert Attendance.objects.get().came_at == early


@pytest.mark.parametrize("minutes_ago", [-60, 60 * 24])
def test_a_clock_that_is_wrong_by_hours_is_not_believed(programme, trainer, minutes_ago):
    event, (ana,) = event_with(programme, "Ana")
    scan = scanned(event.sessions.get(), ana, trainer, at=beginning(minutes_ago))
    assert abs(scan.at - timezone.now()) < timedelta(minutes=1)


def test_who_has_given_the_place_back_meanwhile_is_a_conflict_and_not_there(programme, trainer):
    event, (ana,) = event_with(programme, "Ana", begun=-10)
    cancel_registration(registration=ana, by=ana.person)
    assert scanned(event.sessions.get(), ana, trainer).outcome == ScanOutcome.NO_PLACE
    assert Attendance.objects.count() == 0


def test_a_ticket_of_another_event_and_letters_at_random_are_told_apart_from_ours(programme, trainer):
    event, (_ana,) = event_with(programme, "Ana")
    _other, (boris,) = event_with(programme, "Boris")
    session = event.sessions.get()
    assert scanned(session, boris, trainer).outcome == ScanOutcome.UNKNOWN
    for code in ("", "nonsense", "1-AAAAAA", "-", "ß-123456", "Z" * 40):
        scan = check_in(session=session, code=code, scan_id=uuid4(), by=trainer)
        assert scan.outcome == ScanOutcome.UNKNOWN


@pytest.mark.parametrize(
    "as_typed", [str.lower, lambda code: f" {code[:3]} {code[3:]} ", lambda code: code.replace("-", "")]
)
def test_a_code_is_understood_as_people_type_it(as_typed):
    code = ticket_code(4711)
    assert registration_of_ticket(as_typed(code)) == 4711
    assert registration_of_ticket(code[:-1] + ("0" if code[-1] != "0" else "1")) is None


def test_codes_outlive_a_new_key_of_the_portal(settings):
    code = ticket_code(4711)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 8, [settings.SECRET_KEY]
    assert registration_of_ticket(code) == 4711
    settings.SECRET_KEY_FALLBACKS = []
    assert registration_of_ticket(code) is None


def test_nobody_is_noted_long_before_nor_at_a_date_that_does_not_take_place(programme, trainer):
    event, (ana,) = event_with(programme, "Ana", begun=-60 * 4)
    with pytest.raises(TooEarly):
        scanned(event.sessions.get(), ana, trainer)
    moved(event, 5)
    session = add_session(event, begun=-60)
    cancel_session(session=event.sessions.get(is_first=True), reason="Ill.", by=make_member(programme))
    with pytest.raises(WrongState):
        scanned(event.sessions.get(is_first=True), ana, trainer)
    assert scanned(session, ana, trainer).outcome == "noted"


@pytest.mark.parametrize("role", ["adviser", "evaluator"])
def test_who_may_not_note_changes_nothing(programme, trainer, role):
    event, (ana,) = event_with(programme, "Ana")
    for by in (make_member(programme, role), make_member(make_programme(), "coordinator"), ana.person):
        with pytest.raises(NotAllowed):
            scanned(event.sessions.get(), ana, by)
        with pytest.raises(NotAllowed):
            let_in(session=event.sessions.get(), name="Dora", by=by)
    assert (Scan.objects.count(), Registration.objects.count()) == (0, 1)


# --- From the list, with times -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("came", "left", "there"),
    [
        (None, None, 90),
        (10, None, 90),  # within the quarter of an hour: there is a queue
        (20, None, 70),
        (None, 50, 50),
        (20, 50, 30),
        (-30, 80, 90),
    ],
)
def test_minutes_are_those_of_the_date_less_what_was_missed(programme, funding, trainer, came, left, there):
    event, (ana,) = event_with(programme, "Ana", begun=200, lasts=90)
    session = event.sessions.get()
    moment = {
        name: None if value is None else session.starts_at + timedelta(minutes=value)
        for name, value in (("came_at", came), ("left_at", left))
    }
    note_presence(session=session, registration=ana, presence="present", by=trainer, **moment)
    assert minutes() == [there]


def test_breaks_count_for_nobody_and_are_missed_by_nobody(programme, funding, trainer):
    event, (ana, boris) = event_with(programme, "Ana", "Boris", begun=600, lasts=480)
    session = event.sessions.get()
    session.break_minutes = 60
    session.save()
    note_presence(session=session, registration=ana, presence="present", by=trainer)
    left = session.starts_at + timedelta(minutes=200)
    note_presence(session=session, registration=boris, presence="present", left_at=left, by=trainer)
    assert (minutes(ana.person), minutes(boris.person)) == ([420], [200])


def test_a_correction_corrects_the_ledger_and_both_stand_in_the_history(programme, funding, trainer):
    event, (ana,) = event_with(programme, "Ana", begun=200)
    session = event.sessions.get()
    row = note_presence(session=session, registration=ana, presence="present", by=trainer)
    note_presence(session=session, registration=ana, presence="excused", by=trainer)
    assert minutes() == []
    said = list(row.history.order_by("pgh_id").values_list("presence", "noted_by"))
    assert said == [("expected", None), ("present", trainer.pk), ("excused", trainer.pk)]


def test_times_outside_of_the_date_are_refused(programme, trainer):
    event, (ana,) = event_with(programme, "Ana", begun=200, lasts=60)
    session = event.sessions.get()
    for came, left in ((beginning(100), None), (None, beginning(220)), (beginning(150), beginning(160))):
        with pytest.raises(OutsideOfDate):
            note_presence(
                session=session, registration=ana, presence="present", came_at=came, left_at=left, by=trainer
            )
    assert Attendance.objects.filter(presence="present").count() == 0


def test_everybody_of_whom_nothing_is_noted_was_there(programme, funding, trainer):
    event, (_ana, boris, _cene) = event_with(programme, "Ana", "Boris", "Cene", begun=200)
    session = event.sessions.get()
    note_presence(session=session, registration=boris, presence="absent", by=trainer)
    assert note_the_rest(session=session, by=trainer) == 2
    assert presences(session) == {"Ana": "present", "Boris": "absent", "Cene": "present"}
    assert minutes() == [60, 60]
    with pytest.raises(TooEarly):
        note_the_rest(session=add_session(event, begun=-30), by=trainer)


# --- Somebody without a place --------------------------------------------------------------------------------------


def test_who_stands_at_the_door_of_a_full_event_is_let_in_and_there_is_one_place_more(programme, trainer):
    event, (_ana, boris) = event_with(programme, "Ana", "Boris", places=1)
    let_in(session=event.sessions.get(), registration=boris, by=trainer)
    place = Admission.objects.get(event=event)
    assert (place.capacity, place.seats_taken) == (2, 2)
    assert presences(event.sessions.get())["Boris"] == "present"
    let_in(session=event.sessions.get(), registration=boris, by=trainer)
    assert Admission.objects.get(event=event).capacity == 2


def test_who_is_in_no_list_gives_a_name_and_is_there(programme, funding, trainer):
    event, _rows = event_with(programme)
    row = let_in(session=event.sessions.get(), name=" Dora ", email="dora@example.org", by=trainer)
    person = row.registration.person
    assert (person.name, person.is_unclaimed, person.contact_email_proven_at) == ("Dora", True, None)
    assert (row.presence, minutes(person)) == ("present", [60])
    with pytest.raises(NameMissing):
        let_in(session=event.sessions.get(), name=" ", by=trainer)


def test_who_gives_an_address_at_the_door_confirms_it_by_a_mail_that_names_nobody(programme, trainer):
    event, _rows = event_with(programme)
    session, owner = event.sessions.get(), make_confirmed_user("Dora Account", email="dora@example.org")
    let_in(session=session, name="Emil", by=trainer)
    let_in(session=session, name="Dora", email="dora@example.org", by=trainer)
    deliver_pending()
    (sent,) = mail.outbox
    assert (sent.to, "Dora" in sent.body, str(event.title) in sent.body) == (
        ["dora@example.org"],
        False,
        False,
    )
    row = event.registrations.get(person__name="Dora")
    path, client = f"/events/registrations/{registration_token(row.pk)}/", Client()
    assert "Confirm my address" in client.get(path).text
    assert event.registrations.filter(person=owner).count() == 0
    for _twice in range(2):
        assert client.post(path, {"act": "confirm_address"}).status_code == 302
    kept = event.registrations.get(person=owner)
    assert (kept.attendances.get().presence, event.registrations.count()) == ("present", 2)
    assert "Confirm my address" not in client.get(path).text


def test_an_event_without_registration_has_a_list_of_who_came(programme, trainer):
    event, _rows = event_with(programme)
    event.admissions.all().delete()
    assert let_in(session=event.sessions.get(), name="Dora", by=trainer).presence == "present"


# --- Online --------------------------------------------------------------------------------------------------------


def test_the_code_of_this_minute_counts_and_the_one_before_for_a_short_while():
    session, minute = Session(pk=5), timezone.now().replace(second=0, microsecond=0)
    code = meeting_code(session, minute)
    seconds = [0, 59, 89, 90, -1]
    counts = [is_meeting_code(session, code.lower(), minute + timedelta(seconds=each)) for each in seconds]
    assert counts == [True, True, True, False, False]
    assert not is_meeting_code(Session(pk=6), code, minute)


def test_who_takes_part_online_types_the_code(programme, funding):
    event, (ana,) = event_with(programme, "Ana", begun=5, link="https://meet.example.org/x")
    session = event.sessions.get()
    with pytest.raises(WrongCode):
        attend_online(session=session, registration=ana, code="WRONG1", by=ana.person)
    row = attend_online(
        session=session, registration=ana, code=meeting_code(session, timezone.now()), by=ana.person
    )
    assert (row.presence, row.how, minutes()) == ("present", NotedBy.ONLINE, [60])


def test_too_early_can_be_tried_again_and_too_late_is_said(programme):
    event, (ana,) = event_with(programme, "Ana", begun=-30)
    code = meeting_code(event.sessions.get(), timezone.now())
    with pytest.raises(TooEarly):
        attend_online(session=event.sessions.get(), registration=ana, code=code, by=ana.person)
    moved(event, -10)
    assert attend_online(session=event.sessions.get(), registration=ana, code=code, by=ana.person).pk
    moved(event, 70, 60)
    with pytest.raises(MeetingIsOver):
        attend_online(session=event.sessions.get(), registration=ana, code=code, by=ana.person)


def test_nobody_types_a_code_for_somebody_else_or_without_a_place(programme):
    event, (ana, boris) = event_with(programme, "Ana", "Boris", places=1)
    session = event.sessions.get()
    code = meeting_code(session, timezone.now())
    with pytest.raises(NotAllowed):
        attend_online(session=session, registration=ana, code=code, by=boris.person)
    with pytest.raises(HasNoPlace):
        attend_online(session=session, registration=boris, code=code, by=boris.person)


# --- The ledger ----------------------------------------------------------------------------------------------------


def test_ten_dates_make_somebody_a_participant_and_they_are_told(programme, trainer):
    funding = make_funding(programme, threshold_hours=8)
    ana = make_user("Ana")
    enrolment = make_enrolment(programme, ana, funding=funding)
    event, _rows = event_with(programme, begun=2000)
    dates = [event.sessions.get(), *(add_session(event, begun=2000 - 100 * each) for each in range(1, 10))]
    row = Registration.objects.create(event=event, person=ana)
    standings = []
    for session in dates:
        note_presence(session=session, registration=row, presence="present", by=trainer)
        standings.append(Enrolment.objects.get(pk=enrolment.pk).hours_standing)
    short, near, reached = HoursStanding.SHORT, HoursStanding.NEAR, HoursStanding.REACHED
    assert standings == [short] * 6 + [near] + [reached] * 3


def test_the_ledger_is_rebuilt_identical(programme, funding, trainer):
    event, rows = event_with(programme, "Ana", "Boris")
    for row in rows:
        scanned(event.sessions.get(), row, trainer)
    stood = list(
        Hours.objects.order_by("source_key").values_list("person", "funding", "date", "minutes", "source_key")
    )
    Hours.objects.filter(person=rows[0].person).delete()
    call_command("rebuild_hours", verbosity=0)
    again = list(
        Hours.objects.order_by("source_key").values_list("person", "funding", "date", "minutes", "source_key")
    )
    assert again == stood


def test_a_date_that_is_cancelled_afterwards_or_gets_longer_changes_the_hours(programme, funding, trainer):
    coordinator = make_member(programme)
    event, (ana,) = event_with(programme, "Ana", begun=5, lasts=60)
    add_session(event, begun=-600)
    session = event.sessions.get(is_first=True)
    scanned(session, ana, trainer, at=beginning(5))
    Session.objects.filter(pk=session.pk).update(break_minutes=10)
    event.refresh_from_db()
    save_event(event=event, by=coordinator)
    cancel_session(session=session, reason="Fire.", by=coordinator)
    assert minutes() == []


def test_hours_go_along_when_an_event_counts_for_another_funding(programme, funding, trainer):
    event, (ana,) = event_with(programme, "Ana")
    scanned(event.sessions.get(), ana, trainer)
    other = make_funding(programme)
    event.refresh_from_db()
    event.funding = other
    save_event(event=event, by=make_member(programme))
    assert Hours.objects.get().funding == other


def test_where_several_fundings_could_count_nothing_does_until_somebody_chooses(programme, funding, trainer):
    make_funding(programme)
    event, (ana,) = event_with(programme, "Ana")
    scanned(event.sessions.get(), ana, trainer)
    assert minutes() == []


def test_what_was_noted_before_there_was_a_funding_counts_once_there_is_one(programme, trainer):
    event, (ana, boris) = event_with(programme, "Ana", "Boris", begun=200)
    was_there([event.sessions.get()], ana, trainer)
    make_funding(programme)
    was_there([event.sessions.get()], boris, trainer)
    assert minutes() == [60, 60]


def test_what_two_registrations_of_one_person_attended_is_theirs_once(programme, funding, trainer):
    event, (ana, twin) = event_with(programme, "Ana", "Ana")
    second = add_session(event, begun=3)
    first = event.sessions.get(is_first=True)
    for session, row in ((first, ana), (first, twin), (second, twin)):
        note_presence(session=session, registration=row, presence="present", by=trainer)
    join_registrations(gone=twin.person, kept=ana.person)
    rows = Attendance.objects.present()
    assert {(row.session_id, row.registration.person_id) for row in rows} == {
        (first.pk, ana.person_id),
        (second.pk, ana.person_id),
    }
    assert (minutes(ana.person), minutes(twin.person)) == ([60, 60], [])


def test_a_date_at_which_it_is_noted_who_was_there_stays(programme, trainer):
    event, (ana,) = event_with(programme, "Ana")
    add_session(event, begun=-90)
    first = event.sessions.get(is_first=True)
    scanned(first, ana, trainer)
    cancel_registration(registration=ana, by=ana.person)
    with pytest.raises(SessionWasAttended):
        remove_session(session=first, by=make_member(programme))


def test_the_turnout_counts_who_had_a_place_and_who_came_to_any_date(programme, trainer):
    event, (ana, _boris, _cene) = event_with(programme, "Ana", "Boris", "Cene", begun=200)
    assert turnout(event) == Turnout(registered=3, came=0)
    assert turnout(event).no_show_percent is None
    note_presence(session=event.sessions.get(), registration=ana, presence="present", by=trainer)
    assert (turnout(event), turnout(event).no_show_percent) == (Turnout(registered=3, came=1), 67)


def test_a_device_says_its_number_of_a_scan_once_over_all_dates(programme, trainer):
    event, (ana,) = event_with(programme, "Ana")
    number = UUID(int=5)
    scanned(event.sessions.get(), ana, trainer, scan_id=number)
    other, (boris,) = event_with(programme, "Boris")
    with pytest.raises(WrongState):
        scanned(other.sessions.get(), boris, trainer, scan_id=number)


def test_a_guest_who_was_there_and_left_the_course_stays_as_long_as_a_funder_may_check(
    programme, funding, trainer
):
    event, _rows = event_with(programme, begun=300)
    add_session(event, begun=-30)
    came = let_in(session=event.sessions.get(is_first=True), name="Dora", by=trainer).registration
    left = let_in(session=event.sessions.get(is_first=True), name="Edo", by=trainer).registration
    note_presence(session=event.sessions.get(is_first=True), registration=left, presence="absent", by=trainer)
    for row in (came, left):
        cancel_registration(registration=row, by=make_member(programme))
    assert list(guests_to_forget(timezone.now() + timedelta(days=300))) == [left.person]


def test_a_scan_that_comes_late_corrects_nothing_that_was_noted_in_the_list_since(programme, trainer):
    event, (ana, boris) = event_with(programme, "Ana", "Boris", begun=50, lasts=60)
    session = event.sessions.get()
    note_presence(session=session, registration=ana, presence="absent", by=trainer)
    late = session.starts_at + timedelta(minutes=30)
    note_presence(session=session, registration=boris, presence="present", came_at=late, by=trainer)
    outcomes = [scanned(session, row, trainer, at=beginning(45)).outcome for row in (ana, boris)]
    assert outcomes == [ScanOutcome.SINCE, ScanOutcome.NOTED]
    assert presences(session) == {"Ana": "absent", "Boris": "present"}
    assert Attendance.objects.get(registration=boris).came_at == late


def test_of_two_registrations_of_one_person_the_longer_presence_stays(programme, funding, trainer):
    event, (ana, twin) = event_with(programme, "Ana", "Ana", begun=200)
    session = event.sessions.get()
    late = session.starts_at + timedelta(minutes=40)
    note_presence(session=session, registration=ana, presence="present", came_at=late, by=trainer)
    note_presence(session=session, registration=twin, presence="present", by=trainer)
    join_registrations(gone=twin.person, kept=ana.person)
    assert minutes(ana.person) == [60]


def test_breaks_are_shorter_than_the_date(programme):
    event, _rows = event_with(programme, begun=200)
    session = event.sessions.get()
    session.break_minutes = 60
    with pytest.raises(ValidationError, match="Breaks must be shorter"):
        session.full_clean()
    session.break_minutes = 59
    session.full_clean()
