"""Who is reminded of an event: whoever is registered, each once for each reminder."""

from collections.abc import Iterator, Sequence

from events.models import Registration
from events.notices.registrations import EventSoon, about_registration
from portal.notifications.extensions import Notice
from portal.users.models import User
from programmes.extensions import Due


def remind_of_event(*, due: Sequence[Due]) -> Iterator[tuple[User, Notice]]:
    """Ask the person whether they still come; an event that was moved this very moment is found anew."""
    rows = Registration.objects.coming().select_related("event__programme", "person")
    row = rows.filter(pk=due[0].occasion).first()
    if row is None or row.event.starts_at != due[0].moment:
        return
    yield row.person, EventSoon(**about_registration(row), occasions=due[0].key, text=due[0].text)
