"""Who was there: noted at the door, from the list, by the code of an online meeting, and corrected afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.constants import (
    CHECK_IN_HOURS_BEFORE,
    CODE_MINUTES_BEFORE,
    AttendanceMode,
    NotedBy,
    Presence,
    RegistrationState,
    ScanOutcome,
)
from events.models import Attendance, Event, Registration, Scan, Session, SignedList
from events.notices.guests import WalkedIn
from events.queries.attendance import is_meeting_code, minutes_before, registration_of_ticket
from events.queries.registrations import find_joined
from events.services.locks import lock_event
from events.services.presence import (
    check_takes_place,
    count_hours,
    lock_session,
    row_of,
    session_of,
    write_lists,
    write_online,
    write_presence,
)
from events.services.refusals import HasNoPlace, TooEarly
from events.services.seats import lock_registration, recount, settle
from portal.core.errors import DomainError, NotAllowed, WrongState
from portal.core.jobs import run_on_each
from portal.notifications.services.notifications import notify
from portal.users.models import User
from portal.users.services import enter_guest
from programmes.access import access_of


class OutsideOfDate(DomainError):
    message = _("Choose times between the beginning and the end of this date.")
    field = "came_at"


class WrongCode(DomainError):
    message = _("This is not the code that is shown now. Look again and type the newest one.")
    field = "code"


class MeetingIsOver(DomainError):
    message = _("The meeting is over. Ask the people who ran it to note that you were there.")
    field = "code"


class NameMissing(DomainError):
    message = _("Write the name of whoever came.")
    field = "name"


# --- One person ----------------------------------------------------------------------------------------------------


@transaction.atomic
def note_presence(
    *,
    session: Session,
    registration: Registration,
    presence: str,
    came_at: datetime | None = None,
    left_at: datetime | None = None,
    by: User,
) -> Attendance:
    """Say from the list that somebody was there, and from when to when; or that they were not, or had an excuse.

    Without times they were there from the beginning to the end. Raises NotAllowed, WrongState, TooEarly, HasNoPlace and
    OutsideOfDate.
    """
    session = lock_session(session, by)
    row = row_of(session, _at_event(session, registration.pk))
    begins = session.starts_at - timedelta(hours=CHECK_IN_HOURS_BEFORE)
    if came_at and not begins <= came_at < session.ends_at:
        raise OutsideOfDate
    if left_at and not max(came_at or begins, session.starts_at) < left_at:
        raise OutsideOfDate(field="left_at")
    write_presence(row, presence, NotedBy.LIST, by, came_at, left_at)
    return row


def _at_event(session: Session, pk: int) -> Registration:
    """The registration as it is now, for the event of this date. Raises WrongState for one that is gone."""
    row = session.event.registrations.in_use().select_related("person").filter(pk=pk).first()
    if row is None:
        raise WrongState
    return row


@transaction.atomic
def note_the_rest(*, session: Session, by: User) -> int:
    """Everybody of whom nothing is noted was there, all the time. Returns how many.

    Raises NotAllowed, WrongState and TooEarly.
    """
    session = lock_session(session, by)
    if session.listed_at is None:  # nobody is on its list yet, as it has not begun
        raise TooEarly
    rows = session.attendances.in_use().filter(presence=Presence.EXPECTED)
    rows = rows.select_for_update(of=("self",)).order_by("pk")
    for row in rows:
        row.session = session
        row.presence, row.how, row.noted_by = Presence.PRESENT, NotedBy.LIST, by
        row.save()
    count_hours(session.event, [row.pk for row in rows])
    return len(rows)


@transaction.atomic
def check_in(
    *,
    session: Session,
    code: str,
    scan_id: UUID,
    device: str = "",
    at: datetime | None = None,
    how: str = NotedBy.SCAN,
    by: User,
) -> Scan:
    """Somebody is at a door, with a ticket, or found in the list by its code there. The first time counts.

    Devices send what they noted while they had no connection, with its number and the time on their clocks (`at`): the
    same scan again changes nothing. Whoever is at a second door, has given the place back or shows another event's
    ticket stands among the conflicts. Raises NotAllowed, WrongState and TooEarly.
    """
    session = lock_session(session, by)
    if known := Scan.objects.filter(scan_id=scan_id).select_related("registration__person").first():
        if known.session_id != session.pk:
            raise WrongState
        return known
    key = registration_of_ticket(code)
    rows = session.event.registrations.in_use().select_related("person")
    registration = find_joined(rows, key) if key else None
    scan = Scan(scan_id=scan_id, session=session, registration=registration, device=device[:40], by=by)
    scan.at = _believed(at, session)
    scan.outcome = _outcome(scan, how, by)
    scan.save()
    return scan


def _believed(at: datetime | None, session: Session) -> datetime:
    """A clock that is fast, or days behind, is not believed: then it is the time at which we hear of it."""
    now = timezone.now()
    earliest = session.starts_at - timedelta(hours=CHECK_IN_HOURS_BEFORE)
    return at if at is not None and earliest <= at <= now else now


def _outcome(scan: Scan, how: str, by: User) -> ScanOutcome:
    """Note that they are there, unless they are already, and say what became of it."""
    if scan.registration is None:
        return ScanOutcome.UNKNOWN
    try:
        row = row_of(scan.session, scan.registration)
    except HasNoPlace:
        return ScanOutcome.NO_PLACE
    if _is_corrected_since(row, scan):
        return ScanOutcome.NOTED if row.presence == Presence.PRESENT else ScanOutcome.SINCE
    if row.presence != Presence.PRESENT:
        came_at = scan.at if scan.at < scan.session.ends_at else None
        write_presence(row, Presence.PRESENT, how, by, came_at=came_at)
        return ScanOutcome.NOTED
    if row.came_at and scan.at < row.came_at:  # the first door had no connection for longer
        write_presence(row, Presence.PRESENT, row.how, row.noted_by or by, scan.at, row.left_at)
    others = Scan.objects.filter(session=scan.session, registration=scan.registration)
    is_elsewhere = others.filter(outcome=ScanOutcome.NOTED).exclude(device=scan.device).exists()
    return ScanOutcome.AGAIN if is_elsewhere else ScanOutcome.NOTED


def _is_corrected_since(row: Attendance, scan: Scan) -> bool:
    """Has somebody said by hand how it was, after the moment of the scan? A tap at a door is a scan, too."""
    scans = Scan.objects.filter(session=scan.session, registration=scan.registration)
    last = scans.order_by("-created_at").values_list("created_at", flat=True).first()
    by_hand = row.how == NotedBy.LIST and (last is None or row.updated_at > last)
    return by_hand and row.updated_at > scan.at


@transaction.atomic
def let_in(
    *, session: Session, registration: Registration | None = None, name: str = "", email: str = "", by: User
) -> Attendance:
    """Somebody without a place is in the room: they have one now, and are noted as there.

    Either they are in the event's list already, waiting, or they give a name, and an address if they like: they get a
    link there by which they prove it (`events.services.guests.confirm_walk_in`). Where every
    place is taken the event has one more from now on: whoever stands at the door has counted the chairs.
    Raises NotAllowed, WrongState, TooEarly and NameMissing.
    """
    session = lock_session(session, by)
    event = session.event
    if registration is not None:
        row = lock_registration(registration.pk)
        if row.event.pk != event.pk:
            raise WrongState
    else:
        row = Registration(event=event, person=_walk_in(name, email, event))
    is_new = row.pk is None
    if row.state != RegistrationState.REGISTERED or row.pk is None:
        _give_place(row, by)
    attendance = row_of(session, row)
    if is_new and row.person.contact_email:
        notify(row.person, WalkedIn(registration=row.pk, occasion=uuid4().hex))
    now = timezone.now()
    write_presence(
        attendance, Presence.PRESENT, NotedBy.LIST, by, came_at=now if now < session.ends_at else None
    )
    return attendance


def _walk_in(name: str, email: str, event: Event) -> User:
    if not name.strip():
        raise NameMissing
    language = (event.programme.languages or ["en"])[0]
    return enter_guest(name=name.strip(), contact_email=email, language=language)


def _give_place(row: Registration, by: User) -> None:
    row.state, row.registered_by = RegistrationState.REGISTERED, by
    row.waiting_since = row.held_until = None
    row.held_seats, row.preferred_because, row.companions = 0, "", 0
    row.attendance = AttendanceMode.ON_SITE
    admission = row.event.admissions.filter(attendance=row.attendance).first()
    settle(row.event)
    if admission is not None:
        admission.refresh_from_db(fields=["seats_taken"])
        if admission.seats_left == 0:
            admission.capacity = (admission.capacity or 0) + 1
            admission.save(update_fields=["capacity", "updated_at"])
    row.save()
    recount(row.event)


@transaction.atomic
def attend_online(*, session: Session, registration: Registration, code: str, by: User) -> Attendance:
    """Type the code that is shown in the meeting at this minute. Too early, or wrong, it can be tried again.

    Raises NotAllowed, WrongState, HasNoPlace, TooEarly, MeetingIsOver and WrongCode.
    """
    row = lock_registration(registration.pk)
    if by != row.person:
        raise NotAllowed
    session = session_of(row.event, session.pk)
    check_takes_place(session)
    now = timezone.now()
    if session.is_over:
        raise MeetingIsOver
    if minutes_before(session, now) > CODE_MINUTES_BEFORE:
        raise TooEarly(field="code")
    write_lists(row.event)
    attendance = row_of(session, row)
    if not is_meeting_code(session, code, now):
        raise WrongCode
    write_online(attendance, by)
    return attendance


# --- Dates ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def keep_signed_list(*, session: Session, file: File[bytes], by: User) -> SignedList:
    """Keep the list that people have signed. Raises NotAllowed."""
    event = lock_event(session.event_id)
    if not access_of(by).reaches("add", SignedList, event.programme):
        raise NotAllowed
    row = SignedList(session=session, file=file, uploaded_by=by)
    row.full_clean(exclude=["uploaded_by"])
    row.save()
    return row


def write_due_lists() -> int:
    """Write down who belongs to each date that has begun; of how many events. May run twice."""
    events = Session.objects.to_list().order_by("event").values_list("event", flat=True).distinct()
    return run_on_each(list(events), _write_lists, what="Dates of event")


@transaction.atomic
def _write_lists(event_id: int) -> int:
    write_lists(lock_event(event_id))
    return 1
