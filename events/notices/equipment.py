"""What is said of devices that events borrow, to those who lend them and those who asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from i18nfield.strings import LazyI18nString

from events.models import ReservationStep
from events.notices.events import StoredText
from portal.core.links import PagePath
from portal.core.moments import span_in_words, zone_in_words
from portal.notifications.extensions import Notice, register_notice


class AboutReservation(TypedDict):
    reservation: int
    step: int
    device: StoredText
    organisation: str
    event: StoredText
    programme: str
    starts_at: str
    ends_at: str
    zone: str
    note: str


def about_reservation(step: ReservationStep) -> AboutReservation:
    """The fields every notice about this step of a reservation has."""
    reservation = step.reservation
    equipment, event = reservation.equipment, reservation.event
    return {
        "reservation": reservation.pk,
        "step": step.pk,
        "device": getattr(equipment.name, "data", equipment.name),
        "organisation": equipment.organisation.name,
        "event": getattr(event.title, "data", event.title),
        "programme": event.programme.acronym,
        "starts_at": reservation.starts_at.isoformat(),
        "ends_at": reservation.ends_at.isoformat(),
        "zone": event.programme.time_zone,
        "note": step.note,
    }


@dataclass(frozen=True, kw_only=True)
class OfReservation(Notice):
    """About one step of a reservation. `device` and `event` are names as stored, in all their languages."""

    reservation: int
    step: int
    device: StoredText
    organisation: str
    event: StoredText
    programme: str
    starts_at: str
    ends_at: str
    zone: str
    note: str

    def dedupe_key(self) -> str:
        return str(self.step)

    def names(self) -> dict[str, str]:
        return {
            "device": str(LazyI18nString(self.device)),
            "organisation": self.organisation,
            "event": str(LazyI18nString(self.event)),
            "programme": self.programme,
        }

    def when(self) -> str:
        """From when until when the device is needed, and whose clocks are meant."""
        start, end = datetime.fromisoformat(self.starts_at), datetime.fromisoformat(self.ends_at)
        return f"{span_in_words(start, end, ZoneInfo(self.zone))} ({zone_in_words(self.zone)})"

    def said(self, sentence: str) -> list[str]:
        """The sentence, when it is, and what somebody wrote along."""
        return [sentence % self.names(), self.when(), *([self.note] if self.note else [])]

    def action(self) -> tuple[str, str]:
        return _("See the reservation"), PagePath.to("events:reservation_detail", self.reservation)


@dataclass(frozen=True, kw_only=True)
class ToWhoeverAsked(OfReservation):
    """Staff sees reservations in the administration."""

    def action(self) -> tuple[str, str]:
        return _("See the reservation"), PagePath.to("admin:events_reservation_change", self.reservation)


@register_notice
@dataclass(frozen=True, kw_only=True)
class EquipmentAsked(OfReservation):
    """An event needs one of the organisation's devices."""

    name = "events.equipment_asked"
    label = gettext_lazy("An event needs your equipment")

    def title(self) -> str:
        return _("Can you lend “%(device)s”?") % self.names()

    def paragraphs(self) -> list[str]:
        return self.said(_("%(programme)s asks for it, for the event “%(event)s”:"))

    def action(self) -> tuple[str, str]:
        return _("Answer"), super().action()[1]


@register_notice
@dataclass(frozen=True, kw_only=True)
class EquipmentAskedAgain(OfReservation):
    """The event was moved."""

    name = "events.equipment_asked_again"
    label = gettext_lazy("An event that borrows your equipment was moved")

    def title(self) -> str:
        return _("The event was moved: can you still lend “%(device)s”?") % self.names()

    def paragraphs(self) -> list[str]:
        return self.said(
            _("%(programme)s has moved the event “%(event)s”. It needs the device now at this time:")
        )

    def action(self) -> tuple[str, str]:
        return _("Answer"), super().action()[1]


@register_notice
@dataclass(frozen=True, kw_only=True)
class EquipmentConfirmed(ToWhoeverAsked):
    name = "events.equipment_confirmed"
    label = gettext_lazy("Equipment that you asked for was confirmed or declined")

    def title(self) -> str:
        return _("Confirmed: “%(device)s”") % self.names()

    def paragraphs(self) -> list[str]:
        return self.said(_("%(organisation)s lends it for the event “%(event)s”:"))


@register_notice
@dataclass(frozen=True, kw_only=True)
class EquipmentDeclined(ToWhoeverAsked):
    name = "events.equipment_declined"
    label = gettext_lazy("Equipment that you asked for was confirmed or declined")

    def title(self) -> str:
        return _("Declined: “%(device)s”") % self.names()

    def paragraphs(self) -> list[str]:
        return self.said(_("%(organisation)s can’t lend it for the event “%(event)s” at this time:"))


@register_notice
@dataclass(frozen=True, kw_only=True)
class EquipmentAnsweredForYou(OfReservation):
    """A coordinator has answered on the organisation's behalf, after talking to it."""

    has_confirmed: bool

    name = "events.equipment_answered_for_you"
    label = gettext_lazy("A coordinator has answered for you who asked for your equipment")

    def title(self) -> str:
        if self.has_confirmed:
            return _("Confirmed on your behalf: “%(device)s”") % self.names()
        return _("Declined on your behalf: “%(device)s”") % self.names()

    def paragraphs(self) -> list[str]:
        said = _(
            "A coordinator of %(programme)s has noted your answer for the event “%(event)s”. If it is not what you "
            "said, cancel the reservation or write to the programme."
        )
        return self.said(said)


@register_notice
@dataclass(frozen=True, kw_only=True)
class ReservationCancelled(OfReservation):
    """To those who lend the device."""

    name = "events.reservation_cancelled"
    label = gettext_lazy("A reservation of equipment was cancelled")

    def title(self) -> str:
        return _("No longer needed: “%(device)s”") % self.names()

    def paragraphs(self) -> list[str]:
        return self.said(_("The event “%(event)s” does not borrow the device at this time any more:"))


@register_notice
@dataclass(frozen=True, kw_only=True)
class LoanWithdrawn(ToWhoeverAsked):
    """To whoever had asked: there is no device, for whatever reason."""

    name = "events.loan_withdrawn"
    label = gettext_lazy("A reservation of equipment was cancelled")

    def title(self) -> str:
        return _("Not available any more: “%(device)s”") % self.names()

    def paragraphs(self) -> list[str]:
        return self.said(_("The reservation for the event “%(event)s” is cancelled:"))
