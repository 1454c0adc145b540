"""Registering for an event, changing it, and giving the place back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events.constants import BOOKED, RegistrationState
from events.models import Event, Registration
from events.notices.registrations import (
    GivenBack,
    Registered,
    RegistrationCancelled,
    about_registration,
)
from events.services.locks import lock_event
from events.services.presence import forget_excuses, write_lists
from events.services.seats import lock_registration, recount, settle
from events.services.taking import (
    Party,
    admission_for,
    answer_questions,
    check_can_be_left,
    check_party,
    check_takes_place,
    own_row,
    read_again,
    row_of,
    take_place,
)
from events.workflows.registrations import REGISTRATION
from portal.core.errors import DomainError, NotAllowed, WrongState
from portal.notifications.services.notifications import notify
from portal.users.models import User
from programmes.access import may, may_administer


class AlreadyRegistered(DomainError):
    message = _("You are in the list already. Your registration’s page shows where things stand.")


class NotEnoughPlaces(DomainError):
    message = _("There are not enough places left for this.")
    field = "companions"


class HoldIsOver(DomainError):
    message = _("The time to take the place is over, and it is no longer held for you.")


class PreferenceNeedsReason(DomainError):
    message = _("Write why this person comes before the others.")
    field = "reason"


@transaction.atomic
def register(
    *,
    event: Event,
    person: User,
    attendance: str,
    companions: int = 0,
    companion_ages: Sequence[int] = (),
    takes_fewer: bool = True,
    needs: str = "",
    answers: Mapping[str, Any] | None = None,
    by: User,
) -> Registration:
    """Take a place, or a place in line where none is free; who has given one back begins again at the end.

    The event's row is locked, so of many who want the last place one gets it. Offers whose time is up lapse first, and
    whoever waits is asked before anybody new. `answers` are those to the event's questions, by their keys; staff that
    enters somebody gives none.
    Raises NotAllowed, RegistrationClosed, AlreadyRegistered, NoSuchWay, TooManyCompanions, TooManyAges and, of answers,
    AnswerMissing and AnswerImpossible.
    """
    event = lock_event(event.pk)
    is_staff = may_administer(by, "change", event) and by != person
    if not is_staff and (by != person or not may(by, "add", Registration) or not may(by, "view", event)):
        raise NotAllowed
    admission = admission_for(event, attendance, is_staff=is_staff)
    check_party(event, companions, companion_ages)
    row = row_of(event, person)
    is_there = row.pk is not None and row.state in BOOKED
    if is_there and not (is_staff and row.state == RegistrationState.WAITING and event.has_begun):
        raise AlreadyRegistered
    party = Party(
        attendance=attendance,
        companions=companions,
        companion_ages=companion_ages,
        takes_fewer=takes_fewer,
        needs=needs,
    )
    row.registered_by = by if is_staff else None
    row = take_place(row, party, admission, passes_line=is_staff)
    if not is_staff:
        answer_questions(row, answers or {}, by)
    return row


@transaction.atomic
def accept_offer(*, registration: Registration, by: User) -> Registration:
    """Take the place that is held; the entry in the line is over for good. Where fewer places are held than were
    asked for, so many companions come. Raises NotAllowed, WrongState and HoldIsOver.
    """
    row = own_row(registration, by)
    REGISTRATION.check("accept", row.state)
    check_takes_place(row.event)
    if row.is_hold_over:
        raise HoldIsOver
    row.companions = min(row.companions, row.held_seats - 1)
    row.companion_ages = row.companion_ages[: row.companions]
    _leave_line(row)
    row.state = RegistrationState.REGISTERED
    row.save()
    recount(row.event)
    notify(row.person, Registered(**about_registration(row)))
    return row


@transaction.atomic
def wait_on(*, registration: Registration, by: User) -> Registration:
    """Leave fewer places than were asked for to the next, and keep one's place in the line until there is room for
    all. Raises NotAllowed, WrongState and HoldIsOver.
    """
    row = own_row(registration, by)
    REGISTRATION.check("wait_on", row.state)
    check_takes_place(row.event)
    if row.held_seats >= row.seats:
        raise WrongState
    if row.is_hold_over:
        raise HoldIsOver
    row.state, row.takes_fewer = RegistrationState.WAITING, False
    row.held_until, row.held_seats = None, 0
    row.save()
    settle(row.event)
    read_again(row)
    return row


@transaction.atomic
def cancel_registration(*, registration: Registration, reason: str = "", by: User) -> Registration:
    """Give the place back, or leave the line. It goes to whoever is next at once.

    Staff can do it for somebody, who is told, with the `reason` if one is given. Raises NotAllowed, WrongState and,
    once the event has begun, HasBegun.
    """
    row = lock_registration(registration.pk)
    is_own = by == row.person
    if not is_own and not may_administer(by, "change", row):
        raise NotAllowed
    REGISTRATION.check("cancel", row.state)
    check_can_be_left(row.event)
    write_lists(row.event)
    forget_excuses(registration=row.pk)
    had_place = row.state in (RegistrationState.REGISTERED, RegistrationState.OFFERED)
    _leave_line(row)
    row.forget_needs()
    row.state = RegistrationState.CANCELLED
    row.save()
    settle(row.event)
    if is_own and had_place:
        notify(row.person, GivenBack(**about_registration(row)))
    elif not is_own:
        notify(row.person, RegistrationCancelled(**about_registration(row), reason=reason.strip()))
    return row


@transaction.atomic
def prefer(*, registration: Registration, reason: str, by: User) -> Registration:
    """Put somebody first in the line. The reason is kept in the row and its history.

    Raises NotAllowed, WrongState and PreferenceNeedsReason.
    """
    row = lock_registration(registration.pk)
    if not may_administer(by, "publish", row.event):
        raise NotAllowed
    REGISTRATION.check("prefer", row.state)
    if not reason.strip():
        raise PreferenceNeedsReason
    row.preferred_because = reason.strip()
    row.save()
    settle(row.event)
    read_again(row)
    return row


def _leave_line(row: Registration) -> None:
    row.waiting_since = row.held_until = None
    row.held_seats, row.preferred_because = 0, ""
