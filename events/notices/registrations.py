"""What is said to whoever has registered for an event. Each message leads to the page of their registration."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from i18nfield.strings import LazyI18nString

from events.constants import AttendanceMode, EventAccess
from events.models import Registration
from events.notices.entries import calendar_part
from events.notices.events import StoredText
from events.queries.registrations import registration_of, registration_token
from portal.core.amounts import money_shown
from portal.core.calendar import CalendarPart
from portal.core.links import PagePath
from portal.core.moments import moment_in_words, span_in_words, zone_in_words
from portal.notifications.extensions import Notice, register_notice
from portal.users.models import User


class AboutRegistration(TypedDict):
    registration: int
    changed_at: str
    called: StoredText
    programme: str
    starts_at: str
    ends_at: str
    zone: str
    place: str
    seats: int
    is_for_everybody: bool
    fee: str
    fee_note: StoredText


def about_registration(row: Registration) -> AboutRegistration:
    """The fields every notice about a registration has."""
    event = row.event
    return {
        "registration": row.pk,
        "changed_at": row.updated_at.isoformat(),
        "called": getattr(event.title, "data", event.title),
        "programme": event.programme.acronym,
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "zone": event.programme.time_zone,
        "place": event.whereabouts,
        "seats": row.seats,
        "is_for_everybody": event.access == EventAccess.PUBLIC,
        "fee": str(row.fee_due or ""),
        "fee_note": getattr(event.fee_note, "data", event.fee_note),
    }


@dataclass(frozen=True, kw_only=True)
class OfRegistration(Notice):
    """About one registration as it stood at `changed_at`; the event's title as stored, in all its languages."""

    registration: int
    changed_at: str
    called: StoredText
    programme: str
    starts_at: str
    ends_at: str
    zone: str
    place: str
    seats: int
    is_for_everybody: bool = True
    fee: str = ""
    """What is still due, in euro."""
    fee_note: StoredText = ""

    def dedupe_key(self) -> str:
        return f"{self.registration}:{self.changed_at}"

    def names(self) -> dict[str, str]:
        return {"event": str(LazyI18nString(self.called)), "programme": self.programme}

    def where_and_when(self) -> list[str]:
        span = span_in_words(
            datetime.fromisoformat(self.starts_at), datetime.fromisoformat(self.ends_at), ZoneInfo(self.zone)
        )
        return [f"{span} ({zone_in_words(self.zone)})", *([self.place] if self.place else [])]

    def what_is_due(self) -> list[str]:
        if not self.fee:
            return []
        due = _("The fee is %(amount)s €.") % {"amount": money_shown(Decimal(self.fee))}
        return [" ".join(filter(None, (due, str(LazyI18nString(self.fee_note)))))]

    def action(self) -> tuple[str, str]:
        return _("See your registration"), self.page()

    def page(self) -> PagePath:
        return PagePath.to("events:registration", registration_token(self.registration))

    def calendar(self, reader: User) -> CalendarPart | None:
        row = registration_of(reader, self.registration)
        return None if row is None else calendar_part(row, reader)


@register_notice
@dataclass(frozen=True, kw_only=True)
class Registered(OfRegistration):
    name = "events.registered"
    label = gettext_lazy("You are registered for an event")

    def title(self) -> str:
        return _("You are registered: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        places = ngettext("For you: %(number)d place.", "For you: %(number)d places.", self.seats)
        return [
            *self.where_and_when(),
            places % {"number": self.seats},
            *self.what_is_due(),
            _(
                "If you can’t come, give the place back on the page of your registration, so that somebody else can."
            ),
        ]


@register_notice
@dataclass(frozen=True, kw_only=True)
class WaitsInLine(OfRegistration):
    name = "events.waits_in_line"
    label = gettext_lazy("You are on the waiting list of an event")

    def title(self) -> str:
        return _("You are on the waiting list: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            *self.where_and_when(),
            _("As soon as a place is yours to take, we write to you."),
            _("If you no longer want to come, leave the list on the page of your registration."),
        ]


@register_notice
@dataclass(frozen=True, kw_only=True)
class PlaceOffered(OfRegistration):
    """A place is held `until` then: it can't wait for a digest."""

    until: str
    held: int

    name = "events.place_offered"
    label = gettext_lazy("A place at an event is held for you")
    is_duty = True

    def title(self) -> str:
        return _("A place is held for you: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        until = moment_in_words(datetime.fromisoformat(self.until), self.zone)
        places = ngettext(
            "%(number)d place is held for you.", "%(number)d places are held for you.", self.held
        )
        return [
            *self.where_and_when(),
            places % {"number": self.held},
            _("Answer until %(moment)s, else the next person is asked.") % {"moment": until},
        ]

    def action(self) -> tuple[str, str]:
        return _("Take the place, or leave it"), self.page()

    def is_still_true(self) -> bool:
        row = Registration.objects.filter(pk=self.registration).values_list("held_until", flat=True).first()
        return row is not None and row.isoformat() == self.until


@register_notice
@dataclass(frozen=True, kw_only=True)
class OfferLapsed(OfRegistration):
    name = "events.offer_lapsed"
    label = gettext_lazy("A place at an event was held for you and the time is over")

    def title(self) -> str:
        return _("No longer held for you: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _("It was held for you, and you have not taken it in time."),
            _("As long as registration is open, you can register again, at the end of the waiting list.")
            if self.is_for_everybody
            else _("To come after all, ask the people who run the event."),
        ]


@register_notice
@dataclass(frozen=True, kw_only=True)
class GivenBack(OfRegistration):
    """To whoever has cancelled: takes the entry out of their calendar."""

    name = "events.given_back"
    label = gettext_lazy("You have cancelled your registration for an event")

    def title(self) -> str:
        return _("You have cancelled: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _("Thank you for saying so. If there was a waiting list, the next person is asked now."),
            _("As long as registration is open, you can register again.")
            if self.is_for_everybody
            else _("To come after all, ask the people who run the event."),
        ]


@register_notice
@dataclass(frozen=True, kw_only=True)
class RegistrationCancelled(OfRegistration):
    """By somebody who runs the programme."""

    reason: str = ""

    name = "events.registration_cancelled"
    label = gettext_lazy("The people who run an event have cancelled your registration")

    def title(self) -> str:
        return _("Your registration was cancelled: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        said = _("The people who run %(programme)s have cancelled your registration.") % self.names()
        return [said, *([self.reason] if self.reason else [])]


@register_notice
@dataclass(frozen=True, kw_only=True)
class InvitedToEvent(OfRegistration):
    name = "events.invited"
    label = gettext_lazy("You are invited to an event")

    def title(self) -> str:
        return _("You are invited: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            *self.where_and_when(),
            _("Say whether you come. Places go in the order in which people register."),
        ]

    def action(self) -> tuple[str, str]:
        return _("Answer the invitation"), self.page()


@register_notice
@dataclass(frozen=True, kw_only=True)
class EventMoved(OfRegistration):
    """Day, hour or place is another one than it was when they registered."""

    name = "events.moved"
    label = gettext_lazy("An event in whose list you are is moved")
    is_duty = True

    def title(self) -> str:
        return _("Moved: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _("The event takes place at another time or place than it was said. From now on this stands:"),
            *self.where_and_when(),
            _(
                "You stay in its list as you are. If you can’t come any more, say so on the page of your registration."
            ),
        ]


@register_notice
@dataclass(frozen=True, kw_only=True)
class EventCalledOff(OfRegistration):
    reason: str

    name = "events.called_off"
    label = gettext_lazy("An event in whose list you are is cancelled")
    is_duty = True

    def title(self) -> str:
        return _("Cancelled: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return [*self.where_and_when(), _("The event does not take place, for this reason:"), self.reason]


@register_notice
@dataclass(frozen=True, kw_only=True)
class EventHeldAfterAll(OfRegistration):
    name = "events.held_after_all"
    label = gettext_lazy("An event that was cancelled takes place after all")
    is_duty = True

    def title(self) -> str:
        return _("It takes place after all: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            *self.where_and_when(),
            _("You are in its list as before. If you can’t come, say so on the page of your registration."),
        ]


@register_notice
@dataclass(frozen=True, kw_only=True)
class ChangeAccepted(OfRegistration):
    """What they asked for after the list was closed stands now."""

    attendance: str

    name = "events.change_accepted"
    label = gettext_lazy("The people who run an event agree to the change you asked for")

    def title(self) -> str:
        return _("Changed as you asked: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        places = ngettext("For you: %(number)d place.", "For you: %(number)d places.", self.seats)
        return [
            *self.where_and_when(),
            str(AttendanceMode(self.attendance).label),
            places % {"number": self.seats},
            *self.what_is_due(),
        ]


@register_notice
@dataclass(frozen=True, kw_only=True)
class ChangeDeclined(OfRegistration):
    reason: str = ""

    name = "events.change_declined"
    label = gettext_lazy("The people who run an event can’t make the change you asked for")

    def title(self) -> str:
        return _("Not changed: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        said = _("The people who run %(programme)s can’t make the change you asked for.") % self.names()
        stays = _("Your registration stands as it was. You can still give the place back.")
        return [said, *([self.reason] if self.reason else []), stays]
