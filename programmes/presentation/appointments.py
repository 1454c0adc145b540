"""An appointment as a page shows it to one of its two sides."""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from portal.core.moments import duration_in_words, moment_in_words, zone_in_words
from portal.core.presentation import spoken
from portal.core.workflow import Actor, Badge, Step
from portal.users.models import User
from programmes.constants import AppointmentReason, AppointmentSide, AppointmentState
from programmes.models import Appointment
from programmes.notices.appointment_entries import appointment_label
from programmes.workflows.appointments import APPOINTMENT

PAGES = {
    "propose_others": "programmes:appointment_others",
    "propose_again": "programmes:appointment_others",
    "change_place": "programmes:appointment_place",
    "cancel": "programmes:appointment_cancel",
}
"""Steps with a page of their own. A time is chosen where the appointment stands."""


def title_on_pages(kind: str, title: dict[str, str] | str) -> SafeString:
    """What pages call an appointment, with the language of what it is about."""
    return format_html("{}: {}", appointment_label(kind), spoken(LazyI18nString(title)))


@dataclass
class Card:
    """What one side sees: `times` can be chosen, as sent and as said; `moment` is the one that stands."""

    row: Appointment
    title: str
    state: str
    badge: Badge
    is_side: bool
    """On neither side one sees when it is and whether it stands, and nothing else."""
    explanation: str = ""
    moment: str = ""
    zone: str = ""
    duration: str = ""
    host: str = ""
    happened: list[str] = field(default_factory=list)
    times: list[tuple[str, str]] = field(default_factory=list)
    proposed: list[str] = field(default_factory=list)
    steps: list[tuple[Step[AppointmentState], str]] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"appointment-{self.row.pk}"

    @property
    def is_ahead(self) -> bool:
        return self.row.is_open or (self.row.state == AppointmentState.AGREED and not self.row.is_over)

    @property
    def choose_url(self) -> str:
        return reverse("programmes:appointment_choose", args=[self.row.pk]) if self.times else ""

    @property
    def file_url(self) -> str:
        """For a calendar, of a time that stands and is not over: nobody plans what has been."""
        is_planned = self.row.state == AppointmentState.AGREED and self.is_ahead
        return reverse("programmes:appointment_file", args=[self.row.pk]) if is_planned else ""


def appointment_card(appointment: Appointment, reader: User, title: str, *, is_heard: bool = True) -> Card:
    """`title` is what it is about. Who is on neither side sees it and can do nothing.

    `is_heard`: does the other side read what `reader` does? Where it doesn't, one can only cancel.
    """
    side = appointment.side_of(reader)
    card = Card(
        row=appointment,
        title=title,
        state=_state(appointment),
        badge=Badge.NEUTRAL if appointment.is_over else APPOINTMENT.badge(appointment.state),
        is_side=side is not None,
        zone=zone_in_words(appointment.time_zone),
    )
    if appointment.starts_at is not None:
        card.moment = moment_in_words(appointment.starts_at, appointment.time_zone)
    if side is None:
        return card
    card.duration = duration_in_words(appointment.duration)
    card.host = appointment.who_waits
    card.happened = _happened(appointment, side)
    if appointment.state != AppointmentState.AGREED or not appointment.has_begun:
        _offer_steps(card, appointment, side)
    if card.is_ahead and not is_heard:
        _say_unheard(card, appointment)
    return card


def _say_unheard(card: Card, appointment: Appointment) -> None:
    names = {"organisation": appointment.organisation.name if appointment.organisation is not None else ""}
    card.explanation = (
        _("Nobody at %(organisation)s can see this at the moment, so no time can be agreed on.")
        if appointment.is_open
        else _(
            "Nobody at %(organisation)s can see this at the moment. Don't rely on it: ask there before you set out."
        )
    ) % names
    card.proposed += [words for _sent, words in card.times]
    card.times = []
    card.steps = [(step, url) for step, url in card.steps if step.name == "cancel"]


def _offer_steps(card: Card, appointment: Appointment, side: AppointmentSide) -> None:
    """What can be done now, and among which times one chooses."""
    actor = Actor.PERSON if side == AppointmentSide.INVITED else Actor.ORGANISATION
    card.explanation = str(_explanation(appointment, actor))
    card.steps = _steps(appointment, actor)
    if appointment.is_open:
        said = [
            (time.isoformat(), moment_in_words(time, appointment.time_zone))
            for time in appointment.times_ahead
        ]
        card.times = said if _may_choose(appointment, actor) else []
        card.proposed = [] if card.times else [words for _sent, words in said]


def _state(appointment: Appointment) -> str:
    if appointment.state == AppointmentState.AGREED and appointment.is_over:
        return _("Over")
    return str(appointment.get_state_display())


def _may_choose(appointment: Appointment, actor: Actor) -> bool:
    steps = APPOINTMENT.steps_from(appointment.state, actor)
    return any(step.name in ("choose", "choose_countered") for step in steps)


def _explanation(appointment: Appointment, actor: Actor) -> object:
    if appointment.is_open and not appointment.times_ahead:
        return _("All proposed times have passed. Propose others.")
    return APPOINTMENT.explanation(appointment.state, actor)


def _steps(appointment: Appointment, actor: Actor) -> list[tuple[Step[AppointmentState], str]]:
    steps = APPOINTMENT.steps_from(appointment.state, actor)
    return [(step, reverse(PAGES[step.name], args=[appointment.pk])) for step in steps if step.name in PAGES]


def _happened(appointment: Appointment, side: AppointmentSide) -> list[str]:
    """What was done last and why, where that is not plain from the state."""
    lines = []
    if appointment.is_open and appointment.moved_from is not None:
        lines.append(_no_longer(appointment.moved_from, appointment.time_zone))
    if appointment.reason in AppointmentReason.values:
        lines.append(str(AppointmentReason(appointment.reason).label))
    if appointment.words and appointment.last_side != side:
        lines.append(appointment.words)
    return lines


def _no_longer(moment: datetime, zone: str) -> str:
    return _("%(moment)s no longer stands.") % {"moment": moment_in_words(moment, zone)}
