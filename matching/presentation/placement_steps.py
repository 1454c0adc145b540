"""The steps a company can take with a placement: when they are possible, and the words around them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matching.constants import PlacementState, PostingState
from matching.models import Placement, Posting
from matching.services.placements.listing import close_placement, pause_placement, resume_placement
from matching.services.placements.review import submit_placement
from matching.services.placements.writing import discard_placement


@dataclass(frozen=True)
class Step:
    """`question` and `explanation` are asked before, `done` is said after."""

    name: str
    label: str | Promise
    question: str | Promise
    explanation: str | Promise
    done: str | Promise
    service: Callable[..., Any]
    kind: str = ""
    leads_to: str = ""
    """Name of the page after it, where the placement's own is gone."""

    @property
    def url_name(self) -> str:
        return f"matching:placement_{self.name}"


STEPS = {
    step.name: step
    for step in (
        Step(
            name="submit",
            label=_("Submit for review"),
            question=_("Submit this placement?"),
            explanation=_(
                "The coordinators of its programmes read it and publish it, or write to you what to change. Usually "
                "that takes a few working days. You can still change it meanwhile."
            ),
            done=_("Submitted. The coordinators look at it, and we write to you then."),
            service=submit_placement,
        ),
        Step(
            name="pause",
            label=_("Pause"),
            question=_("Pause this placement?"),
            explanation=_(
                "Nobody sees it and nobody can apply until you resume it. Applications you have stay open."
            ),
            done=_("Paused. Nobody sees it until you resume it."),
            service=pause_placement,
            kind="quiet",
        ),
        Step(
            name="resume",
            label=_("Show it again"),
            question=_("Show this placement again?"),
            explanation=_("If you have changed what it says, the coordinators look at it first."),
            done=_("Done. It is shown again, or waits for its review if you have changed it."),
            service=resume_placement,
        ),
        Step(
            name="close",
            label=_("Close as filled"),
            question=_("Close this placement as filled?"),
            explanation=_(
                "It is no longer shown. Everybody whose application is still under way is told that the places are "
                "taken, and their application stays closed."
            ),
            done=_("Closed. Everybody whose application was under way has been told."),
            service=close_placement,
            kind="danger",
        ),
        Step(
            name="discard",
            label=_("Delete"),
            question=_("Delete this placement?"),
            explanation=_(
                "It is deleted for good, with everything you wrote in it. Nobody has applied for it."
            ),
            done=_("The placement is deleted."),
            service=discard_placement,
            kind="danger",
            leads_to="matching:placement_list",
        ),
    )
}

SUBMITTABLE = (PlacementState.DRAFT, PlacementState.REJECTED)
EXTENDABLE = (
    PlacementState.SUBMITTED,
    PlacementState.PUBLISHED,
    PlacementState.PAUSED,
    PlacementState.EXPIRED,
)
POSSIBLE_STEPS: dict[PlacementState, tuple[str, ...]] = {
    PlacementState.DRAFT: ("submit", "discard"),
    PlacementState.REJECTED: ("submit", "discard"),
    PlacementState.SUBMITTED: ("close",),
    PlacementState.PUBLISHED: ("pause", "close"),
    PlacementState.PAUSED: ("resume", "close"),
    PlacementState.EXPIRED: ("close",),
    PlacementState.FILLED: ("resume",),
}


def steps_of(
    placement: Placement, postings: Collection[Posting], applications: int, taken: int
) -> list[Step]:
    """What can be done now, seen the reviews, how many have applied and how many places are taken.

    The services check it again.
    """
    names = list(POSSIBLE_STEPS[PlacementState(placement.state)])
    is_refused = any(posting.state == PostingState.REJECTED for posting in postings)
    if is_refused and placement.state in (PlacementState.SUBMITTED, PlacementState.PUBLISHED):
        names.insert(0, "submit")
    if taken >= placement.seats and "resume" in names:
        names.remove("resume")
    if applications and "discard" in names:
        names.remove("discard")
    return [STEPS[name] for name in names]
