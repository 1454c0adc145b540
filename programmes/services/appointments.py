"""Two sides agree on a time. One row is locked through each step, so of two who act at once only one changes it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError, NotAllowed, WrongState
from portal.core.text import clean_line, clean_text
from portal.users.models import User
from programmes.access import access_of, may
from programmes.constants import (
    APPOINTMENT_MINUTES,
    APPOINTMENT_WORDS,
    MOST_PROPOSALS,
    AppointmentReason,
    AppointmentSide,
    AppointmentState,
)
from programmes.extensions import appointment_subjects
from programmes.models import Appointment, Organisation
from programmes.models.appointment_times import TimePassed, refusal_of
from programmes.notices.appointments import (
    AppointmentAgreed,
    AppointmentCancelled,
    AppointmentProposed,
    AppointmentRelocated,
)
from programmes.querysets.appointments import AppointmentQuerySet
from programmes.services.appointment_news import is_heard, tell, tell_former_host, tell_host_gone
from programmes.workflows.appointments import APPOINTMENT


class NoTimes(DomainError):
    message = _("Propose between one and three times.")
    field = "time_1"


class NoOthers(DomainError):
    message = _("These times are agreed on or proposed already. Propose at least one other.")
    field = "time_1"


class NotProposed(WrongState):
    message = _("This time is no longer proposed. The page shows which times are.")


class Nowhere(DomainError):
    message = _("Say where you meet: a place, a link, or both.")
    field = "place"


class NotALink(DomainError):
    message = _("The link must begin with https://.")
    field = "link"


class NotTheirHost(DomainError):
    message = _("Choose somebody who recruits for the organisation.")
    field = "host"


class ReasonMissing(DomainError):
    message = _("Say why, so that the other side knows.")
    field = "reason"


class NotHeard(WrongState):
    message = _("Nobody on the other side can see this at the moment, so no time can be agreed on.")


class BegunAlready(WrongState):
    message = _("The appointment has begun, or is over. It can't be changed any more.")


class Where(TypedDict, total=False):
    """Where one meets, who waits there, and what else to know."""

    place: str
    link: str
    note: str
    host: User | None


class Why(TypedDict, total=False):
    reason: str
    words: str


@transaction.atomic
def propose_appointment(
    *,
    kind: str,
    organisation: Organisation | None,
    invited: User,
    times: Sequence[datetime],
    duration: timedelta,
    time_zone: str,
    words: str = "",
    by: User,
    **where: Unpack[Where],
) -> Appointment:
    """Call an appointment of this kind, at one of these times. The caller points to it from its own row, and then
    tells of it (`tell_of_proposal`).

    Raises NotAllowed, NoTimes, TimePassed, TimeTwice, TooFarAhead, Nowhere, NotALink, NotTheirHost.
    """
    if organisation is not None and not access_of(by).speaks_for("add", Appointment, organisation.pk):
        raise NotAllowed
    appointment = Appointment(
        kind=kind,
        organiser=by,
        organisation=organisation,
        invited=invited,
        proposals=_checked(times),
        duration=_within_limits(duration),
        time_zone=time_zone,
        words=clean_text(words),
    )
    _settle_where(appointment, where)
    appointment.save()
    return appointment


@transaction.atomic
def tell_of_proposal(*, appointment: Appointment, by: User) -> None:
    """Tell the invited, once the app above knows what the appointment is about."""
    tell(appointment, AppointmentProposed, by=by)


@transaction.atomic
def choose_time(*, appointment: Appointment, time: datetime, by: User) -> Appointment:
    """Agree to one of the times that the other side has proposed. Both get an entry for their calendar.

    Raises NotAllowed, WrongState, NotHeard, NotProposed, TimePassed.
    """
    appointment, side = _locked(appointment, by)
    APPOINTMENT.check("choose" if side == AppointmentSide.INVITED else "choose_countered", appointment.state)
    _check_heard(appointment, side)
    if time not in appointment.proposals:
        raise NotProposed
    if time <= timezone.now():
        raise TimePassed
    appointment.state, appointment.starts_at = AppointmentState.AGREED, time
    appointment.chosen_at, appointment.moved_from = timezone.now(), None
    appointment.reason = appointment.words = ""
    _save(appointment, side)
    tell(appointment, AppointmentAgreed, by=by)
    return appointment


@transaction.atomic
def propose_other_times(
    *, appointment: Appointment, times: Sequence[datetime], by: User, **why: Unpack[Why]
) -> Appointment:
    """Propose others instead of those that were proposed, or of the one agreed on, which no longer stands then.

    Raises NotAllowed, WrongState, NotHeard, BegunAlready, ReasonMissing, NoTimes, TimePassed, TimeTwice, TooFarAhead,
    NoOthers.
    """
    appointment, side = _locked(appointment, by)
    step = APPOINTMENT.check(
        "propose_others" if side == AppointmentSide.INVITED else "propose_again", appointment.state
    )
    _check_heard(appointment, side)
    _note_why(appointment, why, is_needed=not appointment.is_open)
    proposals = _checked(times)
    _check_others(appointment, proposals, side)
    appointment.proposals = proposals
    given_up = appointment.starts_at
    if given_up is not None:
        appointment.moved_from = given_up
    appointment.state, appointment.starts_at, appointment.chosen_at = step.target, None, None
    _save(appointment, side)
    tell(appointment, AppointmentProposed, by=by, given_up=given_up)
    return appointment


@transaction.atomic
def change_place(*, appointment: Appointment, by: User, **where: Unpack[Where]) -> Appointment:
    """Meet elsewhere, or let somebody else wait there; the time stays.

    Raises NotAllowed, WrongState, BegunAlready, Nowhere, NotALink, NotTheirHost.
    """
    appointment, side = _locked(appointment, by)
    if side == AppointmentSide.INVITED:
        raise NotAllowed
    APPOINTMENT.check("change_place", appointment.state)
    waited = appointment.host or appointment.organiser
    _settle_where(appointment, where)
    appointment.reason = appointment.words = ""
    _save(appointment, side)
    tell(appointment, AppointmentRelocated, by=by)
    if waited is not None:
        tell_former_host(appointment, waited, by=by)
    return appointment


@transaction.atomic
def cancel_appointment(*, appointment: Appointment, by: User, **why: Unpack[Why]) -> Appointment:
    """Either side, with a reason. Raises NotAllowed, WrongState, BegunAlready, ReasonMissing."""
    appointment, side = _locked(appointment, by)
    APPOINTMENT.check("cancel", appointment.state)
    _note_why(appointment, why, is_needed=True)
    _cancel(appointment, side)
    tell(appointment, AppointmentCancelled, by=by)
    return appointment


@transaction.atomic
def close_appointments(*, appointments: AppointmentQuerySet, by: User | None) -> None:
    """What these are about has ended: those that lie ahead are cancelled, and both sides are told, `by` aside."""
    for appointment in appointments.ahead().order_by("pk").select_for_update(of=("self",)):
        appointment.reason, appointment.words = AppointmentReason.CLOSED, ""
        _cancel(appointment, AppointmentSide.PORTAL)
        tell(appointment, AppointmentCancelled, by=by, is_over=True)


@transaction.atomic
def close_all_appointments(*, person: User) -> None:
    """The person can't come any more: cancel what they are invited to, or have called for themselves alone."""
    calls = Q(organiser=person, organisation=None)
    close_appointments(appointments=Appointment.objects.filter(Q(invited=person) | calls), by=person)


@transaction.atomic
def release_host(*, person: User, organisation: int | None = None) -> None:
    """The person waits for nobody any more, at one organisation or at all: it stands in their place, by its name.

    Whoever recruits for it is told to say who waits there now, and calendars follow.
    """
    waits = Q(host=person) | Q(host=None, organiser=person)
    rows = Appointment.objects.ahead().filter(waits, organisation__isnull=False)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    for appointment in rows.order_by("pk").select_for_update(of=("self",)):
        appointment.host = None
        if appointment.organiser_id == person.pk:
            appointment.organiser = None
        appointment.reason = appointment.words = ""
        if appointment.starts_at is None and appointment.moved_from is None:  # no calendar has an entry
            appointment.save(update_fields=["host", "organiser", "updated_at"])
        else:
            _save(appointment, AppointmentSide.PORTAL)
        tell_host_gone(appointment, person)


# --- What every step does ------------------------------------------------------------------------------------------


def _locked(appointment: Appointment, by: User) -> tuple[Appointment, AppointmentSide]:
    """The row as it stands now, for `by` alone to change, and on whose side they are."""
    side = appointment.side_of(by)
    if side is None or not may(by, "change", appointment):
        raise NotAllowed
    row = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if row.has_begun and row.state == AppointmentState.AGREED:
        raise BegunAlready
    return row, side


def _check_others(appointment: Appointment, times: Sequence[datetime], side: AppointmentSide) -> None:
    """What stands is no other time. Some of one's own may be taken back; of the other side's one is chosen."""
    standing = set(appointment.standing_times)
    is_of_invited = appointment.state == AppointmentState.COUNTERED
    is_own = appointment.starts_at is None and is_of_invited == (side == AppointmentSide.INVITED)
    if set(times) == standing or (not is_own and standing.issuperset(times)):
        raise NoOthers


def _check_heard(appointment: Appointment, side: AppointmentSide) -> None:
    """Nothing is agreed on with an organisation that reads nothing of it now. To cancel is always possible."""
    if side == AppointmentSide.INVITED and not is_heard(appointment):
        raise NotHeard


def _save(appointment: Appointment, side: AppointmentSide) -> None:
    """Calendars know the newer of two messages by the higher number."""
    appointment.last_side = side
    appointment.sequence += 1
    appointment.save()


def _cancel(appointment: Appointment, side: AppointmentSide) -> None:
    appointment.state = AppointmentState.CANCELLED
    _save(appointment, side)


def _note_why(appointment: Appointment, why: Why, *, is_needed: bool) -> None:
    """People who may not write to each other choose a reason, and their words are left out."""
    reason = why.get("reason", "")
    if reason not in AppointmentReason.values or reason == AppointmentReason.CLOSED:
        reason = ""
    if is_needed and not reason:
        raise ReasonMissing
    appointment.reason = reason
    appointment.words = (
        clean_text(why.get("words", ""))[:APPOINTMENT_WORDS] if _has_words(appointment) else ""
    )


def _has_words(appointment: Appointment) -> bool:
    about = appointment_subjects[appointment.kind].about([appointment.pk])
    return appointment.pk in about and about[appointment.pk].has_words


def _settle_where(appointment: Appointment, where: Where) -> None:
    for name in ("place", "link"):
        if name in where:
            setattr(appointment, name, clean_line(where[name]))
    if "note" in where:
        appointment.note = clean_text(where["note"])
    if not (appointment.place or appointment.link):
        raise Nowhere
    if appointment.link:
        _check_link(appointment.link)
    if "host" in where:
        _check_host(appointment, where["host"])
        appointment.host = where["host"]


def _check_link(link: str) -> None:
    try:
        URLValidator(schemes=["https"])(link)
    except ValidationError as error:
        raise NotALink from error


def _check_host(appointment: Appointment, host: User | None) -> None:
    organisation = appointment.organisation
    if host is None or organisation is None:
        return
    if not User.objects.recruiting_for(organisation).filter(pk=host.pk).exists():
        raise NotTheirHost


def _checked(times: Sequence[datetime]) -> list[datetime]:
    if not 1 <= len(times) <= MOST_PROPOSALS:
        raise NoTimes
    for number, time in enumerate(times):
        if error := refusal_of(time, times[:number]):
            raise error(field=f"time_{number + 1}")
    return sorted(times)


def _within_limits(duration: timedelta) -> timedelta:
    shortest, longest = (timedelta(minutes=minutes) for minutes in APPOINTMENT_MINUTES)
    return min(max(duration, shortest), longest)
