"""Events that an organisation has drafted, as its own pages show them."""

from collections.abc import Iterable, Sequence

from django.utils.translation import ngettext

from events.constants import ReviewStep
from events.models import Admission, Event, EventReview
from events.presentation.events import when
from events.workflows.events import EVENT
from portal.core.presentation import Item, spoken

_KINDS = {
    ReviewStep.PUBLISHED: "good",
    ReviewStep.HELD_AFTER_ALL: "good",
    ReviewStep.SENT_BACK: "bad",
    ReviewStep.CANCELLED: "bad",
}


def hosted_line(event: Event) -> dict[str, object]:
    """What one line of a list says of it."""
    return {
        "row": event,
        "title": spoken(event.title),
        "about": f"{when(event)} · {event.programme.acronym}",
        "state": event.get_state_display(),
        "badge": EVENT.badge(event.state),
    }


def places_taken_items(admissions: Sequence[Admission]) -> list[Item]:
    """Items of components/facts.html: how many places are taken. Numbers, and no names."""
    return [(str(row.get_attendance_display()), _taken(row)) for row in admissions]


def _taken(row: Admission) -> str:
    if row.capacity is None:
        return ngettext("%(number)d place is taken", "%(number)d places are taken", row.seats_taken) % {
            "number": row.seats_taken
        }
    words = ngettext(
        "%(number)d of %(all)d place is taken", "%(number)d of %(all)d places are taken", row.capacity
    )
    return words % {"number": row.seats_taken, "all": row.capacity}


def review_timeline(steps: Iterable[EventReview]) -> list[dict[str, object]]:
    """Items of components/timeline.html, the last first."""
    return [
        {
            "title": str(step.get_step_display()),
            "when": step.created_at,
            "by": step.by.get_full_name() if step.by else "",
            "text": step.note,
            "kind": _KINDS.get(ReviewStep(step.step), ""),
        }
        for step in reversed(list(steps))
    ]
