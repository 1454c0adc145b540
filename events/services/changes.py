"""Coming with others than was said, or in another way: at once while the list is open; once it is closed, as those who
run the event answer. Giving the place back is always possible at once (`events.services.registrations`).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.constants import RegistrationState
from events.models import Event, Registration
from events.notices.registrations import (
    ChangeAccepted,
    ChangeDeclined,
    Registered,
    about_registration,
)
from events.services.presence import write_lists
from events.services.refusals import NoSuchWay, TooManyAges
from events.services.registrations import NotEnoughPlaces
from events.services.seats import lock_registration, settle
from events.services.taking import (
    admission_for,
    check_can_be_left,
    check_party,
    check_takes_place,
    own_row,
    read_again,
)
from portal.core.errors import DomainError, NotAllowed, WrongState
from portal.notifications.services.notifications import notify
from portal.users.models import User
from programmes.access import may_administer


class ListIsClosed(DomainError):
    message = _("The list was closed meanwhile. Send it once more: it then waits for an answer.")


class NothingDiffers(DomainError):
    message = _("This is what stands in the list already.")


@transaction.atomic
def change_party(
    *,
    registration: Registration,
    companions: int,
    companion_ages: Sequence[int] = (),
    attendance: str = "",
    by: User,
) -> Registration:
    """Come with fewer people, or with more, or in another way, where there are places for it.

    Who waits keeps their place in the line; they leave it for another way only where a place is free in that.
    Raises NotAllowed, WrongState, HasBegun, ListIsClosed, RegistrationClosed, NoSuchWay, TooManyCompanions,
    TooManyAges and NotEnoughPlaces.
    """
    row = own_row(registration, by)
    _check_can_change(row)
    if row.is_list_closed:
        raise ListIsClosed
    return _carry_out(row, attendance or row.attendance, companions, companion_ages)


@transaction.atomic
def ask_change(
    *,
    registration: Registration,
    companions: int,
    companion_ages: Sequence[int] = (),
    attendance: str = "",
    by: User,
) -> Registration:
    """Once the list is closed: keep what somebody asks for, in the place of what they asked for before.

    Raises NotAllowed, WrongState, HasBegun, NoSuchWay, TooManyCompanions, TooManyAges and NothingDiffers.
    """
    row = own_row(registration, by)
    _check_can_change(row)
    if not row.is_list_closed:
        raise WrongState
    attendance = attendance or row.attendance
    if not row.event.admissions.filter(attendance=attendance).exists():
        raise NoSuchWay
    _check_size(row, companions, companion_ages)
    ages = list(companion_ages) if row.event.asks_ages else []
    if (attendance, companions, ages) == (row.attendance, row.companions, row.companion_ages):
        raise NothingDiffers
    row.change_asked_at = timezone.now()
    row.asked_attendance, row.asked_companions, row.asked_ages = attendance, companions, ages
    row.save()
    return row


@transaction.atomic
def take_change_back(*, registration: Registration, by: User) -> Registration:
    """Leave it as it stands in the list. Raises NotAllowed and WrongState."""
    row = own_row(registration, by)
    _check_asked(row)
    row.forget_change()
    row.save()
    return row


@transaction.atomic
def accept_change(*, registration: Registration, by: User) -> Registration:
    """Do what the person asked for, where there are places for it; they are told.

    Raises NotAllowed, WrongState, HasBegun, NoSuchWay, TooManyCompanions, TooManyAges and NotEnoughPlaces.
    """
    row = _asked_row(registration, by)
    _check_can_change(row)
    _carry_out(row, row.asked_attendance, row.asked_companions or 0, row.asked_ages, is_staff=True)
    notify(row.person, ChangeAccepted(**about_registration(row), attendance=row.attendance))
    return row


@transaction.atomic
def decline_change(*, registration: Registration, reason: str = "", by: User) -> Registration:
    """It stays as it is; the person is told, with the `reason` if one is given. Raises NotAllowed and WrongState."""
    row = _asked_row(registration, by)
    row.forget_change()
    row.save()
    notify(row.person, ChangeDeclined(**about_registration(row), reason=reason.strip()))
    return row


@transaction.atomic
def end_changes() -> int:
    """What was asked for and not answered until the event began is asked no more; how many. May run twice."""
    rows = (
        Registration.objects.asking()
        .select_related("event")
        .select_for_update(of=("self",), skip_locked=True)
    )
    over = [row for row in rows if not row.event.can_be_left]
    for row in over:
        row.forget_change()
        row.save()
    return len(over)


def _carry_out(
    row: Registration, attendance: str, companions: int, ages: Sequence[int], *, is_staff: bool = False
) -> Registration:
    """The event is locked. Staff answers also once the list is closed."""
    event, is_other = row.event, attendance != row.attendance
    write_lists(event)
    _check_size(row, companions, ages)
    more = companions + 1 if is_other else companions - row.companions
    if more > 0:
        _check_free(row, attendance, more, is_staff=is_staff)
    row.attendance, row.companions = attendance, companions
    row.companion_ages = list(ages) if event.asks_ages else []
    row.forget_change()
    leaves_line = is_other and row.state == RegistrationState.WAITING
    if leaves_line:
        row.state, row.waiting_since, row.preferred_because = RegistrationState.REGISTERED, None, ""
    row.save()
    settle(event)
    read_again(row)
    if leaves_line:
        notify(row.person, Registered(**about_registration(row)))
    return row


def _check_size(row: Registration, companions: int, ages: Sequence[int]) -> None:
    """Raises TooManyCompanions and TooManyAges; as many as before may come, whatever the event says by now."""
    if companions > row.companions:
        check_party(row.event, companions, ages)
    elif len(ages) > companions:
        raise TooManyAges


def _check_free(row: Registration, attendance: str, more: int, *, is_staff: bool) -> None:
    """Raises RegistrationClosed once nobody new may come, NoSuchWay, and NotEnoughPlaces.

    Whoever waits is asked before. In the line for the same way one may ask for more than is free.
    """
    admission = admission_for(row.event, attendance, is_staff=is_staff)
    settle(row.event)
    admission.refresh_from_db(fields=["seats_taken"])
    is_other = attendance != row.attendance
    needs_place = is_other or row.state == RegistrationState.REGISTERED
    left = admission.seats_left
    if needs_place and left is not None and more > left:
        raise NotEnoughPlaces
    if is_other and _is_line_frozen(row.event, attendance):
        raise NotEnoughPlaces


def _is_line_frozen(event: Event, attendance: str) -> bool:
    """Are there people in the line who are not asked any more? They come before whoever changes to it."""
    return not event.offers_places and event.registrations.in_line().filter(attendance=attendance).exists()


def _check_can_change(row: Registration) -> None:
    """Raises WrongState and HasBegun."""
    if row.state not in (RegistrationState.REGISTERED, RegistrationState.WAITING):
        raise WrongState
    check_takes_place(row.event)
    check_can_be_left(row.event)


def _asked_row(registration: Registration, by: User) -> Registration:
    """The row, locked, for who runs the event. Raises NotAllowed and WrongState."""
    row = lock_registration(registration.pk)
    if not may_administer(by, "change", row):
        raise NotAllowed
    _check_asked(row)
    return row


def _check_asked(row: Registration) -> None:
    if row.change_asked_at is None:
        raise WrongState
