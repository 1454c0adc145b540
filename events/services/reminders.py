"""Who is reminded of an event: whoever is registered, each once for each reminder."""

from collections.abc import Iterator, Sequence
from typing import Any

from events.constants import SessionState
from events.models import Registration, Session
from events.notices.registrations import about_registration
from events.notices.reminders import EventSoon
from portal.notifications.extensions import Notice
from portal.users.models import User
from programmes.extensions import Due


def remind_of_event(*, due: Sequence[Due]) -> Iterator[tuple[User, Notice]]:
    """Ask the person whether they still come on each of these dates, once on each; one that was moved this very moment
    is found anew.
    """
    rows = Registration.objects.coming().select_related("event__programme", "person")
    row = rows.filter(pk=due[0].occasion).first()
    if row is None:
        return
    is_course = row.event.has_many_sessions
    dates = {each.starts_at: each for each in row.event.all_dates() if each.state == SessionState.STANDING}
    for moment in dict.fromkeys(each.moment for each in due):
        if (session := dates.get(moment)) is not None:
            first = next(each for each in due if each.moment == moment)
            about: dict[str, Any] = {**about_registration(row), **_times(session)}
            yield (
                row.person,
                EventSoon(
                    **about,
                    session=session.pk if is_course else 0,
                    occasions=first.key,
                    text=first.text,
                ),
            )


def _times(session: Session) -> dict[str, str]:
    return {
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "place": session.whereabouts,
    }
