"""A device is asked for, promised, handed over and taken back; it is never promised twice at a time.

Whoever takes or moves a time locks the device's row first, so that two who ask at once come one after the other. That
no two reservations overlap, the database sees to besides (`reservation_once_at_a_time`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.constants import DAYS_AROUND_EVENT, EventState, ReservationAct, ReservationState
from events.models import Equipment, Event, Reservation, ReservationStep
from events.notices.equipment import (
    EquipmentAnsweredForYou,
    EquipmentAsked,
    EquipmentAskedAgain,
    EquipmentConfirmed,
    EquipmentDeclined,
    LoanWithdrawn,
    ReservationCancelled,
    about_reservation,
)
from events.workflows.reservations import RESERVATION
from portal.core.errors import DomainError, NotAllowed
from portal.core.text import clean_text
from portal.core.workflow import Actor
from portal.notifications.extensions import Notice
from portal.notifications.services.notifications import notify_all
from portal.users.models import User
from programmes.access import access_of, may_administer
from programmes.models import Programme

AROUND = timedelta(days=DAYS_AROUND_EVENT)


class EquipmentTaken(DomainError):
    message = _(
        "The device is reserved for somebody else at this time. Choose another time, or another device."
    )
    field = "starts_at"


class NotLent(DomainError):
    message = _("The organisation does not lend this device to the event’s programme at the moment.")
    field = "equipment"


class EventTakesNone(DomainError):
    message = _("For an event that is over or cancelled nothing can be reserved.")
    field = "event"


class EndsBeforeStart(DomainError):
    message = _("The end must be after the beginning.")
    field = "ends_at"


class NotAtTheEvent(DomainError):
    message = _("Choose a time in which the event takes place, and what is needed before and after.")
    field = "starts_at"


class TooFarFromEvent(DomainError):
    field = "starts_at"

    def __init__(self) -> None:
        message = ngettext(
            "A device can be fetched at most %(days)d day before the event begins, and brought back at most as long "
            "after it.",
            "A device can be fetched at most %(days)d days before the event begins, and brought back at most as long "
            "after it.",
            DAYS_AROUND_EVENT,
        )
        super().__init__(message % {"days": DAYS_AROUND_EVENT})


class StillOut(DomainError):
    message = _("The device is still out for another event. Note first that it is back.")


class ReasonMissing(DomainError):
    message = _("Say why, so that the other side knows.")
    field = "note"


# --- Asking --------------------------------------------------------------------------------------------------------


@transaction.atomic
def reserve_equipment(
    *, equipment: Equipment, event: Event, starts_at: datetime, ends_at: datetime, note: str = "", by: User
) -> Reservation:
    """Ask the organisation for a device; nobody else gets it at this time until there is an answer.

    Raises NotAllowed, EventTakesNone, NotLent, EndsBeforeStart, NotAtTheEvent, TooFarFromEvent,
    EquipmentTaken.
    """
    event = (
        Event.objects.select_for_update(of=("self",), no_key=True)
        .select_related("programme")
        .get(pk=event.pk)
    )
    theirs = Programme.objects.administered_by(by, "add", Reservation)
    if not theirs.filter(pk=event.programme_id).exists():
        raise NotAllowed
    if event.is_over or event.state == EventState.CANCELLED:
        raise EventTakesNone
    equipment = _locked_device(equipment.pk)
    if not Equipment.objects.on_loan().lent_to(event.programme).filter(pk=equipment.pk).exists():
        raise NotLent
    _check_period(event, starts_at, ends_at)
    _check_free(equipment, starts_at, ends_at)
    reservation = Reservation.objects.create(
        equipment=equipment,
        event=event,
        starts_at=starts_at,
        ends_at=ends_at,
        event_starts_at=event.starts_at,
        event_ends_at=event.ends_at,
        requested_by=by,
    )
    step = _note(reservation, ReservationAct.REQUESTED, note, by)
    _tell_keepers(reservation, EquipmentAsked(**about_reservation(step)), by)
    return reservation


# --- Answering -----------------------------------------------------------------------------------------------------


@transaction.atomic
def confirm_reservation(*, reservation: Reservation, note: str = "", by: User) -> Reservation:
    """Promise the device; staff does so on the organisation's behalf, which is noted and told. Raises NotAllowed and
    WrongState."""
    reservation, side = _locked(reservation, "answer", by)
    step = _moved(
        reservation, "confirm", ReservationAct.CONFIRMED, note, by, is_on_behalf=side == Actor.STAFF
    )
    _tell_of_answer(step, EquipmentConfirmed(**about_reservation(step)), by)
    return reservation


@transaction.atomic
def decline_reservation(*, reservation: Reservation, note: str, by: User) -> Reservation:
    """Say that it can't be lent then, and why. Raises NotAllowed, ReasonMissing and WrongState."""
    _check_reason(note)
    reservation, side = _locked(reservation, "answer", by)
    step = _moved(reservation, "decline", ReservationAct.DECLINED, note, by, is_on_behalf=side == Actor.STAFF)
    _tell_of_answer(step, EquipmentDeclined(**about_reservation(step)), by)
    return reservation


# --- Lending -------------------------------------------------------------------------------------------------------


@transaction.atomic
def hand_over_equipment(*, reservation: Reservation, note: str = "", by: User) -> Reservation:
    """Note that the device is out, and in what condition. Raises NotAllowed, WrongState and StillOut."""
    _locked_device(reservation.equipment_id)
    reservation, _side = _locked(reservation, "change", by)
    RESERVATION.check("hand_over", reservation.state)
    if Reservation.objects.filter(
        equipment=reservation.equipment_id, state=ReservationState.HANDED_OVER
    ).exists():
        raise StillOut
    _moved(reservation, "hand_over", ReservationAct.HANDED_OVER, note, by)
    return reservation


@transaction.atomic
def take_equipment_back(*, reservation: Reservation, note: str = "", by: User) -> Reservation:
    """Note that the device is back, in what condition, and what is missing. Raises NotAllowed and WrongState."""
    reservation, _side = _locked(reservation, "change", by)
    _moved(reservation, "take_back", ReservationAct.RETURNED, note, by)
    return reservation


@transaction.atomic
def cancel_reservation(*, reservation: Reservation, note: str, by: User) -> Reservation:
    """Give the device up, or take the promise back; the other side is told why.

    Raises NotAllowed, ReasonMissing and WrongState.
    """
    _check_reason(note)
    reservation, side = _locked(reservation, "change", by)
    step = _moved(reservation, "cancel", ReservationAct.CANCELLED, note, by)
    if side == Actor.STAFF:
        _tell_keepers(reservation, ReservationCancelled(**about_reservation(step)), by)
    else:
        _tell_programme(reservation, LoanWithdrawn(**about_reservation(step)), by)
    return reservation


# --- Along with the event ------------------------------------------------------------------------------------------


@transaction.atomic
def follow_event(*, event: Event, by: User) -> None:
    """Take its reservations along when an event was moved, or cancelled. Whoever changes an event calls this after.

    Of one that was moved, the device is asked for again, as long before and after it as until now. Where it is not free
    then, the reservation is cancelled, and both sides are told. What is handed over already stays as it is. Nothing
    happens to an event that stands as it did.
    """
    rows = Reservation.objects.filter(event=event.pk).not_handed_over().order_by("starts_at", "pk")
    for key in sorted(set(rows.values_list("equipment", flat=True))):
        _locked_device(key)
    found = list(rows.select_for_update(of=("self",)).select_related(*_SHOWN))
    if found and event.starts_at > found[0].event_starts_at:
        found.reverse()  # one makes room for the other
    for reservation in found:
        if event.state == EventState.CANCELLED:
            _let_go(reservation, event.cancel_reason, by, knows=by)
        elif (event.starts_at, event.ends_at) != (reservation.event_starts_at, reservation.event_ends_at):
            _move(reservation, event, by)


def _move(reservation: Reservation, event: Event, by: User) -> None:
    """As far from the beginning as before; to its end as far, too, if it lasted until then."""
    later = event.starts_at - reservation.event_starts_at
    covers_end = reservation.ends_at >= reservation.event_ends_at
    ends_later = event.ends_at - reservation.event_ends_at if covers_end else later
    starts_at, ends_at = reservation.starts_at + later, reservation.ends_at + ends_later
    others = Reservation.objects.filter(equipment=reservation.equipment_id).exclude(pk=reservation.pk)
    if ends_at <= starts_at or others.in_the_way(starts_at, ends_at).exists():
        _let_go(reservation, "", by, knows=None)
        return
    is_same = (starts_at, ends_at) == (reservation.starts_at, reservation.ends_at)
    reservation.starts_at, reservation.ends_at = starts_at, ends_at
    reservation.event_starts_at, reservation.event_ends_at = event.starts_at, event.ends_at
    if is_same:
        reservation.save()
        return
    step = _moved(reservation, "ask_again", ReservationAct.ASKED_AGAIN, "", by)
    _tell_keepers(reservation, EquipmentAskedAgain(**about_reservation(step)), by)


def _let_go(reservation: Reservation, note: str, by: User, *, knows: User | None) -> None:
    """Who moves an event does not know yet that the device is lost by it; who cancels one does."""
    step = _moved(reservation, "let_go", ReservationAct.CANCELLED, note, by)
    about = about_reservation(step)
    _tell_keepers(reservation, ReservationCancelled(**about), by)
    _tell_programme(reservation, LoanWithdrawn(**about), knows)


# --- Parts ---------------------------------------------------------------------------------------------------------

_SHOWN = ("equipment__organisation", "event__programme", "requested_by")


def _locked_device(key: int) -> Equipment:
    return Equipment.objects.select_for_update(of=("self",), no_key=True).get(pk=key)


def _locked(reservation: Reservation, action: str, by: User) -> tuple[Reservation, Actor]:
    """The row, locked, and on whose side the person acts: who speaks for the organisation, acts for it.

    Raises NotAllowed.
    """
    rows = Reservation.objects.select_for_update(of=("self",)).select_related(*_SHOWN)
    reservation = rows.get(pk=reservation.pk)
    if access_of(by).speaks_for(action, Reservation, reservation.equipment.organisation_id):
        return reservation, Actor.ORGANISATION
    if may_administer(by, action, reservation):
        return reservation, Actor.STAFF
    raise NotAllowed


def _moved(
    reservation: Reservation,
    step: str,
    act: ReservationAct,
    note: str,
    by: User,
    *,
    is_on_behalf: bool = False,
) -> ReservationStep:
    reservation.state = RESERVATION.check(step, reservation.state).target
    reservation.save()
    return _note(reservation, act, note, by, is_on_behalf=is_on_behalf)


def _note(
    reservation: Reservation, act: ReservationAct, note: str, by: User, *, is_on_behalf: bool = False
) -> ReservationStep:
    return ReservationStep.objects.create(
        reservation=reservation, act=act, note=clean_text(note), by=by, is_on_behalf=is_on_behalf
    )


def _check_reason(note: str) -> None:
    if not note.strip():
        raise ReasonMissing


def _check_period(event: Event, starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise EndsBeforeStart
    if starts_at >= event.ends_at or ends_at <= event.starts_at:
        raise NotAtTheEvent
    if starts_at < event.starts_at - AROUND or ends_at > event.ends_at + AROUND:
        raise TooFarFromEvent


def _check_free(equipment: Equipment, starts_at: datetime, ends_at: datetime) -> None:
    if Reservation.objects.filter(equipment=equipment).in_the_way(starts_at, ends_at).exists():
        raise EquipmentTaken


def _tell_of_answer(step: ReservationStep, answer: EquipmentConfirmed | EquipmentDeclined, by: User) -> None:
    """Whoever asked; and the organisation, where somebody else has answered for it."""
    reservation = step.reservation
    _tell_programme(reservation, answer, by)
    if step.is_on_behalf:
        has_confirmed = step.act == ReservationAct.CONFIRMED
        notice = EquipmentAnsweredForYou(**about_reservation(step), has_confirmed=has_confirmed)
        _tell_keepers(reservation, notice, by)


def _tell_keepers(reservation: Reservation, notice: Notice, by: User) -> None:
    keepers = User.objects.keeping_equipment_of(reservation.equipment.organisation)
    notify_all(keepers, notice, exclude=by)


def _tell_programme(reservation: Reservation, notice: Notice, by: User | None) -> None:
    """Whoever asked, as long as they work on it; else the programme's coordinators."""
    asked = reservation.requested_by
    if asked and asked.is_active and may_administer(asked, "change", reservation):
        notify_all(User.objects.filter(pk=asked.pk), notice, exclude=by)
    else:
        notify_all(User.objects.coordinating(reservation.event.programme), notice, exclude=by)
