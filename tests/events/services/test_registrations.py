"""Places: taken, waited for in a strict line, offered, given back; the last one goes to exactly one."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from events.constants import AttendanceMode, RegistrationState
from events.models import Admission, Event, Registration
from events.services.admissions import (
    FewerThanTaken,
    PeopleInThisWay,
    remove_admission,
    save_admission,
    settle_events,
)
from events.services.changes import ListIsClosed, change_party
from events.services.refusals import HasBegun, NoSuchWay, RegistrationClosed, TooManyAges, TooManyCompanions
from events.services.registrations import (
    AlreadyRegistered,
    HoldIsOver,
    NotEnoughPlaces,
    PreferenceNeedsReason,
    accept_offer,
    cancel_registration,
    prefer,
    register,
    wait_on,
)
from events.services.states import cancel_event, hold_event_after_all, save_event
from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from portal.privacy.services.erasures import request_erasure
from portal.privacy.signals import guardian_consent_withdrawn
from tests.factories import make_event, make_member, make_programme, make_pupil, make_user

pytestmark = pytest.mark.django_db

REGISTERED, WAITING, OFFERED = (
    RegistrationState.REGISTERED,
    RegistrationState.WAITING,
    RegistrationState.OFFERED,
)
LAPSED, CANCELLED = RegistrationState.LAPSED, RegistrationState.CANCELLED


@pytest.fixture
def programme():
    return make_programme(modules=["events"])


@pytest.fixture
def coordinator(programme):
    return make_member(programme)


def comes(event, name="Ana", *, companions=0, **fields) -> Registration:
    person = fields.pop("person", None) or make_user(name)
    return register(
        event=event, person=person, attendance="on_site", companions=companions, by=person, **fields
    )


def state(row) -> str:
    return Registration.objects.get(pk=row.pk).state


def taken(event) -> int:
    return event.admissions.get(attendance="on_site").seats_taken


def told(person) -> list[str]:
    return list(Notification.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


def lapse(row) -> None:
    Registration.objects.filter(pk=row.pk).update(held_until=timezone.now() - timedelta(seconds=1))


# --- A place, or the line ------------------------------------------------------------------------------------------


def test_whoever_registers_while_there_are_places_has_one_and_is_told(programme):
    event = make_event(programme, places=2)
    row = comes(event)
    assert (row.state, taken(event), told(row.person)) == (REGISTERED, 1, ["events.registered"])


def test_without_a_number_of_places_everybody_finds_one(programme):
    event = make_event(programme, places=None)
    assert [comes(event).state for _each in range(3)] == [REGISTERED] * 3


def test_whoever_comes_too_late_waits_and_is_told(programme):
    event = make_event(programme, places=1)
    comes(event)
    row = comes(event, "Boris")
    assert (row.state, taken(event), told(row.person)) == (WAITING, 1, ["events.waits_in_line"])


def test_companions_take_places(programme):
    event = make_event(programme, places=4, most_companions=3)
    comes(event, companions=2)
    assert taken(event) == 3
    assert comes(event, "Boris").state == REGISTERED
    assert comes(event, "Cene").state == WAITING


def test_a_place_that_is_given_back_is_offered_to_whoever_waits_longest(programme):
    event = make_event(programme, places=1)
    first, second, third = comes(event), comes(event, "Boris"), comes(event, "Cene")
    cancel_registration(registration=first, by=first.person)
    assert [state(row) for row in (first, second, third)] == [CANCELLED, OFFERED, WAITING]
    assert told(second.person) == ["events.waits_in_line", "events.place_offered"]
    assert told(first.person) == ["events.registered", "events.given_back"]
    assert taken(event) == 1, "what is held is taken"


def test_nobody_new_takes_a_place_that_is_held(programme):
    event = make_event(programme, places=1)
    first, second = comes(event), comes(event, "Boris")
    cancel_registration(registration=first, by=first.person)
    assert comes(event, "Cene").state == WAITING
    assert state(second) == OFFERED


def test_a_place_is_held_for_a_day_though_never_past_the_beginning(programme):
    for days, hours in ((9, 24), (0.5, 12)):
        event = make_event(programme, days=days, places=1)
        first, second = comes(event), comes(event, "Boris")
        cancel_registration(registration=first, by=first.person)
        held = Registration.objects.get(pk=second.pk).held_until - timezone.now()
        assert abs(held - timedelta(hours=hours)) < timedelta(minutes=1)


def test_an_accepted_offer_ends_the_waiting_for_good(programme):
    event = make_event(programme, places=1)
    first, second = comes(event), comes(event, "Boris")
    cancel_registration(registration=first, by=first.person)
    row = accept_offer(registration=second, by=second.person)
    assert (row.state, row.waiting_since, row.held_until, row.held_seats) == (REGISTERED, None, None, 0)
    with pytest.raises(WrongState):
        accept_offer(registration=second, by=second.person)
    assert taken(event) == 1


def test_an_offer_that_is_not_taken_lapses_and_the_next_is_asked(programme):
    event = make_event(programme, places=1)
    first, second, third = comes(event), comes(event, "Boris"), comes(event, "Cene")
    cancel_registration(registration=first, by=first.person)
    lapse(second)
    with pytest.raises(HoldIsOver):
        accept_offer(registration=second, by=second.person)
    assert settle_events() == 1
    assert [state(row) for row in (second, third)] == [LAPSED, OFFERED]
    assert told(second.person)[-1] == "events.offer_lapsed"
    assert settle_events() == 0


def test_an_offer_that_lapses_in_the_moment_somebody_registers_goes_to_whoever_waits(programme):
    event = make_event(programme, places=1)
    first, second, third = comes(event), comes(event, "Boris"), comes(event, "Cene")
    cancel_registration(registration=first, by=first.person)
    lapse(second)
    newcomer = comes(event, "Dora")
    assert [state(row) for row in (second, third, newcomer)] == [LAPSED, OFFERED, WAITING]


def test_who_registers_again_is_at_the_end_of_the_line(programme):
    event = make_event(programme, places=1)
    comes(event)
    second, third = comes(event, "Boris"), comes(event, "Cene")
    cancel_registration(registration=second, by=second.person)
    again = comes(event, person=second.person)
    assert again.pk == second.pk
    assert list(Registration.objects.in_line()) == [third, again]


# --- Parties -------------------------------------------------------------------------------------------------------


def party_and_single(programme, **fields):
    """Full of two; a party of three waits first, somebody alone second."""
    event = make_event(programme, places=2, most_companions=3)
    gone, stays = comes(event, "Gone"), comes(event, "Stays")
    party = comes(event, "Party", companions=2, **fields)
    return event, gone, stays, party, comes(event, "Alone")


def test_a_party_of_three_that_is_first_is_offered_the_one_place_that_is_free(programme):
    event, gone, _stays, party, alone = party_and_single(programme)
    cancel_registration(registration=gone, by=gone.person)
    party.refresh_from_db()
    assert (party.state, party.held_seats, state(alone)) == (OFFERED, 1, WAITING)
    row = accept_offer(registration=party, by=party.person)
    assert (row.companions, row.seats, taken(event)) == (0, 1, 2)


def test_a_party_that_comes_together_or_not_keeps_its_place_and_the_next_is_asked(programme):
    event, gone, stays, party, alone = party_and_single(programme, takes_fewer=False)
    cancel_registration(registration=gone, by=gone.person)
    assert (state(party), state(alone)) == (WAITING, OFFERED)
    cancel_registration(registration=alone, by=alone.person)
    cancel_registration(registration=stays, by=stays.person)
    assert state(party) == WAITING, "two are free, they are three"
    admission = event.admissions.get()
    admission.capacity = 3
    save_admission(admission=admission, by=make_member(programme))
    party.refresh_from_db()
    assert (party.state, party.held_seats) == (OFFERED, 3)


def test_who_is_offered_fewer_places_can_wait_for_all_of_them_without_losing_their_place(programme):
    _event, gone, _stays, party, alone = party_and_single(programme)
    since = party.waiting_since
    cancel_registration(registration=gone, by=gone.person)
    row = wait_on(registration=party, by=party.person)
    assert (row.state, row.waiting_since, row.takes_fewer, state(alone)) == (WAITING, since, False, OFFERED)


def test_nobody_waits_on_who_is_offered_all_they_asked_for(programme):
    event = make_event(programme, places=1)
    first, second = comes(event), comes(event, "Boris")
    cancel_registration(registration=first, by=first.person)
    with pytest.raises(WrongState):
        wait_on(registration=second, by=second.person)
    assert state(second) == OFFERED


def test_fewer_companions_leave_places_to_others_and_more_need_free_ones(programme):
    event = make_event(programme, places=3, most_companions=3)
    party, alone = comes(event, companions=2), comes(event, "Boris")
    assert alone.state == WAITING
    with pytest.raises(NotEnoughPlaces):
        change_party(registration=party, companions=3, by=party.person)
    change_party(registration=party, companions=1, by=party.person)
    assert (state(alone), taken(event)) == (OFFERED, 3)
    with pytest.raises(NotEnoughPlaces):
        change_party(registration=party, companions=2, by=party.person)


def test_ages_are_kept_where_the_event_asks_for_them_and_only_of_who_comes(programme):
    asks = make_event(programme, places=9, most_companions=2, asks_ages=True)
    assert comes(asks, companions=2, companion_ages=[4, 7]).companion_ages == [4, 7]
    with pytest.raises(TooManyAges):
        comes(asks, "Boris", companions=1, companion_ages=[4, 7])
    silent = make_event(programme, places=9, most_companions=2)
    assert comes(silent, companions=2, companion_ages=[4]).companion_ages == []


def test_nobody_brings_more_than_the_event_takes(programme):
    event = make_event(programme, places=9, most_companions=1)
    with pytest.raises(TooManyCompanions) as refused:
        comes(event, companions=2)
    assert (str(refused.value), refused.value.field) == ("You can bring at most 1 person.", "companions")


# --- When, how and by whom -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "submitted", "cancelled", "done"])
def test_nobody_registers_for_what_does_not_take_place(programme, coordinator, state):
    event = make_event(programme, places=9, state=state)
    person = make_user()
    with pytest.raises((RegistrationClosed, NotAllowed)):
        register(event=event, person=person, attendance="on_site", by=person)
    with pytest.raises(RegistrationClosed):
        register(event=event, person=person, attendance="on_site", by=coordinator)


def test_registration_opens_and_closes_when_it_is_said(programme):
    now, day = timezone.now(), timedelta(days=1)
    for opens, closes, is_open in (
        (None, None, True),
        (now - day, now + day, True),
        (now + day, None, False),
        (None, now - day, False),
    ):
        event = make_event(programme, places=9)
        event.admissions.update(opens_at=opens, closes_at=closes)
        if is_open:
            assert comes(event).state == REGISTERED
        else:
            with pytest.raises(RegistrationClosed):
                comes(event)


def test_registration_ends_when_the_event_begins_unless_it_is_said_otherwise(programme):
    event = make_event(programme, days=-0.04, places=9)
    with pytest.raises(RegistrationClosed):
        comes(event)
    event.admissions.update(closes_at=event.ends_at)
    assert comes(event).state == REGISTERED


def test_an_event_without_registration_takes_none(programme):
    with pytest.raises(RegistrationClosed):
        comes(make_event(programme))


def test_places_on_site_and_online_are_counted_apart(programme):
    event = make_event(programme, places=1)
    Admission.objects.create(event=event, attendance=AttendanceMode.ONLINE, capacity=None)
    comes(event)
    person = make_user("Boris")
    assert register(event=event, person=person, attendance="online", by=person).state == REGISTERED
    assert comes(event, "Cene").state == WAITING
    with pytest.raises(NoSuchWay):
        register(event=make_event(programme, places=1), person=person, attendance="online", by=person)


def test_one_person_is_in_the_list_once(programme):
    event = make_event(programme, places=9)
    row = comes(event)
    with pytest.raises(AlreadyRegistered):
        comes(event, person=row.person)
    assert event.registrations.count() == 1


def test_nobody_registers_somebody_else_but_those_who_run_the_event(programme, coordinator):
    event, person = make_event(programme, places=9), make_user()
    for stranger in (make_user("Stranger"), make_member(make_programme())):
        with pytest.raises(NotAllowed):
            register(event=event, person=person, attendance="on_site", by=stranger)
    row = register(event=event, person=person, attendance="on_site", by=coordinator)
    assert (row.state, row.registered_by) == (REGISTERED, coordinator)


def test_who_runs_the_event_enters_people_also_after_it_has_begun(programme, coordinator):
    event = make_event(programme, days=-0.04, places=1)
    row = register(event=event, person=make_user(), attendance="on_site", by=coordinator)
    assert row.state == REGISTERED


def test_nobody_gives_back_a_place_of_an_event_that_has_begun(programme):
    event = make_event(programme, places=9)
    row = comes(event)
    Event.objects.filter(pk=event.pk).update(starts_at=timezone.now() - timedelta(minutes=1))
    for act in (
        lambda: cancel_registration(registration=row, by=row.person),
        lambda: change_party(registration=row, companions=0, by=row.person),
    ):
        with pytest.raises(HasBegun):
            act()


def test_who_runs_the_event_cancels_for_somebody_who_is_told_why(programme, coordinator):
    event = make_event(programme, places=9)
    row = comes(event)
    with pytest.raises(NotAllowed):
        cancel_registration(registration=row, by=make_user("Stranger"))
    cancel_registration(registration=row, reason=" You asked by telephone. ", by=coordinator)
    notice = Notification.objects.get(recipient=row.person, kind="events.registration_cancelled")
    assert (state(row), notice.payload["reason"]) == (CANCELLED, "You asked by telephone.")


def test_a_coordinator_puts_somebody_first_with_a_reason_that_is_kept(programme, coordinator):
    event = make_event(programme, places=1)
    first, second, third = comes(event), comes(event, "Boris"), comes(event, "Cene")
    with pytest.raises(PreferenceNeedsReason):
        prefer(registration=third, reason=" ", by=coordinator)
    for nobody in (third.person, make_member(programme, "trainer")):
        with pytest.raises(NotAllowed):
            prefer(registration=third, reason="Speaks", by=nobody)
    prefer(registration=third, reason="She speaks there.", by=coordinator)
    cancel_registration(registration=first, by=first.person)
    assert (state(second), state(third)) == (WAITING, OFFERED)
    kept = Registration.history.rel.related_model.objects.filter(pgh_obj=third.pk)
    assert "She speaks there." in set(kept.values_list("preferred_because", flat=True))


def test_more_places_are_offered_at_once_and_fewer_than_are_taken_are_refused(programme, coordinator):
    event = make_event(programme, places=2)
    comes(event), comes(event, "Boris")
    waiting = comes(event, "Cene")
    admission = event.admissions.get()
    admission.capacity = 1
    with pytest.raises(FewerThanTaken):
        save_admission(admission=admission, by=coordinator)
    admission.capacity = 3
    with pytest.raises(NotAllowed):
        save_admission(admission=admission, by=make_user())
    save_admission(admission=admission, by=coordinator)
    assert state(waiting) == OFFERED


def test_a_way_of_taking_part_that_somebody_has_chosen_is_not_removed(programme, coordinator):
    event = make_event(programme, places=2)
    row = comes(event)
    with pytest.raises(PeopleInThisWay):
        remove_admission(admission=event.admissions.get(), by=coordinator)
    cancel_registration(registration=row, by=row.person)
    remove_admission(admission=event.admissions.get(), by=coordinator)
    assert event.admissions.count() == 0


def test_somebody_who_asked_to_be_erased_is_offered_nothing(programme):
    event = make_event(programme, places=1)
    first, second, third = comes(event), comes(event, "Boris"), comes(event, "Cene")
    type(second.person).objects.filter(pk=second.person_id).update(restricted_at=timezone.now())
    cancel_registration(registration=first, by=first.person)
    assert (state(second), state(third)) == (WAITING, OFFERED)


def test_who_asks_to_be_erased_leaves_the_place_to_the_next(programme):
    event = make_event(programme, places=1)
    first, second = comes(event), comes(event, "Boris")
    request_erasure(person=first.person, by=first.person)
    assert (state(first), state(second)) == ("cancelled", "offered")


def test_a_pupil_whose_guardian_takes_the_consent_back_leaves_the_place_to_the_next(programme):
    event, pupil = make_event(programme, places=1), make_pupil(has_consent=True)
    first, second = comes(event, person=pupil), comes(event, "Boris")
    guardian_consent_withdrawn.send(sender=type(pupil), pupil=pupil)
    assert (state(first), state(second)) == ("cancelled", "offered")


def test_a_row_that_is_gone_leaves_its_place_to_the_next(programme, django_capture_on_commit_callbacks):
    event = make_event(programme, places=1)
    first, second = comes(event), comes(event, "Boris")
    with django_capture_on_commit_callbacks(execute=True):
        first.person.delete()
    assert (state(second), taken(event)) == ("offered", 1)


def test_the_database_holds_the_number_of_places(programme):
    event = make_event(programme, places=1)
    comes(event)
    with pytest.raises(Exception, match="admission_within_capacity"), transaction.atomic():
        connection.cursor().execute("UPDATE events_admission SET seats_taken = 2")


# --- What has changed meanwhile ------------------------------------------------------------------------------------


def offered(programme, **fields):
    """Full of one, who gives the place back; it is held for the second, and a third waits."""
    event = make_event(programme, places=1, **fields)
    first, second, third = comes(event), comes(event, "Boris"), comes(event, "Cene")
    cancel_registration(registration=first, by=first.person)
    return event, Registration.objects.get(pk=second.pk), third


def moved(event, coordinator, **span) -> Event:
    event = Event.objects.get(pk=event.pk)
    start = timezone.now() + timedelta(**span)
    event.starts_at, event.ends_at = start, start + timedelta(hours=2)
    return save_event(event=event, by=coordinator)


def test_a_place_is_held_no_longer_than_to_the_new_beginning_of_an_event_that_is_moved_nearer(
    programme, coordinator
):
    event, second, _third = offered(programme)
    event = moved(event, coordinator, hours=1)
    second.refresh_from_db()
    assert (second.state, second.held_until) == (OFFERED, event.starts_at)
    assert told(second.person).count("events.place_offered") == 2


def test_nothing_lapses_while_an_event_is_cancelled_and_the_line_stays(programme, coordinator):
    event, second, third = offered(programme)
    lapse(second)
    cancel_event(event=event, reason="Flooded", by=coordinator)
    assert settle_events() == 0
    with pytest.raises(WrongState):
        accept_offer(registration=second, by=second.person)
    hold_event_after_all(event=event, by=coordinator)
    assert [state(row) for row in (second, third)] == [OFFERED, WAITING]


def test_nobody_new_passes_those_who_wait_once_the_event_has_begun_but_whom_staff_lets_in(
    programme, coordinator
):
    event, second, third = offered(programme)
    Event.objects.filter(pk=event.pk).update(starts_at=timezone.now() - timedelta(minutes=5))
    event.admissions.update(closes_at=Event.objects.get(pk=event.pk).ends_at)
    lapse(second)
    assert comes(event, "Dora").state == WAITING
    row = register(event=event, person=third.person, attendance="on_site", by=coordinator)
    assert (row.pk, row.state) == (third.pk, REGISTERED)


def test_a_way_of_taking_part_that_people_are_in_does_not_become_another(programme, coordinator):
    event = make_event(programme, places=1)
    comes(event)
    admission = event.admissions.get()
    admission.attendance = "online"
    with pytest.raises(PeopleInThisWay):
        save_admission(admission=admission, by=coordinator)


def test_who_can_not_be_told_is_offered_nothing(programme):
    event = make_event(programme, places=1)
    first, second, third = comes(event), comes(event, "Boris"), comes(event, "Cene")
    type(second.person).objects.filter(pk=second.person_id).update(is_active=False)
    cancel_registration(registration=first, by=first.person)
    assert [state(row) for row in (second, third)] == [WAITING, OFFERED]


def test_what_somebody_needs_goes_with_their_place(programme):
    event = make_event(programme, places=1, asks_needs=True, asks_ages=True, most_companions=1)
    event.admissions.update(capacity=2)
    row = comes(event, companions=1, companion_ages=[4], needs="A ramp")
    cancel_registration(registration=row, by=row.person)
    row.refresh_from_db()
    assert (row.needs, row.companion_ages) == (None, [])


def test_once_the_list_is_closed_nothing_changes_at_once_and_before_that_as_many_as_ever_may_come(programme):
    event = make_event(programme, places=9, most_companions=3)
    row = comes(event, companions=2)
    event.admissions.update(closes_at=timezone.now())
    for companions in (1, 3):
        with pytest.raises(ListIsClosed):
            change_party(registration=row, companions=companions, by=row.person)
    event.admissions.update(closes_at=None)
    Event.objects.filter(pk=event.pk).update(most_companions=0)
    assert change_party(registration=row, companions=1, by=row.person).companions == 1


def test_a_registration_that_is_gone_meanwhile_is_no_error_page(programme):
    row = comes(make_event(programme, places=1))
    gone = Registration.objects.get(pk=row.pk)
    row.delete()
    with pytest.raises(WrongState):
        cancel_registration(registration=gone, by=gone.person)


def test_an_event_is_taken_out_of_a_programme_by_those_who_run_it_alone(programme):
    event = Event.objects.get(pk=make_event(programme).pk)
    event.programme = make_programme(modules=["events"])
    with pytest.raises(NotAllowed):
        save_event(event=event, by=make_member(event.programme))
