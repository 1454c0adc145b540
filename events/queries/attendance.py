"""Who was at which date of an event, by which code they are known at the door, and what their hours are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from hmac import new as keyed

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import base36_to_int, int_to_base36

from events.constants import (
    CHECK_IN_HOURS_BEFORE,
    CODE_MINUTES_BEFORE,
    CODE_SECONDS,
    CODE_STILL_COUNTS,
    HELD,
    Presence,
    SessionState,
)
from events.models import Attendance, Certificate, Event, Registration, Session
from portal.privacy.extensions import Kept
from portal.users.models import User
from programmes.models import Hours
from programmes.queries.kept import kept_for_funders
from programmes.workflows.hours import Attended

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Douglas Crockford's 32: none of them looks like another (https://www.crockford.com/base32.html)."""
READ_AS = str.maketrans("ILO", "110")
SIGNS = 6
HOURS_SOURCE = "events.attendance"


# --- By which code somebody is known ------------------------------------------------------------------------------


def ticket_code(pk: int) -> str:
    """What stands on a ticket, and in its QR code: the registration's number, and six letters that only we can know.

    It lets nobody in by itself, and leads to nobody's page: those who stand at the door see who it is. Always the same.
    """
    number = int_to_base36(pk).upper()
    return f"{number}-{_letters('ticket', number)}"


def registration_of_ticket(code: str) -> int | None:
    """The registration's key; None for what is no ticket of ours. Blanks, and letters like figures, don't matter."""
    number, _sep, said = "".join(code.split()).upper().partition("-")
    if not _sep:
        number, said = number[:-SIGNS], number[-SIGNS:]
    if not number or not number.isalnum() or not number.isascii() or len(number) > 12:
        return None
    typed = said.translate(READ_AS).encode()
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(compare_digest(_letters("ticket", number, str(key)).encode(), typed) for key in keys):
        return None
    return base36_to_int(number)


def _letters(purpose: str, about: str, key: str = "") -> str:
    """Made with the portal's key, or with an older one: tickets are in people's hands."""
    digest = keyed(
        (key or settings.SECRET_KEY).encode(), f"events.{purpose}:{about}".encode(), sha256
    ).digest()
    return "".join(LETTERS[byte % 32] for byte in digest[:SIGNS])


def meeting_code(session: Session, now: datetime) -> str:
    """The code of this minute for those who take part online, as the server's clock has it."""
    return _letters("meeting", f"{session.pk}:{int(now.timestamp()) // CODE_SECONDS}")


def is_meeting_code(session: Session, code: str, now: datetime) -> bool:
    """Is it the code of this minute, or, for as long as it takes to type, the one before?"""
    said = "".join(code.split()).upper().translate(READ_AS).encode()
    moments = [now.timestamp(), now.timestamp() - CODE_STILL_COUNTS]
    codes = {_letters("meeting", f"{session.pk}:{int(each) // CODE_SECONDS}") for each in moments}
    return any(compare_digest(each.encode(), said) for each in codes)


def seconds_left(now: datetime) -> int:
    """Until the next code is shown."""
    return CODE_SECONDS - int(now.timestamp()) % CODE_SECONDS


def is_shown(session: Session, now: datetime) -> bool:
    return minutes_before(session, now) <= CODE_MINUTES_BEFORE and now < session.ends_at


def minutes_before(session: Session, now: datetime) -> float:
    return (session.starts_at - now).total_seconds() / 60


# --- What share somebody has attended ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Share:
    """At how many dates of an event somebody was, of how many that took place."""

    attended: int
    all: int

    @property
    def percent(self) -> int:
        """Rounded down: four of seven dates are not 58 per cent."""
        return self.attended * 100 // self.all if self.all else 0


def shares(event: Event, registrations: Collection[int]) -> dict[int, Share]:
    """For each of these registrations of the event; all dates that took place count, whenever somebody joined."""
    took_place = event.sessions.over().count()
    rows = Attendance.objects.present().filter(registration__in=registrations)
    rows = rows.filter(session__in=event.sessions.over()).order_by()
    attended = dict(rows.values_list("registration").annotate(number=Count("pk")))
    return {key: Share(attended.get(key, 0), took_place) for key in registrations}


@dataclass(frozen=True)
class Turnout:
    """How many places were booked, and how many of those who booked came to any date."""

    registered: int
    came: int

    @property
    def no_show_percent(self) -> int | None:
        """None before anybody is noted: nobody knows then."""
        if not (self.registered and self.came):
            return None
        return round((self.registered - self.came) * 100 / self.registered)


def turnout(event: Event) -> Turnout:
    rows = Registration.objects.filter(event=event)
    was_there = Q(attendances__presence=Presence.PRESENT)
    belonged = rows.filter(was_there | Q(pk__in=rows.coming().values("pk"))).distinct()
    return Turnout(registered=belonged.count(), came=rows.filter(was_there).distinct().count())


# --- What stays, as a funder may still check it ---------------------------------------------------------------------


def kept_with_hours(user: User) -> dict[str, dict[int, Kept]]:
    """The person's attendances on which hours rest that a funder may still check, with their registrations and what
    these prove: certificates.
    """
    hours = kept_for_funders(user)["programmes.hours"]
    rows = Hours.objects.filter(pk__in=hours, source=HOURS_SOURCE).values_list("pk", "source_key")
    attendances = {key: hours[pk] for pk, key in rows}
    belonging = Attendance.objects.filter(pk__in=attendances).values_list("pk", "registration")
    registrations = {registration: attendances[pk] for pk, registration in belonging}
    certificates = Certificate.objects.filter(registration__in=registrations)
    return {
        "events.attendance": attendances,
        "events.registration": registrations,
        "events.certificate": {
            pk: registrations[registration]
            for pk, registration in certificates.values_list("pk", "registration")
        },
    }


# --- The source of hours -------------------------------------------------------------------------------------------


def attended(keys: Collection[int] | None) -> Iterator[Attended]:
    """Each presence at a date that counts for a funding; the day is that of the programme's clocks."""
    rows = Attendance.objects.present().filter(session__event__funding__isnull=False)
    rows = rows if keys is None else rows.filter(pk__in=keys)
    rows = rows.select_related("session__event__programme", "registration").order_by("pk")
    for row in rows.iterator():
        event = row.session.event
        if row.minutes and row.session.state == SessionState.STANDING:
            yield Attended(
                key=row.pk,
                person=row.registration.person_id,
                funding=event.funding_id or 0,
                date=timezone.localtime(row.session.starts_at, event.programme.zone).date(),
                minutes=row.minutes,
            )


def named(keys: Collection[int]) -> Mapping[int, str]:
    rows = Attendance.objects.filter(pk__in=keys).select_related("session__event__programme")
    return {row.pk: _name(row.session) for row in rows}


def _name(session: Session) -> str:
    day = timezone.localtime(session.starts_at, session.event.programme.zone)
    return f"{session.event} ({date_format(day)})"


def session_at_hand(sessions: QuerySet[Session]) -> Session | None:
    """Of these dates the one that is under way, else the next, else the last."""
    coming = sessions.filter(ends_at__gte=timezone.now()).order_by("starts_at", "pk").first()
    return coming or sessions.order_by("-starts_at", "-pk").first()


def session_to_attend(row: Registration) -> Session | None:
    """The date of which somebody who takes part online types the code: under way, or the next with a meeting today."""
    rows = Session.objects.filter(event=row.event_id, event__state__in=HELD).standing()
    online = rows.filter(~Q(link="") | ~Q(event__link=""))
    soon = online.filter(starts_at__lte=timezone.now() + timedelta(hours=CHECK_IN_HOURS_BEFORE))
    return soon.filter(ends_at__gt=timezone.now()).order_by("starts_at", "pk").first()


def share_of(row: Registration) -> Share:
    return shares(row.event, [row.pk])[row.pk]
