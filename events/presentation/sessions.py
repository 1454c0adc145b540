"""The dates of an event, where it has several."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from events.constants import SessionState
from events.models import Event, Session
from portal.core.moments import span_in_words
from portal.core.presentation import Item, spoken


def dates_of(event: Event) -> list[Item]:
    """Items of components/facts.html; none for an event whose own time says it all."""
    sessions = event.all_dates()
    return (
        [(when_session(each, event), _about(each, event)) for each in sessions] if len(sessions) > 1 else []
    )


def when_session(session: Session, event: Event) -> str:
    return span_in_words(session.starts_at, session.ends_at, event.programme.zone)


def _about(session: Session, event: Event) -> str:
    """What it is about and where; of one that is cancelled, why."""
    title = spoken(session.title) if str(session.title or "") else ""
    if session.state == SessionState.CANCELLED:
        off = _("This date is cancelled: %(reason)s") % {"reason": session.cancel_reason}
        return "\n".join(filter(None, (title, off)))
    online = _("Online") if session.link or event.link else ""
    return "\n".join(filter(None, (title, session.whereabouts or online))) or _("Takes place")


def sub_events(event: Event, sessions: Sequence[Session]) -> list[dict[str, object]]:
    """For search engines: each date of its own (https://schema.org/subEvent)."""
    zone = event.programme.zone
    return [
        {
            "@type": "Event",
            "name": str(session.title or event.title),
            "startDate": session.starts_at.astimezone(zone).isoformat(),
            "endDate": session.ends_at.astimezone(zone).isoformat(),
            "eventStatus": "https://schema.org/"
            + ("EventCancelled" if session.state == SessionState.CANCELLED else "EventScheduled"),
            "location": session.whereabouts or session.link or event.link,
        }
        for session in (sessions if len(sessions) > 1 else ())
    ]
