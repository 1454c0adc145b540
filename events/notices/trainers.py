"""What is said to whoever leads an event."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from i18nfield.strings import LazyI18nString

from events.models import Event, Session
from events.notices.events import AboutEvent, StoredText
from portal.core.links import PagePath
from portal.core.moments import span_in_words, zone_in_words
from portal.notifications.extensions import Notice, register_notice


@register_notice
@dataclass(frozen=True, kw_only=True)
class NamedAsTrainer(Notice):
    """To somebody of a programme whom a colleague has named."""

    event: int
    called: StoredText
    programme: str
    row: int

    name = "events.named_as_trainer"
    label = gettext_lazy("You lead an event")

    def dedupe_key(self) -> str:
        return str(self.row)

    def names(self) -> dict[str, str]:
        return {"event": str(LazyI18nString(self.called)), "programme": self.programme}

    def title(self) -> str:
        return _("You lead an event: “%(event)s”") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _("You are entered in %(programme)s as one of those who lead this event.") % self.names(),
            _("Its page has the dates, the room and who comes. If this is a mistake, tell your coordinator."),
        ]

    def action(self) -> tuple[str, str]:
        return _("See the event"), PagePath.to("admin:events_event_change", self.event)


class AboutLed(AboutEvent):
    row: int
    changed_at: str


class Times(TypedDict):
    starts_at: str
    ends_at: str
    zone: str
    place: str


def times_of(row: Event | Session) -> Times:
    """When and where an event is, or one of its dates."""
    event = row.event if isinstance(row, Session) else row
    return {
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        "zone": event.programme.time_zone,
        "place": row.whereabouts,
    }


@dataclass(frozen=True, kw_only=True)
class OfLedEvent(Notice):
    """To whoever leads an event: about it, or about one of its dates, as it stood at `changed_at`."""

    event: int
    called: StoredText
    programme: str
    row: int
    changed_at: str
    starts_at: str
    ends_at: str
    zone: str
    place: str

    def dedupe_key(self) -> str:
        return f"{self.row}:{self.starts_at}:{self.changed_at}"

    def names(self) -> dict[str, str]:
        return {"event": str(LazyI18nString(self.called)), "programme": self.programme}

    def where_and_when(self) -> list[str]:
        start, end = datetime.fromisoformat(self.starts_at), datetime.fromisoformat(self.ends_at)
        span = f"{span_in_words(start, end, ZoneInfo(self.zone))} ({zone_in_words(self.zone)})"
        return [span, *([self.place] if self.place else [])]

    def action(self) -> tuple[str, str]:
        return _("See the event"), PagePath.to("admin:events_event_change", self.event)


@register_notice
@dataclass(frozen=True, kw_only=True)
class LedEventMoved(OfLedEvent):
    name = "events.led_event_moved"
    label = gettext_lazy("An event that you lead is moved")

    def title(self) -> str:
        return _("Moved: “%(event)s”, which you lead") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _("It takes place at another time or place than it was said. From now on this stands:"),
            *self.where_and_when(),
        ]


@register_notice
@dataclass(frozen=True, kw_only=True)
class LedEventCalledOff(OfLedEvent):
    reason: str

    name = "events.led_event_called_off"
    label = gettext_lazy("An event that you lead is cancelled, or one of its dates")

    def title(self) -> str:
        return _("Cancelled: “%(event)s”, which you lead") % self.names()

    def paragraphs(self) -> list[str]:
        return [*self.where_and_when(), _("It does not take place then, for this reason:"), self.reason]


@register_notice
@dataclass(frozen=True, kw_only=True)
class LedEventHeldAfterAll(OfLedEvent):
    name = "events.led_event_held_after_all"
    label = gettext_lazy("An event that you lead and that was cancelled takes place after all")

    def title(self) -> str:
        return _("It takes place after all: “%(event)s”, which you lead") % self.names()

    def paragraphs(self) -> list[str]:
        return self.where_and_when()
