"""An event once more, on other days."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from events.constants import EventState
from events.models import Admission, Event, Session
from events.services.sessions import add_sessions, change_session
from events.services.states import save_event
from portal.core.day_rules import check_days
from portal.users.models import User

COPIED = ("programme", "host", "format", "access", "title", "description", "room", "place", "link", "funding")
SAYS = (
    *("target_groups", "languages", "picture_text", "fee", "fee_note", "activity", "principles"),
    *("costs_planned", "certificate_kind", "certificate_share", "certificate_hours", "certificate_text"),
    *("signatory", "signatory_function"),
)
ASKED = ("joins_later", "most_companions", "asks_ages", "asks_needs")
OF_SESSION = ("title", "room", "place", "link", "break_minutes")


@transaction.atomic
def copy_event(*, event: Event, first_day: date, by: User) -> Event:
    """A draft of the same, whose first date is on that day and whose others follow as those of the event do.

    Hours stay on the clocks of the programme's place. Dates that are cancelled are left out, and nobody is registered;
    how many may come goes along, when they may register does not.
    Raises NotAllowed and ImplausibleDay.
    """
    sessions = list(event.sessions.standing().select_related("room"))
    zone = event.programme.zone
    later = first_day - timezone.localtime(sessions[0].starts_at, zone).date()
    copies = [_copy(session, later, zone) for session in sessions]
    made = Event(state=EventState.DRAFT, **{name: getattr(event, name) for name in COPIED + SAYS + ASKED})
    made.picture = _picture(event)
    made.starts_at, made.ends_at = copies[0].starts_at, copies[0].ends_at
    check_days(made)
    made = save_event(event=made, by=by)
    made.partners.set(event.partners.all())
    first = made.sessions.get()
    for name in OF_SESSION:
        setattr(first, name, getattr(copies[0], name))
    change_session(session=first, by=by)
    if copies[1:]:
        add_sessions(event=made, sessions=copies[1:], by=by)
    Admission.objects.bulk_create(
        Admission(event=made, attendance=row.attendance, capacity=row.capacity)
        for row in event.admissions.all()
    )
    made.refresh_from_db(fields=["starts_at", "ends_at", "updated_at"])
    return made


def _picture(event: Event) -> ContentFile[bytes] | str:
    """A file of its own: each goes with its event."""
    try:
        with event.picture.open("rb") as file:
            return ContentFile(file.read(), name="picture")
    except (ValueError, OSError):  # it has none, or the file is gone
        return ""


def _copy(session: Session, later: timedelta, zone: tzinfo) -> Session:
    return Session(
        starts_at=_moved(session.starts_at, later, zone),
        ends_at=_moved(session.ends_at, later, zone),
        **{name: getattr(session, name) for name in OF_SESSION},
    )


def _moved(moment: datetime, later: timedelta, zone: tzinfo) -> datetime:
    """So much later on the clocks of the zone: adding to an aware time leaves its hour."""
    return timezone.localtime(moment, zone) + later
