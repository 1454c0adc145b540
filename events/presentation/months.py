"""Events in a calendar of a month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from events.constants import EventState, SessionState
from events.models import Session
from portal.core.months import Day, Month, in_days
from portal.core.presentation import spoken


@dataclass(frozen=True, kw_only=True)
class MonthLine:
    """One date of an event: when it begins by the programme's clocks, and what is to be known of it."""

    begins: str
    """As machines read it."""
    hour: str
    title: SafeString | str
    url: str
    about: str
    is_cancelled: bool


def month_of_dates(sessions: Iterable[Session], month: Month, today: date) -> list[Day[MonthLine]]:
    lines = [(*days_of_session(each), _line(each)) for each in sessions]
    return in_days(month.days(), lines, today=today, month=month)


def days_of_session(session: Session) -> tuple[date, date]:
    """The first and the last day on which it goes on, by the programme's clocks."""
    zone = session.event.programme.zone
    last = timezone.localdate(session.ends_at - timedelta(microseconds=1), zone)
    return timezone.localdate(session.starts_at, zone), last


def _line(session: Session) -> MonthLine:
    event = session.event
    begins = timezone.localtime(session.starts_at, event.programme.zone)
    online = _("Online") if not session.whereabouts and (session.link or event.link) else ""
    return MonthLine(
        begins=begins.isoformat(),
        hour=time_format(begins, "TIME_FORMAT"),
        title=spoken(event.title),
        url=event.get_absolute_url(),
        about=" · ".join(filter(None, (event.programme.acronym, online))),
        is_cancelled=event.state == EventState.CANCELLED or session.state == SessionState.CANCELLED,
    )
