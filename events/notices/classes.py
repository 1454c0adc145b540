"""What is said of a class that comes to an event: to its school, to whoever receives it, to who runs the programme."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from i18nfield.strings import LazyI18nString

from events.constants import EventState
from events.models import ClassBooking
from events.notices.events import StoredText
from portal.core.links import PagePath
from portal.core.moments import moment_in_words, span_in_words, zone_in_words
from portal.notifications.extensions import Notice, register_notice
from programmes.notices.reminders import Reminding


class Side(StrEnum):
    """Who reads a notice: each has a page of the class of their own."""

    SCHOOL = "school"
    HOST = "host"
    STAFF = "staff"


PAGES = {
    Side.SCHOOL: "events:class_booking",
    Side.HOST: "events:class_visit",
    Side.STAFF: "admin:events_classbooking_change",
}


class AboutClass(TypedDict):
    booking: int
    side: str
    changed_at: str
    event_changed_at: str
    called: StoredText
    starts_at: str
    ends_at: str
    zone: str
    place: str
    school: str
    class_name: str
    grade: int
    pupils: int
    note: str


def about_class(booking: ClassBooking, side: Side) -> AboutClass:
    """The fields every notice about a class has. Whoever receives it reads number and grade, and not whose it is."""
    event, is_host = booking.event, side == Side.HOST
    return {
        "booking": booking.pk,
        "side": side.value,
        "changed_at": booking.updated_at.isoformat(),
        "event_changed_at": event.updated_at.isoformat(),
        "called": getattr(event.title, "data", event.title),
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "zone": event.programme.time_zone,
        "place": event.place,
        "school": "" if is_host else booking.school.name,
        "class_name": "" if is_host else booking.class_name,
        "grade": booking.grade,
        "pupils": booking.pupils,
        "note": booking.note,
    }


@dataclass(frozen=True, kw_only=True)
class OfClass(Notice):
    """About a class as it stood at `changed_at`; the event's title as stored, in all its languages."""

    booking: int
    side: str
    changed_at: str
    event_changed_at: str
    called: StoredText
    starts_at: str
    ends_at: str
    zone: str
    place: str
    school: str
    class_name: str
    grade: int
    pupils: int
    note: str

    def dedupe_key(self) -> str:
        return f"{self.booking}:{self.changed_at}"

    def names(self) -> dict[str, str]:
        return {"event": str(LazyI18nString(self.called))}

    def which(self) -> str:
        """Whose class it is, as far as the reader may know, how many they are, and of which grade."""
        whose = ", ".join(filter(None, (self.school, self.class_name)))
        return f"{whose}: {class_in_words(self)}" if whose else class_in_words(self)

    def where_and_when(self) -> list[str]:
        span = span_in_words(
            datetime.fromisoformat(self.starts_at), datetime.fromisoformat(self.ends_at), ZoneInfo(self.zone)
        )
        return [f"{span} ({zone_in_words(self.zone)})", *([self.place] if self.place else [])]

    def said(self, *sentences: str) -> list[str]:
        """When and where it is, which class comes, what is to be said, and what somebody wrote along."""
        return [*self.where_and_when(), self.which(), *sentences, *([self.note] if self.note else [])]

    def action(self) -> tuple[str, str]:
        return _("See the class"), PagePath.to(PAGES[Side(self.side)], self.booking)


def class_in_words(row: OfClass | ClassBooking) -> str:
    words = ngettext(
        "%(number)d pupil of grade %(grade)d", "%(number)d pupils of grade %(grade)d", row.pupils
    )
    return words % {"number": row.pupils, "grade": row.grade}


@register_notice
@dataclass(frozen=True, kw_only=True)
class ClassBooked(OfClass):
    """To whoever receives it."""

    name = "events.class_booked"
    label = gettext_lazy("A class wants to come to your event")

    def title(self) -> str:
        return _("A class wants to come: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return self.said(_("The places are taken for it. Confirm the day, or say why it can’t come."))

    def action(self) -> tuple[str, str]:
        return _("Answer"), super().action()[1]


@register_notice
@dataclass(frozen=True, kw_only=True)
class ClassResized(OfClass):
    """To whoever receives it."""

    name = "events.class_resized"
    label = gettext_lazy("A class that comes to your event has another size")

    def title(self) -> str:
        return _("More or fewer pupils come: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return self.said()


@register_notice
@dataclass(frozen=True, kw_only=True)
class ClassConfirmed(OfClass):
    name = "events.class_confirmed"
    label = gettext_lazy("The day of a class was confirmed")

    def title(self) -> str:
        return _("The day is confirmed: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return self.said()


@register_notice
@dataclass(frozen=True, kw_only=True)
class ClassDeclined(OfClass):
    name = "events.class_declined"
    label = gettext_lazy("A class can’t come to an event")

    def title(self) -> str:
        return _("The class can’t come: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return self.said(_("Its places are free again."))


@register_notice
@dataclass(frozen=True, kw_only=True)
class ClassCancelled(OfClass):
    name = "events.class_cancelled"
    label = gettext_lazy("The visit of a class is cancelled")

    def title(self) -> str:
        return _("The class does not come: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return self.said(_("Its places are free again."))


@dataclass(frozen=True, kw_only=True)
class OfClassEvent(OfClass):
    """Said of the event: once for each change of it, to both sides."""

    is_duty = True

    def dedupe_key(self) -> str:
        return f"{self.booking}:{self.event_changed_at}"


@register_notice
@dataclass(frozen=True, kw_only=True)
class ClassMoved(OfClassEvent):
    is_asked_again: bool = False
    is_other_day: bool = False
    is_other_host: bool = False

    name = "events.class_moved"
    label = gettext_lazy("An event to which a class comes is moved")

    def title(self) -> str:
        return _("Moved: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        said = [_("The event takes place at another time or place than it was said.")]
        if self.is_other_host:
            said = [_("Somebody else receives the class than it was said.")]
        if self.is_asked_again:
            said.append(_("Whoever receives the class has to confirm the day anew."))
        if self.is_other_host and self.side == Side.SCHOOL:
            said.append(
                _(
                    "Guardians had agreed to a visit elsewhere and are asked again: their slips stay as they are."
                )
            )
        if self.is_other_day and self.side == Side.SCHOOL:
            said.append(
                _("Guardians had agreed to another day and are asked again: their slips stay as they are.")
            )
        return [*said, *self.where_and_when(), self.which()]


@register_notice
@dataclass(frozen=True, kw_only=True)
class ClassCalledOff(OfClassEvent):
    reason: str

    name = "events.class_called_off"
    label = gettext_lazy("An event to which a class comes is cancelled")

    def title(self) -> str:
        return _("Cancelled: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        said = _("The event does not take place, for this reason:")
        return [*self.where_and_when(), self.which(), said, self.reason]


@register_notice
@dataclass(frozen=True, kw_only=True)
class ClassHeldAfterAll(OfClassEvent):
    name = "events.class_held_after_all"
    label = gettext_lazy("An event to which a class was to come takes place after all")

    def title(self) -> str:
        return _("It takes place after all: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return [*self.where_and_when(), self.which(), _("The class is in its list as before.")]


@register_notice
@dataclass(frozen=True, kw_only=True)
class ConsentsMissing(Reminding, OfClass):
    """Two days before: which numbers are missing, and no names."""

    missing: list[int]

    name = "events.consents_missing"
    label = gettext_lazy("Before an event: consents of guardians are missing")

    def names(self) -> dict[str, str]:
        when = moment_in_words(datetime.fromisoformat(self.starts_at), self.zone)
        return OfClass.names(self) | {"time": when}

    def title(self) -> str:
        number = len(self.missing)
        title = ngettext(
            "%(number)d consent is missing: %(event)s", "%(number)d consents are missing: %(event)s", number
        )
        return title % {"number": number, **self.names()}

    def words(self) -> list[str]:
        return [_("Ask the guardians of these pupils once more. Whoever has no consent can’t come along.")]

    def facts(self) -> list[str]:
        numbers = ", ".join(map(str, self.missing))
        return [_("Numbers without a consent: %(numbers)s") % {"numbers": numbers}, *self.where_and_when()]

    def is_still_true(self) -> bool:
        """The class comes, the event takes place when it was going to, and consents are missing."""
        rows = ClassBooking.objects.coming().filter(pk=self.booking, event__state=EventState.PUBLISHED)
        row = rows.filter(event__starts_at=self.starts_at).first()
        return row is not None and row.consents.missing().exists()


@register_notice
@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(OfClass):
    """To the school: which number, and no name."""

    number: int

    name = "events.consent_withdrawn"
    label = gettext_lazy("A guardian has taken the consent to the visit of a class back")

    def dedupe_key(self) -> str:
        return f"{self.booking}:{self.number}:{self.changed_at}"

    def title(self) -> str:
        return _("A guardian has taken the consent back: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        said = _("It is number %(name)s. Whoever has no consent can’t come along.") % {"name": self.number}
        return [said, *self.where_and_when(), self.which()]
