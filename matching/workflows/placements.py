"""How placements and their postings move."""

from django.utils.translation import gettext_lazy as _

from matching.constants import PlacementState, PostingState
from portal.core.workflow import Actor, Badge, Button, Message, State, Step, Workflow

PLACEMENT = Workflow(
    model="matching.placement",
    field="state",
    initial=(PlacementState.DRAFT,),
    states=(
        State(
            value=PlacementState.DRAFT,
            waits_for=Actor.ORGANISATION,
            explanations={
                Actor.ORGANISATION: _("Only your organisation and the programmes' staff see this draft.")
            },
        ),
        State(
            value=PlacementState.SUBMITTED,
            badge=Badge.UNDER_WAY,
            staff_badge=Badge.NEEDS_SOMEBODY,
            waits_for=Actor.STAFF,
        ),
        State(value=PlacementState.PUBLISHED, badge=Badge.GOOD, is_public=True),
        State(value=PlacementState.PAUSED, badge=Badge.NEEDS_SOMEBODY),
        State(value=PlacementState.FILLED, staff_badge=Badge.GOOD),
        State(value=PlacementState.EXPIRED),
        State(value=PlacementState.REJECTED, badge=Badge.BAD, waits_for=Actor.ORGANISATION),
    ),
    steps=(
        Step(
            name="submit",
            sources=(
                PlacementState.DRAFT,
                PlacementState.REJECTED,
                PlacementState.SUBMITTED,
                PlacementState.PUBLISHED,
            ),
            targets=(PlacementState.SUBMITTED, PlacementState.PUBLISHED),
            actors=(Actor.ORGANISATION, Actor.STAFF),
            label=_("Submit for review"),
            question=_("Submit this placement?"),
            explanation=_(
                "The coordinators of its programmes read it and publish it, or write to you what to change. You are "
                "told of either, and can still change it meanwhile."
            ),
            done=_("Submitted. The coordinators look at it, and we write to you then."),
            when="while submitted or published: only where one of several programmes has refused it",
        ),
        Step(
            name="pause",
            sources=(PlacementState.PUBLISHED,),
            targets=(PlacementState.PAUSED,),
            actors=(Actor.ORGANISATION, Actor.STAFF),
            label=_("Pause"),
            question=_("Pause this placement?"),
            explanation=_(
                "Nobody sees it and nobody can apply until you show it again. No application is closed by it."
            ),
            done=_("Paused. Nobody sees it until you show it again."),
            button=Button.QUIET,
        ),
        Step(
            name="pause_unanswered",
            sources=(PlacementState.PUBLISHED,),
            targets=(PlacementState.PAUSED,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="an application for it has waited for an answer as long as its programme's reminder says",
        ),
        Step(
            name="resume_answered",
            sources=(PlacementState.PAUSED,),
            targets=(PlacementState.PUBLISHED, PlacementState.SUBMITTED, PlacementState.REJECTED),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="what had waited too long is answered; its reviews decide where it leads",
        ),
        Step(
            name="resume",
            sources=(PlacementState.PAUSED, PlacementState.FILLED),
            targets=(PlacementState.PUBLISHED, PlacementState.SUBMITTED, PlacementState.REJECTED),
            actors=(Actor.ORGANISATION, Actor.STAFF),
            label=_("Show it again"),
            question=_("Show this placement again?"),
            explanation=_("If you have changed what it says, the coordinators look at it first."),
            done=_("Done. It is shown again, or waits for its review if you have changed it."),
            when="places are left; its reviews decide where it leads",
        ),
        Step(
            name="close",
            sources=(
                PlacementState.SUBMITTED,
                PlacementState.PUBLISHED,
                PlacementState.PAUSED,
                PlacementState.EXPIRED,
            ),
            targets=(PlacementState.FILLED,),
            actors=(Actor.ORGANISATION, Actor.STAFF),
            label=_("Close as filled"),
            question=_("Close this placement as filled?"),
            explanation=_(
                "It is no longer shown, and nobody can apply. You can show it again later while places are left."
            ),
            done=_("Closed as filled. It is no longer shown."),
            button=Button.DANGER,
            when="nobody has an offer of a place without an answer",
        ),
        Step(
            name="discard",
            sources=(PlacementState.DRAFT, PlacementState.REJECTED),
            actors=(Actor.ORGANISATION, Actor.STAFF),
            label=_("Delete"),
            question=_("Delete this placement?"),
            explanation=_(
                "It is deleted for good, with everything you wrote in it. Nobody has applied for it."
            ),
            done=_("The placement is deleted."),
            button=Button.DANGER,
            deletes=True,
            when="nobody has applied",
        ),
        Step(
            name="extend",
            sources=(
                PlacementState.SUBMITTED,
                PlacementState.PUBLISHED,
                PlacementState.PAUSED,
                PlacementState.EXPIRED,
            ),
            actors=(Actor.ORGANISATION, Actor.STAFF),
            label=_("Extend"),
            button=Button.QUIET,
            when="to a day at most half a year ahead",
        ),
        Step(
            name="rewrite",
            sources=(
                PlacementState.PUBLISHED,
                PlacementState.PAUSED,
                PlacementState.FILLED,
                PlacementState.EXPIRED,
            ),
            actors=(Actor.ORGANISATION, Actor.STAFF),
            done=_("Saved. It is shown again as soon as a programme has looked at the new words."),
            button=Button.NONE,
            when="what was published is changed, so each programme looks again",
        ),
        Step(
            name="review",
            sources=(PlacementState.SUBMITTED, PlacementState.PUBLISHED),
            targets=(PlacementState.PUBLISHED, PlacementState.SUBMITTED, PlacementState.REJECTED),
            actors=(Actor.STAFF, Actor.PORTAL),
            button=Button.NONE,
            when="its postings are decided or wait anew: shown once one programme shows it, rejected once all have",
        ),
        Step(
            name="expire",
            sources=(PlacementState.PUBLISHED, PlacementState.PAUSED),
            targets=(PlacementState.EXPIRED,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="the day until which it is shown has passed",
        ),
        Step(
            name="show_again",
            sources=(PlacementState.EXPIRED,),
            targets=(PlacementState.PUBLISHED, PlacementState.SUBMITTED, PlacementState.REJECTED),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="it was extended; its reviews decide where it leads",
        ),
        Step(
            name="fill",
            sources=(
                PlacementState.SUBMITTED,
                PlacementState.PUBLISHED,
                PlacementState.PAUSED,
                PlacementState.EXPIRED,
                PlacementState.REJECTED,
            ),
            targets=(PlacementState.FILLED,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="the last place is accepted",
        ),
    ),
)

POSTING = Workflow(
    model="matching.posting",
    field="state",
    initial=(PostingState.WAITING,),
    states=(
        State(value=PostingState.WAITING, staff_badge=Badge.NEEDS_SOMEBODY, waits_for=Actor.STAFF),
        State(value=PostingState.PUBLISHED, badge=Badge.GOOD, is_public=True),
        State(
            value=PostingState.REJECTED,
            badge=Badge.BAD,
            waits_for=Actor.ORGANISATION,
            explanations={Actor.ORGANISATION: _("Change the placement, then submit it again.")},
        ),
    ),
    steps=(
        Step(
            name="publish",
            sources=(PostingState.WAITING,),
            targets=(PostingState.PUBLISHED,),
            actors=(Actor.STAFF,),
            label=_("Publish"),
            when="the placement is under review, its organisation verified",
        ),
        Step(
            name="send_back",
            sources=(PostingState.WAITING, PostingState.PUBLISHED),
            targets=(PostingState.REJECTED,),
            actors=(Actor.STAFF,),
            label=_("Send back with a note"),
            hint=_("The organisation reads this note. It can change the placement and submit it again."),
            message=Message.NEEDED,
            button=Button.QUIET,
            when="the placement is under review",
        ),
        Step(
            name="submit",
            sources=(PostingState.WAITING, PostingState.REJECTED),
            targets=(PostingState.WAITING,),
            actors=(Actor.ORGANISATION, Actor.STAFF),
            button=Button.NONE,
            when="the placement is submitted",
        ),
        Step(
            name="review_again",
            sources=(PostingState.PUBLISHED,),
            targets=(PostingState.WAITING,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="the placement was rewritten, or its organisation has lost its verification",
        ),
    ),
)
