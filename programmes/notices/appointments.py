"""What people are told about appointments. The entry for their calendar is made when the mail is written."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.calendar import CalendarPart
from portal.core.links import PagePath
from portal.core.moments import moment_in_words, zone_in_words
from portal.notifications.extensions import Notice, register_notice
from portal.users.models import User
from programmes.constants import AppointmentReason, AppointmentSide, AppointmentState
from programmes.models import Appointment
from programmes.notices.appointment_entries import (
    about_appointments,
    appointment_title,
    calendar_part,
    cancelling_part,
    is_at,
)
from programmes.notices.reminders import Reminding


@dataclass(frozen=True, kw_only=True)
class OfAppointment(Notice):
    """About one appointment, as it stood after the step with this `sequence`.

    `about` is what it is about as stored, in all its languages, `called_by` the name of who calls it, `times` the
    moments that are spoken of, `side` who did it; `by_you`: the reader.
    """

    appointment: int
    sequence: int
    kind: str
    about: dict[str, str] | str
    called_by: str
    page: str
    key: int
    times: list[str]
    zone: str
    side: str
    by_you: bool
    is_invited: bool
    place: str = ""
    link: str = ""
    reason: str = ""
    message: str = ""

    def dedupe_key(self) -> str:
        return f"{self.appointment}:{self.sequence}"

    def names(self) -> dict[str, str]:
        """What the sentences name."""
        return {"appointment": appointment_title(self.kind, self.about), "organisation": self.called_by}

    def action(self) -> tuple[str, str]:
        return _("See the appointment"), PagePath.to(self.page, self.key)

    def calendar(self, reader: User) -> CalendarPart | None:
        rows = Appointment.objects.visible_to(reader).select_related("invited", "host", "organiser")
        row = rows.filter(pk=self.appointment).first()
        if row is None or (about := about_appointments([row]).get(row.pk)) is None:
            return None
        return calendar_part(row, about, reader)

    def when(self) -> list[str]:
        """Each of the times, and whose clocks are meant."""
        words = [moment_in_words(datetime.fromisoformat(time), self.zone) for time in self.times]
        return [f"{each} ({zone_in_words(self.zone)})" for each in words]

    @property
    def is_own_step(self) -> bool:
        """Did the reader's side do it?"""
        return self.side == (AppointmentSide.INVITED if self.is_invited else AppointmentSide.ORGANISER)

    def where(self) -> list[str]:
        lines = [_("Place: %(place)s") % {"place": self.place}] if self.place else []
        return [*lines, self.link] if self.link else lines

    def why(self) -> list[str]:
        lines = [str(AppointmentReason(self.reason).label)] if self.reason in AppointmentReason.values else []
        return [*lines, self.message] if self.message else lines


@register_notice
@dataclass(frozen=True, kw_only=True)
class AppointmentProposed(OfAppointment):
    """`moved_from`: the time that stood until now, and no longer does by this step; "" once that was told."""

    moved_from: str = ""

    name = "programmes.appointment_proposed"
    label = gettext_lazy("Times for an appointment are proposed")

    def title(self) -> str:
        if self.by_you:
            return _("You have proposed other times: %(appointment)s") % self.names()
        if self.moved_from:
            return _("The time no longer stands: %(appointment)s") % self.names()
        if self.sequence == 0:
            return _("%(organisation)s invites you: %(appointment)s") % self.names()
        return _("Other times are proposed: %(appointment)s") % self.names()

    def paragraphs(self) -> list[str]:
        gone = []
        if self.moved_from:
            moment = moment_in_words(datetime.fromisoformat(self.moved_from), self.zone)
            gone = [_("%(moment)s no longer stands.") % {"moment": moment}]
        asked = (
            _("You are told as soon as a time is chosen.")
            if self.by_you
            else _("Choose one of the times, or propose others.")
        )
        return [*gone, *self.why(), _("Proposed:"), *self.when(), *self.where(), asked]

    def action(self) -> tuple[str, str]:
        if self.is_own_step:
            return super().action()
        return _("Choose a time"), PagePath.to(self.page, self.key)


@register_notice
@dataclass(frozen=True, kw_only=True)
class AppointmentAgreed(OfAppointment):
    name = "programmes.appointment_agreed"
    label = gettext_lazy("A time for an appointment is agreed")

    def title(self) -> str:
        return _("The time stands: %(appointment)s") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            *self.when(),
            *self.where(),
            _(
                "If something comes up, move or cancel it on its page. An answer from your calendar reaches nobody."
            ),
        ]


@register_notice
@dataclass(frozen=True, kw_only=True)
class AppointmentRelocated(OfAppointment):
    """`is_host_gone`: whoever waited there can't, and nobody is named in their place."""

    has_host: bool = False
    is_host_gone: bool = False

    name = "programmes.appointment_relocated"
    label = gettext_lazy("The place of an appointment has changed")

    def title(self) -> str:
        return _("Place or host have changed: %(appointment)s") % self.names()

    def paragraphs(self) -> list[str]:
        return [*self.when(), *self.where(), *self._who_waits()]

    def _who_waits(self) -> list[str]:
        if self.is_host_gone and self.is_invited:
            return [_("Somebody else of %(organisation)s waits for you. The time stands.") % self.names()]
        if self.is_host_gone:
            return [_("Whoever was to wait there no longer does. Say on the page who waits there now.")]
        return [_("You find who waits there on the page.")] if self.has_host else []


@register_notice
@dataclass(frozen=True, kw_only=True)
class AppointmentTakenOver(OfAppointment):
    """To whoever waited there until now."""

    name = "programmes.appointment_taken_over"
    label = gettext_lazy("The place of an appointment has changed")

    def title(self) -> str:
        return _("Somebody else waits there now: %(appointment)s") % self.names()

    def paragraphs(self) -> list[str]:
        return [*self.when(), _("You need not be there any more.")]

    def calendar(self, reader: User) -> CalendarPart | None:
        return _taken_out(self.appointment, reader, is_there=False)


@register_notice
@dataclass(frozen=True, kw_only=True)
class AppointmentCancelled(OfAppointment):
    name = "programmes.appointment_cancelled"
    label = gettext_lazy("An appointment is cancelled")

    def title(self) -> str:
        if self.by_you:
            return _("You have cancelled: %(appointment)s") % self.names()
        return _("Cancelled: %(appointment)s") % self.names()

    def paragraphs(self) -> list[str]:
        asked = []
        if self.side != AppointmentSide.PORTAL and not self.by_you:
            asked = [_("Nothing else has changed.")]
            asked += [] if self.is_invited else [_("You can propose other times on the page.")]
        return [*self.when(), *self.why(), *asked]

    def calendar(self, reader: User) -> CalendarPart | None:
        """Also of one that its reader may not read any more: the entry would stay."""
        return super().calendar(reader) or _taken_out(self.appointment, reader, is_there=True)


def _taken_out(appointment: int, reader: User, *, is_there: bool) -> CalendarPart | None:
    """Of one that is off for the reader, who is there still, or is there no longer."""
    row = Appointment.objects.select_related("host", "organiser").filter(pk=appointment).first()
    if row is None or is_at(row, reader) != is_there:
        return None
    if is_there and row.state != AppointmentState.CANCELLED:
        return None
    about = about_appointments([row]).get(row.pk)
    return None if about is None else cancelling_part(row, about, reader)


@register_notice
@dataclass(frozen=True, kw_only=True)
class AppointmentSoon(OfAppointment, Reminding):
    """The day before, to both who will be there."""

    name = "programmes.appointment_soon"
    label = gettext_lazy("An appointment is tomorrow")

    def dedupe_key(self) -> str:
        return Reminding.dedupe_key(self)

    def title(self) -> str:
        return _("Soon: %(appointment)s") % self.names()

    def names(self) -> dict[str, str]:
        return super().names() | {"time": ", ".join(self.when())}

    def words(self) -> list[str]:
        return [
            _(
                "If something comes up, move or cancel it on its page. An answer from your calendar reaches nobody."
            )
        ]

    def facts(self) -> list[str]:
        return [*self.when(), *self.where()]

    def paragraphs(self) -> list[str]:
        return Reminding.paragraphs(self)

    def calendar(self, reader: User) -> CalendarPart | None:
        """They have an entry already."""
        return None
