"""What whoever is registered is told when one date of an event changes. Its calendar entry goes along."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from i18nfield.strings import LazyI18nString

from events.models import Session
from events.notices.entries import calendar_part
from events.notices.events import StoredText
from events.notices.registrations import OfRegistration
from events.queries.registrations import registration_of
from portal.core.calendar import CalendarPart
from portal.core.moments import span_in_words, zone_in_words
from portal.notifications.extensions import register_notice
from portal.users.models import User


class AboutSession(TypedDict):
    session: int
    session_called: StoredText
    session_starts_at: str
    session_ends_at: str
    session_place: str


def about_session(session: Session) -> AboutSession:
    """The fields every notice about one date has."""
    return {
        "session": session.pk,
        "session_called": getattr(session.title, "data", session.title) or "",
        "session_starts_at": session.starts_at.isoformat(),
        "session_ends_at": session.ends_at.isoformat(),
        "session_place": session.whereabouts,
    }


@dataclass(frozen=True, kw_only=True)
class OfSession(OfRegistration):
    session: int
    session_called: StoredText
    session_starts_at: str
    session_ends_at: str
    session_place: str

    def this_date(self) -> str:
        called = str(LazyI18nString(self.session_called) or "")
        span = self.span(self.session_starts_at, self.session_ends_at)
        return f"{called}: {span}" if called else span

    def span(self, start: str, end: str) -> str:
        words = span_in_words(datetime.fromisoformat(start), datetime.fromisoformat(end), ZoneInfo(self.zone))
        return f"{words} ({zone_in_words(self.zone)})"

    def calendar(self, reader: User) -> CalendarPart | None:
        """This date alone: the others stand in the reader's calendar as they did."""
        row = registration_of(reader, self.registration)
        return None if row is None else calendar_part(row, reader, session=self.session)


@register_notice
@dataclass(frozen=True, kw_only=True)
class SessionMoved(OfSession):
    was_starts_at: str
    was_ends_at: str

    name = "events.session_moved"
    label = gettext_lazy("One date of an event in whose list you are is moved")
    is_duty = True

    def title(self) -> str:
        return _("A date is moved: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        before = {"date": self.span(self.was_starts_at, self.was_ends_at)}
        return [
            _("This date takes place at another time or place. It was to be: %(date)s") % before,
            _("From now on this stands: %(date)s") % {"date": self.this_date()},
            *([self.session_place] if self.session_place else []),
            _(
                "You stay in the list as you are. If you can’t come any more, say so on the page of your registration."
            ),
        ]


@register_notice
@dataclass(frozen=True, kw_only=True)
class SessionCalledOff(OfSession):
    reason: str

    name = "events.session_called_off"
    label = gettext_lazy("One date of an event in whose list you are is cancelled")
    is_duty = True

    def title(self) -> str:
        return _("A date is cancelled: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            self.this_date(),
            _("This date does not take place, for this reason:"),
            self.reason,
            _("The other dates of the event stand as they are."),
        ]


@register_notice
@dataclass(frozen=True, kw_only=True)
class SessionsAdded(OfRegistration):
    dates: list[list[str]]
    """From when to when each is."""

    name = "events.sessions_added"
    label = gettext_lazy("An event in whose list you are has more dates")
    is_duty = True

    def title(self) -> str:
        return _("More dates: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        zone = ZoneInfo(self.zone)
        said = ngettext("One date is added:", "%(number)d dates are added:", len(self.dates))
        spans = (map(datetime.fromisoformat, date) for date in self.dates)
        return [
            f"{said % {'number': len(self.dates)}} ({zone_in_words(self.zone)})",
            *(span_in_words(start, end, zone) for start, end in spans),
            _("The place you have counts for them, too."),
        ]
