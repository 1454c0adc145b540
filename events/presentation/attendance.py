"""Who was there, as the page at the door, lists and certificates say it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.constants import AttendanceMode, Presence, RegistrationState, ScanOutcome
from events.models import Attendance, Registration, Scan, Session
from events.presentation.events import when, where
from events.presentation.sessions import dates_of, when_session
from events.queries.attendance import Share, ticket_code
from portal.core.workflow import Badge
from programmes.models import Funding
from programmes.presentation.documents import of_programme
from programmes.workflows.hours import SignatureColumn, usual_columns

BADGES: Mapping[str, Badge] = {
    Presence.EXPECTED: Badge.NEUTRAL,
    Presence.PRESENT: Badge.GOOD,
    Presence.ABSENT: Badge.BAD,
    Presence.EXCUSED: Badge.NEUTRAL,
}


@dataclass(frozen=True)
class AtDoor:
    """One person in the list at the door."""

    key: int
    code: str
    name: str
    about: str
    presence: str
    words: str
    badge: Badge
    has_place: bool
    belongs: bool
    """Whoever joins a course later may be noted at a date before, and does not count as missing there."""

    @property
    def is_here(self) -> bool:
        return self.presence == Presence.PRESENT


def at_door(
    session: Session, registrations: Iterable[Registration], attendances: Mapping[int, Attendance]
) -> list[AtDoor]:
    return [_line(session, row, attendances.get(row.pk)) for row in registrations]


def _line(session: Session, row: Registration, attendance: Attendance | None) -> AtDoor:
    presence = attendance.presence if attendance else Presence.EXPECTED
    has_place = attendance is not None or row.state == RegistrationState.REGISTERED
    return AtDoor(
        key=row.pk,
        code=ticket_code(row.pk),
        name=row.person.get_full_name(),
        about=_about(row, place="" if has_place else str(row.get_state_display())),
        presence=presence,
        words=presence_words(attendance) if attendance else "",
        badge=BADGES[presence] if has_place else Badge.UNDER_WAY,
        has_place=has_place,
        belongs=attendance is not None or (has_place and session.listed_at is None),
    )


def _about(row: Registration, *, place: str) -> str:
    """With whom they come, and where they stand if they have no place (`place`)."""
    companions = ngettext("with %(number)d person", "with %(number)d people", row.companions)
    parts = [
        companions % {"number": row.companions} if row.companions else "",
        place,
        str(row.get_attendance_display()) if row.attendance == AttendanceMode.ONLINE else "",
    ]
    return " · ".join(filter(None, parts))


def presence_words(row: Attendance) -> str:
    """Where they stand, with what the clock says where it matters."""
    said = [str(row.get_presence_display()) if row.presence != Presence.EXPECTED else ""]
    if row.is_late and row.came_at:
        said.append(_("came at %(time)s") % {"time": _time(row.came_at, row)})
    if row.left_early and row.left_at:
        said.append(_("left at %(time)s") % {"time": _time(row.left_at, row)})
    return ", ".join(filter(None, said))


def _time(moment: datetime, row: Attendance) -> str:
    return time_format(timezone.localtime(moment, row.session.event.programme.zone), "TIME_FORMAT")


def clock(moment: datetime | None, session: Session) -> Any:
    """What a field for a time is filled with."""
    return timezone.localtime(moment, session.event.programme.zone).time() if moment else None


def conflict_words(scan: Scan, listed: Collection[int]) -> tuple[str, str, str, int]:
    """When, who, what is the matter, and whom to let in: somebody who is not listed; 0 for nobody."""
    zone = scan.session.event.programme.zone
    who = scan.registration.person.get_full_name() if scan.registration else ""
    time = time_format(timezone.localtime(scan.at, zone), "TIME_FORMAT")
    is_out = scan.outcome == ScanOutcome.NO_PLACE and scan.registration_id not in listed
    return time, who, str(scan.get_outcome_display()), (scan.registration_id or 0) if is_out else 0


def counted(lines: Iterable[AtDoor]) -> str:
    """How many of those who belong to the date are here."""
    belonging = [line for line in lines if line.belongs]
    here = sum(line.is_here for line in belonging)
    said = ngettext(
        "%(here)d of %(all)d person is here.", "%(here)d of %(all)d people are here.", len(belonging)
    )
    return said % {"here": here, "all": len(belonging)}


def share_words(share: Share) -> str:
    """At how many dates somebody was, of how many took place; "" before any did."""
    if not share.all:
        return ""
    said = ngettext(
        "There on %(attended)d of %(all)d date (%(percent)d %%)",
        "There on %(attended)d of %(all)d dates (%(percent)d %%)",
        share.all,
    )
    return said % {"attended": share.attended, "all": share.all, "percent": share.percent}


def signature_list(
    session: Session,
    registrations: Iterable[Registration],
    numbers: Mapping[int, str],
    funding: Funding | None,
) -> dict[str, Any]:
    """What `templates/events/signature_list.typ` is given, with the columns that the funder asks for.

    `numbers` are those of participants, by person; everything else is written by hand.
    """
    event = session.event
    columns = funding.signature_columns if funding else usual_columns()
    shown = [column for column in SignatureColumn if column in columns]
    return {
        **of_programme(event.programme, funding),
        "heading": _("Attendance list"),
        "event": str(event.title),
        "facts": [
            [_("When"), when_session(session, event)],
            [_("Where"), session.whereabouts or where(event) or "–"],
            [_("Organiser"), str(event.programme.acronym)],
            [_("Subject"), str(session.title or "")],
        ],
        "head": [_("No."), _("Name"), *(head for column in shown for head in _heads(column))],
        "widths": [width for column in shown for width in WIDTHS[column]],
        "rows": [
            [row.person.get_full_name(), *_cells(shown, numbers.get(row.person_id, ""))]
            for row in registrations
        ],
        "led": _("Led by (name, signature)"),
        "seen": _("Date"),
        "foot": f"{event.title} · {when_session(session, event)}",
    }


WIDTHS: Mapping[str, tuple[float, ...]] = {
    SignatureColumn.ORGANISATION: (1.2,),
    SignatureColumn.NUMBER: (1.1,),
    SignatureColumn.TIMES: (0.6, 0.6),
    SignatureColumn.SIGNATURE: (1.5,),
    SignatureColumn.SECOND_SIGNATURE: (1.5,),
}
"""Of the columns of a list to sign, as parts of what is left beside names."""


def _heads(column: SignatureColumn) -> list[str]:
    return [_("From"), _("To")] if column is SignatureColumn.TIMES else [str(column.label)]


def _cells(columns: Iterable[SignatureColumn], number: str) -> list[str]:
    known = {SignatureColumn.NUMBER: number}
    return [known.get(column, "") for column in columns for _part in WIDTHS[column]]


def ticket_sheet(row: Registration, picture: str) -> dict[str, Any]:
    """What `templates/events/ticket.typ` is given."""
    event = row.event
    seats = ngettext("For %(number)d person", "For %(number)d people", row.seats)
    return {
        **of_programme(event.programme, event.funding),
        "heading": _("Ticket"),
        "event": str(event.title),
        "person": row.person.get_full_name(),
        "seats": seats % {"number": row.seats},
        "facts": [
            [_("When"), when(event)],
            [_("Where"), where(event)],
            [_("How"), str(row.get_attendance_display())],
        ],
        "dates": [list(map(str, item[:2])) for item in dates_of(event)],
        "code": ticket_code(row.pk),
        "picture": picture,
        "picture_words": _("QR code of this ticket, with the code that stands below it"),
        "hint": _("Show this at the entrance, on paper or on your phone."),
    }
