"""Devices and their reservations, as pages show them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.constants import ReservationAct, ReservationState
from events.facts import EQUIPMENT_FACTS
from events.models import Equipment, Reservation, ReservationStep
from events.presentation.events import when as event_when
from events.workflows.reservations import RESERVATION
from portal.core.collation import in_order
from portal.core.facts import Shown, shown_in
from portal.core.moments import span_in_words, zone_in_words
from portal.core.presentation import Item, Rendering, items, renderings, spoken
from portal.core.workflow import Actor, Badge

EQUIPMENT_WORDS = renderings(
    Equipment,
    EQUIPMENT_FACTS,
    {
        "programmes": Rendering(
            label=gettext_lazy("Lent to"),
            value=lambda row: ", ".join(
                sorted((each.acronym for each in row.programmes.all()), key=in_order)
            ),
        ),
    },
)


def equipment_facts(equipment: Equipment) -> list[Item]:
    """Items of components/facts.html."""
    return items(equipment, shown_in(EQUIPMENT_FACTS, Shown.GLANCE), EQUIPMENT_WORDS)


def needed_when(reservation: Reservation) -> str:
    """From when until when the device is away, on the clocks of the programme's place."""
    return span_in_words(reservation.starts_at, reservation.ends_at, reservation.event.programme.zone)


def reservation_facts(reservation: Reservation) -> list[Item]:
    """Items of components/facts.html: what the device is needed for, and when."""
    event = reservation.event
    return [
        (_("When it is needed"), needed_when(reservation)),
        (_("Time zone"), zone_in_words(event.programme.time_zone)),
        (_("Event"), spoken(event.title)),
        (_("The event takes place"), event_when(event)),
        (_("Where"), event.whereabouts),
        (_("Programme"), event.programme.acronym, event.programme.get_absolute_url()),
    ]


def reservation_line(reservation: Reservation) -> dict[str, object]:
    """What one line of a list says of a reservation."""
    is_late = reservation.is_late
    return {
        "row": reservation,
        "device": spoken(reservation.equipment.name),
        "event": spoken(reservation.event.title),
        "when": needed_when(reservation),
        "programme": reservation.event.programme.acronym,
        "state": _("Should be back") if is_late else reservation.get_state_display(),
        "badge": Badge.NEEDS_SOMEBODY if is_late else RESERVATION.badge(reservation.state),
        "waits": reservation.state in RESERVATION.states_where(waits_for=Actor.ORGANISATION),
    }


def handover_row(reservation: Reservation) -> list[str]:
    """Cells of the list that is printed; in the last two is written by hand what is not known yet."""
    is_out = reservation.state == ReservationState.HANDED_OVER
    return [
        needed_when(reservation),
        spoken(reservation.equipment.name),
        reservation.equipment.organisation.name,
        f"{spoken(reservation.event.title)} ({reservation.event.programme.acronym})",
        _("It is out.") if is_out else "",
        "",
    ]


_KINDS = {
    ReservationAct.CONFIRMED: "good",
    ReservationAct.RETURNED: "good",
    ReservationAct.DECLINED: "bad",
    ReservationAct.CANCELLED: "bad",
}


def reservation_timeline(steps: list[ReservationStep]) -> list[dict[str, object]]:
    """Items of components/timeline.html, the last first."""
    return [
        {
            "title": _title(step),
            "when": step.created_at,
            "by": step.by.get_full_name() if step.by else "",
            "text": step.note,
            "kind": _KINDS.get(ReservationAct(step.act), ""),
        }
        for step in reversed(steps)
    ]


def _title(step: ReservationStep) -> str:
    title = str(step.get_act_display())
    return _("%(step)s, on the organisation’s behalf") % {"step": title} if step.is_on_behalf else title
