"""What is said of events to those who draft and publish them. The words are made when they are read."""

from dataclasses import dataclass
from typing import TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from i18nfield.strings import LazyI18nString

from events.models import Event
from portal.core.links import PagePath
from portal.notifications.extensions import Notice, register_notice

StoredText = dict[str, str] | str
"""A text in all its languages, or in the one it was written in."""


class AboutEvent(TypedDict):
    event: int
    called: StoredText
    programme: str


def about_event(event: Event) -> AboutEvent:
    """The fields every notice about an event has."""
    title = event.title
    return {
        "event": event.pk,
        "called": getattr(title, "data", title),
        "programme": event.programme.acronym,
    }


@dataclass(frozen=True, kw_only=True)
class OfReview(Notice):
    """About one step of an event's review: `called` is the event's title as stored, in all its languages."""

    event: int
    called: StoredText
    programme: str
    review: int
    is_host: bool = False
    """Is it said to a contact of the host, who does not work in the administration?"""

    def dedupe_key(self) -> str:
        return str(self.review)

    def names(self) -> dict[str, str]:
        return {"event": str(LazyI18nString(self.called)), "programme": self.programme}

    def page(self) -> str:
        """Where whoever submitted it works on it."""
        return PagePath.to("events:hosted_detail", self.event) if self.is_host else self.admin_page()

    def admin_page(self) -> str:
        return PagePath.to("admin:events_event_change", self.event)


@register_notice
@dataclass(frozen=True, kw_only=True)
class EventToReview(OfReview):
    """Somebody who may not publish has submitted an event."""

    note: str = ""

    name = "events.event_to_review"
    label = gettext_lazy("An event waits for your review")

    def title(self) -> str:
        return _("Please review: “%(event)s”") % self.names()

    def paragraphs(self) -> list[str]:
        said = _(
            "The event is to appear in %(programme)s. Only those who run it see it until you have published it."
        )
        return [said % self.names(), *([self.note] if self.note else [])]

    def action(self) -> tuple[str, str]:
        return _("Review the event"), self.admin_page()


@register_notice
@dataclass(frozen=True, kw_only=True)
class EventPublished(OfReview):
    """To whoever submitted it."""

    name = "events.event_published"
    label = gettext_lazy("An event that you submitted was published")

    def title(self) -> str:
        return _("Published: “%(event)s”") % self.names()

    def paragraphs(self) -> list[str]:
        return [_("%(programme)s shows the event from now on.") % self.names()]

    def action(self) -> tuple[str, str]:
        return _("See the event"), self.page()


@register_notice
@dataclass(frozen=True, kw_only=True)
class EventSentBack(OfReview):
    """To whoever submitted it."""

    note: str

    name = "events.event_sent_back"
    label = gettext_lazy("An event that you submitted needs a change")

    def title(self) -> str:
        return _("Your event needs a change: “%(event)s”") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _("%(programme)s does not show it yet, for this reason:") % self.names(),
            self.note,
            _("You can change the event and submit it again."),
        ]

    def action(self) -> tuple[str, str]:
        return _("Change the event"), self.page()
