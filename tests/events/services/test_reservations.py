"""A device is asked for, promised, handed over and taken back; an event that moves or ends takes it along."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from events.constants import EventState, ReservationAct, ReservationState
from events.models import Event, Reservation
from events.services.equipment import change_equipment
from events.services.reservations import (
    EndsBeforeStart,
    EquipmentTaken,
    EventTakesNone,
    NotAtTheEvent,
    NotLent,
    ReasonMissing,
    StillOut,
    TooFarFromEvent,
    cancel_reservation,
    confirm_reservation,
    decline_reservation,
    follow_event,
    hand_over_equipment,
    reserve_equipment,
    take_equipment_back,
)
from events.services.states import cancel_event, save_event
from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from tests.events.lending import HOUR, Lending, told
from tests.factories import i18n, make_event, make_member, make_organisation, make_programme, make_reservation

pytestmark = pytest.mark.django_db

REQUESTED, CONFIRMED = ReservationState.REQUESTED, ReservationState.CONFIRMED
HANDED_OVER, RETURNED = ReservationState.HANDED_OVER, ReservationState.RETURNED
DECLINED, CANCELLED = ReservationState.DECLINED, ReservationState.CANCELLED


@pytest.fixture
def lending():
    return Lending()


def acts(reservation: Reservation) -> list[tuple[str, str, object, bool]]:
    return [(each.act, each.note, each.by, each.is_on_behalf) for each in reservation.lending_steps.all()]


# --- Asking --------------------------------------------------------------------------------------------------------


def test_who_lends_is_asked_and_answers(lending):
    reservation = lending.reserve(note="For two groups")
    assert (reservation.state, reservation.requested_by) == (REQUESTED, lending.trainer)
    assert told(lending.manager) == told(lending.keeper) == ["equipment_asked"]
    assert told(lending.recruiter) == told(lending.teacher) == told(lending.coordinator) == []
    assert confirm_reservation(reservation=reservation, note="Gate 2", by=lending.keeper).state == CONFIRMED
    assert told(lending.trainer) == ["equipment_confirmed"]
    assert told(lending.manager) == ["equipment_asked"]
    assert acts(reservation) == [
        (ReservationAct.REQUESTED, "For two groups", lending.trainer, False),
        (ReservationAct.CONFIRMED, "Gate 2", lending.keeper, False),
    ]


def test_who_asks_holds_the_time_until_there_is_an_answer(lending):
    reservation = lending.reserve()
    other = lending.make_event(starts_at=lending.event.ends_at, ends_at=lending.event.ends_at + 3 * HOUR)
    with pytest.raises(EquipmentTaken):
        lending.reserve(other, starts_at=lending.event.ends_at)
    decline_reservation(reservation=reservation, note="In repair", by=lending.manager)
    assert lending.reserve(other, starts_at=lending.event.ends_at).state == REQUESTED


def test_one_event_follows_directly_upon_the_other(lending):
    lending.reserve(ends_at=lending.event.ends_at)
    next_one = lending.make_event(starts_at=lending.event.ends_at, ends_at=lending.event.ends_at + HOUR)
    assert lending.reserve(next_one, starts_at=next_one.starts_at).state == REQUESTED


def test_the_database_itself_keeps_two_from_having_it_at_once(lending):
    first = make_reservation(lending.device, lending.event)
    with pytest.raises(IntegrityError, match="reservation_once_at_a_time"), transaction.atomic():
        make_reservation(lending.device, lending.event)
    for free in (DECLINED, CANCELLED, RETURNED):
        Reservation.objects.filter(pk=first.pk).update(state=free)
        make_reservation(lending.device, lending.event).delete()
    for held in (REQUESTED, CONFIRMED, HANDED_OVER):
        Reservation.objects.filter(pk=first.pk).update(state=held)
        with pytest.raises(IntegrityError, match="reservation_once_at_a_time"), transaction.atomic():
            make_reservation(lending.device, lending.event, state=CONFIRMED)


def test_whoever_plans_events_of_the_programme_may_ask(lending):
    elsewhere = make_programme("elsewhere")
    for role in ("coordinator", "trainer", "assistant"):
        reservation = lending.reserve(by=make_member(lending.programme, role))
        cancel_reservation(reservation=reservation, note="Only a test", by=lending.coordinator)
    strangers = [make_member(lending.programme, role) for role in ("adviser", "evaluator")]
    for person in (*strangers, make_member(elsewhere), lending.manager, lending.keeper):
        with pytest.raises(NotAllowed):
            lending.reserve(by=person)


def test_a_device_is_lent_to_the_programmes_it_is_for(lending):
    other = make_programme("other")
    lending.company.programmes.add(other)
    event, coordinator = make_event(other), make_member(other)
    with pytest.raises(NotLent):
        lending.reserve(event, by=coordinator)
    change_equipment(equipment=lending.device, programmes=[lending.programme, other], by=lending.keeper)
    assert lending.reserve(event, by=coordinator).state == REQUESTED


def test_what_is_lent_to_a_programme_is_lent_to_its_subprogrammes(lending):
    below = make_programme("below", parent=lending.programme)
    assert lending.reserve(make_event(below), by=lending.coordinator).state == REQUESTED


def test_what_is_not_lent_or_of_somebody_nobody_knows_is_not_reserved(lending):
    change_equipment(equipment=lending.device, is_lent=False, by=lending.keeper)
    with pytest.raises(NotLent):
        lending.reserve()
    change_equipment(equipment=lending.device, is_lent=True, by=lending.keeper)
    lending.company.verification = "waiting"
    lending.company.save()
    with pytest.raises(NotLent):
        lending.reserve()


@pytest.mark.parametrize(
    ("starts", "ends", "refused"),
    [
        (2, -2, EndsBeforeStart),
        (0, 0, None),
        (-14 * 24, 14 * 24, None),
        (-14 * 24 - 1, 0, TooFarFromEvent),
        (0, 14 * 24 + 1, TooFarFromEvent),
        (-9, -3, NotAtTheEvent),
        (2, 5, NotAtTheEvent),
        (1, 5, None),
    ],
)
def test_a_device_is_reserved_around_the_event(lending, starts, ends, refused):
    times = {
        "starts_at": lending.event.starts_at + starts * HOUR,
        "ends_at": lending.event.ends_at + ends * HOUR,
    }
    if refused:
        with pytest.raises(refused):
            lending.reserve(**times)
    else:
        assert lending.reserve(**times).state == REQUESTED


def test_for_what_is_over_or_cancelled_nothing_is_reserved(lending):
    for event in (lending.make_event(days=-3), lending.make_event(state=EventState.CANCELLED)):
        with pytest.raises(EventTakesNone):
            lending.reserve(event)


# --- Answering -----------------------------------------------------------------------------------------------------


def test_coordinators_answer_on_behalf_which_is_noted_and_told(lending):
    reservation = lending.reserve()
    confirm_reservation(reservation=reservation, note="They said so on the telephone", by=lending.coordinator)
    assert acts(reservation)[1] == (
        ReservationAct.CONFIRMED,
        "They said so on the telephone",
        lending.coordinator,
        True,
    )
    assert told(lending.keeper) == ["equipment_asked", "equipment_answered_for_you"]
    assert told(lending.trainer) == ["equipment_confirmed"]


def test_who_asks_does_not_answer(lending):
    reservation = lending.reserve()
    for person in (lending.trainer, lending.recruiter, lending.teacher, Lending("Other").coordinator):
        with pytest.raises(NotAllowed):
            confirm_reservation(reservation=reservation, by=person)
        with pytest.raises(NotAllowed):
            decline_reservation(reservation=reservation, note="No", by=person)


def test_declining_and_cancelling_need_a_reason(lending):
    reservation = lending.reserve()
    with pytest.raises(ReasonMissing):
        decline_reservation(reservation=reservation, note=" ", by=lending.keeper)
    with pytest.raises(ReasonMissing):
        cancel_reservation(reservation=reservation, note="", by=lending.keeper)
    decline_reservation(reservation=reservation, note="In repair", by=lending.keeper)
    assert told(lending.trainer) == ["equipment_declined"]
    with pytest.raises(WrongState):
        confirm_reservation(reservation=reservation, by=lending.keeper)


def test_coordinators_are_told_where_whoever_asked_works_there_no_more(lending):
    reservation = lending.reserve()
    lending.trainer.memberships.all().delete()
    confirm_reservation(reservation=reservation, by=lending.keeper)
    assert (told(lending.trainer), told(lending.coordinator)) == ([], ["equipment_confirmed"])


def test_each_side_cancels_and_the_other_is_told(lending):
    reservation = lending.reserve()
    confirm_reservation(reservation=reservation, by=lending.keeper)
    cancel_reservation(reservation=reservation, note="It is broken", by=lending.keeper)
    assert told(lending.trainer) == ["equipment_confirmed", "loan_withdrawn"]
    again = lending.reserve()
    cancel_reservation(reservation=again, note="We have our own", by=lending.trainer)
    assert told(lending.keeper)[1:] == ["equipment_asked", "reservation_cancelled"]
    assert told(lending.coordinator) == []


# --- Lending -------------------------------------------------------------------------------------------------------


def test_hand_over_and_return_are_noted_by_either_side(lending):
    reservation = confirm_reservation(reservation=lending.reserve(), by=lending.keeper)
    hand_over_equipment(reservation=reservation, note="With two grippers", by=lending.trainer)
    assert Reservation.objects.get().state == HANDED_OVER
    take_equipment_back(reservation=reservation, note="One gripper is missing", by=lending.keeper)
    assert Reservation.objects.get().state == RETURNED
    assert acts(reservation)[2:] == [
        (ReservationAct.HANDED_OVER, "With two grippers", lending.trainer, False),
        (ReservationAct.RETURNED, "One gripper is missing", lending.keeper, False),
    ]


def test_what_is_still_out_is_not_handed_over_again(lending):
    first = lending.reserve(ends_at=lending.event.ends_at)
    later = lending.make_event(starts_at=lending.event.ends_at, ends_at=lending.event.ends_at + HOUR)
    second = lending.reserve(later, starts_at=later.starts_at)
    for reservation in (first, second):
        confirm_reservation(reservation=reservation, by=lending.keeper)
    hand_over_equipment(reservation=first, by=lending.keeper)
    with pytest.raises(StillOut):
        hand_over_equipment(reservation=second, by=lending.keeper)
    with pytest.raises(IntegrityError, match="reservation_out_once"), transaction.atomic():
        Reservation.objects.filter(pk=second.pk).update(state=HANDED_OVER)
    take_equipment_back(reservation=first, by=lending.keeper)
    assert hand_over_equipment(reservation=second, by=lending.keeper).state == HANDED_OVER


def test_what_is_out_is_not_cancelled(lending):
    reservation = confirm_reservation(reservation=lending.reserve(), by=lending.keeper)
    hand_over_equipment(reservation=reservation, by=lending.keeper)
    with pytest.raises(WrongState):
        cancel_reservation(reservation=reservation, note="No longer", by=lending.coordinator)


# --- Along with the event ------------------------------------------------------------------------------------------


def moved(event: Event, by, hours: int, *, longer: int = 0) -> None:
    event.starts_at += hours * HOUR
    event.ends_at += (hours + longer) * HOUR
    save_event(event=event, by=by)


def test_of_an_event_that_is_moved_the_device_is_asked_for_again(lending):
    reservation = confirm_reservation(reservation=lending.reserve(), by=lending.keeper)
    moved(lending.event, lending.coordinator, 24, longer=1)
    reservation.refresh_from_db()
    assert (reservation.state, reservation.starts_at, reservation.ends_at) == (
        REQUESTED,
        lending.event.starts_at - HOUR,
        lending.event.ends_at + HOUR,
    )
    assert told(lending.keeper) == ["equipment_asked", "equipment_asked_again"]
    assert acts(reservation)[-1] == (ReservationAct.ASKED_AGAIN, "", lending.coordinator, False)


def test_an_event_that_is_saved_as_it_was_asks_nobody_again(lending):
    confirm_reservation(reservation=lending.reserve(), by=lending.keeper)
    lending.event.place = "Hall 2"
    save_event(event=lending.event, by=lending.coordinator)
    assert Reservation.objects.get().state == CONFIRMED
    assert told(lending.keeper) == ["equipment_asked"]


def test_a_device_that_is_needed_in_the_middle_stays_with_the_beginning(lending):
    reservation = lending.reserve(
        starts_at=lending.event.starts_at, ends_at=lending.event.starts_at + HOUR / 2
    )
    moved(lending.event, lending.coordinator, 0, longer=5)
    reservation.refresh_from_db()
    assert (reservation.state, reservation.ends_at) == (REQUESTED, lending.event.starts_at + HOUR / 2)
    assert told(lending.keeper) == ["equipment_asked"]
    moved(lending.event, lending.coordinator, 1)
    reservation.refresh_from_db()
    assert reservation.starts_at == lending.event.starts_at
    assert told(lending.keeper) == ["equipment_asked", "equipment_asked_again"]


def test_two_reservations_of_one_event_make_room_for_each_other(lending):
    event = lending.make_event(days=20, hours=6)
    morning = lending.reserve(event, starts_at=event.starts_at, ends_at=event.starts_at + 2 * HOUR)
    evening = lending.reserve(event, starts_at=event.starts_at + 3 * HOUR, ends_at=event.ends_at)
    for hours in (2, -2):
        moved(event, lending.coordinator, hours)
        assert set(event.reservations.values_list("state", "starts_at")) == {
            (REQUESTED, event.starts_at),
            (REQUESTED, event.starts_at + 3 * HOUR),
        }
    assert {morning.pk, evening.pk} == set(event.reservations.values_list("pk", flat=True))


def test_where_the_device_is_not_free_then_the_reservation_is_cancelled_and_both_are_told(lending):
    reservation = confirm_reservation(reservation=lending.reserve(), by=lending.keeper)
    lending.reserve(lending.make_event(days=10))
    moved(lending.event, lending.coordinator, 24)
    reservation.refresh_from_db()
    assert reservation.state == CANCELLED
    assert told(lending.keeper)[2:] == ["reservation_cancelled"]
    assert told(lending.trainer) == ["equipment_confirmed", "loan_withdrawn"]


def test_whoever_moves_the_event_learns_that_the_device_is_lost(lending):
    lending.reserve(by=lending.coordinator)
    lending.reserve(lending.make_event(days=10))
    moved(lending.event, lending.coordinator, 24)
    assert told(lending.coordinator) == ["loan_withdrawn"]


def test_an_event_that_is_cancelled_gives_its_devices_back(lending):
    reservation = confirm_reservation(reservation=lending.reserve(), by=lending.keeper)
    cancel_event(event=lending.event, reason="Too few people", by=lending.coordinator)
    reservation.refresh_from_db()
    assert reservation.state == CANCELLED
    assert acts(reservation)[-1] == (ReservationAct.CANCELLED, "Too few people", lending.coordinator, False)
    assert told(lending.keeper) == ["equipment_asked", "reservation_cancelled"]
    assert told(lending.trainer) == ["equipment_confirmed", "loan_withdrawn"]


def test_what_is_handed_over_stays_where_it_is(lending):
    reservation = confirm_reservation(reservation=lending.reserve(), by=lending.keeper)
    hand_over_equipment(reservation=reservation, by=lending.keeper)
    moved(lending.event, lending.coordinator, 24)
    cancel_event(event=lending.event, reason="Too few people", by=lending.coordinator)
    assert Reservation.objects.get().state == HANDED_OVER


def test_following_twice_changes_nothing(lending):
    lending.reserve()
    event = Event.objects.get(pk=lending.event.pk)
    event.starts_at += HOUR
    event.ends_at += HOUR
    event.save()
    follow_event(event=event, by=lending.coordinator)
    follow_event(event=event, by=lending.coordinator)
    assert told(lending.keeper) == ["equipment_asked", "equipment_asked_again"]


# --- What is said --------------------------------------------------------------------------------------------------


def test_messages_name_device_event_and_time(lending):
    start = timezone.now().replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=30)
    event = lending.make_event(title=i18n("Robot day"), starts_at=start, ends_at=start + 2 * HOUR)
    reservation = lending.reserve(event, note="For two groups")
    asked = Notification.objects.get(recipient=lending.keeper).notice
    assert asked.title() == "Can you lend “Robot arm of ZuMiRo”?"
    first, when, note = asked.paragraphs()
    assert first == "ZuMiRo asks for it, for the event “Robot day”:"
    assert when.endswith("(local time in Berlin)")
    assert note == "For two groups"
    assert asked.action() == ("Answer", f"/organisation/reservations/{reservation.pk}/")


def test_an_event_with_reservations_is_not_deleted_without_a_word(lending):
    lending.reserve()
    with pytest.raises(ProtectedError):
        lending.event.delete()


def test_two_organisations_lend_their_own(lending):
    other = make_organisation(lending.programme)
    assert lending.device not in other.equipment.all()
    with pytest.raises(NotAllowed):
        reserve_equipment(
            equipment=lending.device,
            event=lending.event,
            starts_at=lending.event.starts_at,
            ends_at=lending.event.ends_at,
            by=Lending("Third").coordinator,
        )
