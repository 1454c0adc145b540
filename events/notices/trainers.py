"""What is said to whoever leads an event."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from i18nfield.strings import LazyI18nString

from events.notices.events import StoredText
from portal.core.links import PagePath
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
