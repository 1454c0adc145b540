"""What somebody leads, in their own calendar."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse

from events.constants import EventState
from events.dashboard.registrations import PAST_DAYS
from events.models import EventTrainer
from events.notices.entries import event_entries
from events.workflows.events import EVENT
from portal.core.calendar import Entry, Status
from portal.core.presentation import spoken
from portal.users.models import User
from programmes.extensions import OwnDate, own_dates


@own_dates.register("events.trainers")
def led_by(person: User, now: datetime) -> Iterable[OwnDate]:
    """Published events that they lead, as long as they work for the programme; what is cancelled is taken out."""
    since = now - timedelta(days=PAST_DAYS)
    rows = EventTrainer.objects.administered_by(person).filter(
        person=person,
        event__state__in=EVENT.states_where(is_public=True),
        event__ends_at__gte=since,
    )
    for row in rows.select_related("event__programme", "event__room").prefetch_related("event__sessions"):
        for entry in event_entries(row.event):
            if entry.ends_at >= since:
                yield _own_date(row, entry)


def _own_date(row: EventTrainer, entry: Entry) -> OwnDate:
    is_off = entry.status is Status.CANCELLED
    return OwnDate(
        entry=entry,
        path=reverse("admin:events_event_change", args=[row.event_id]),
        title=spoken(row.event.title),
        state=str(EventState.CANCELLED.label) if is_off else "",
        badge=EVENT.badge(EventState.CANCELLED if is_off else row.event.state),
    )
