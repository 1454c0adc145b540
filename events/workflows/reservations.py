"""How reservations of devices move: asked for, answered, handed over, brought back."""

from django.utils.translation import gettext_lazy as _

from events.constants import ReservationState
from portal.core.workflow import Actor, Badge, Button, Message, State, Step, Workflow

_ANSWERING = (Actor.ORGANISATION, Actor.STAFF)
"""The organisation answers; coordinators on its behalf, which is noted."""

RESERVATION = Workflow(
    model="events.reservation",
    field="state",
    initial=(ReservationState.REQUESTED,),
    states=(
        State(
            value=ReservationState.REQUESTED,
            badge=Badge.NEEDS_SOMEBODY,
            staff_badge=Badge.UNDER_WAY,
            waits_for=Actor.ORGANISATION,
            explanations={
                Actor.ORGANISATION: _(
                    "The programme waits for your answer. Until then nobody else gets the device."
                ),
                Actor.STAFF: _(
                    "The organisation has not answered yet. Until then nobody else gets the device."
                ),
            },
        ),
        State(
            value=ReservationState.CONFIRMED,
            badge=Badge.GOOD,
            explanations={
                Actor.ORGANISATION: _(
                    "Note it here when you hand the device over, and in what condition it is."
                ),
                Actor.STAFF: _("Note it here when the device is handed over, and in what condition it is."),
            },
        ),
        State(
            value=ReservationState.HANDED_OVER,
            badge=Badge.UNDER_WAY,
            explanations={
                Actor.ORGANISATION: _("Note it here when the device is back, and what is missing."),
                Actor.STAFF: _("Note it here when the device is back, and what is missing."),
            },
        ),
        State(value=ReservationState.RETURNED, badge=Badge.GOOD, is_final=True),
        State(value=ReservationState.DECLINED, badge=Badge.BAD, is_final=True),
        State(value=ReservationState.CANCELLED, badge=Badge.BAD, is_final=True),
    ),
    steps=(
        Step(
            name="confirm",
            sources=(ReservationState.REQUESTED,),
            targets=(ReservationState.CONFIRMED,),
            actors=_ANSWERING,
            label=_("Confirm"),
            question=_("Lend the device?"),
            hint=_("When and where can it be fetched, and whom does one ask? The programme reads this."),
            done=_("Confirmed. The programme is told."),
            message=Message.OPTIONAL,
        ),
        Step(
            name="decline",
            sources=(ReservationState.REQUESTED,),
            targets=(ReservationState.DECLINED,),
            actors=_ANSWERING,
            label=_("Decline"),
            question=_("Decline to lend the device?"),
            explanation=_("The device is free at this time again."),
            hint=_("Why can it not be lent then? The programme reads this."),
            done=_("Declined. The programme is told."),
            button=Button.QUIET,
            message=Message.NEEDED,
        ),
        Step(
            name="hand_over",
            sources=(ReservationState.CONFIRMED,),
            targets=(ReservationState.HANDED_OVER,),
            actors=_ANSWERING,
            label=_("Handed over"),
            question=_("Has the device been handed over?"),
            hint=_("In what condition is it, and what belongs to it?"),
            done=_("Noted: the device is out."),
            message=Message.OPTIONAL,
            when="it is not out for another event",
        ),
        Step(
            name="take_back",
            sources=(ReservationState.HANDED_OVER,),
            targets=(ReservationState.RETURNED,),
            actors=_ANSWERING,
            label=_("It is back"),
            question=_("Is the device back?"),
            hint=_("In what condition is it, and what is missing?"),
            done=_("Noted: the device is back."),
            message=Message.OPTIONAL,
        ),
        Step(
            name="cancel",
            sources=(ReservationState.REQUESTED, ReservationState.CONFIRMED),
            targets=(ReservationState.CANCELLED,),
            actors=_ANSWERING,
            label=_("Cancel the reservation"),
            question=_("Cancel the reservation?"),
            explanation=_("The device is free at this time again, and the other side is told."),
            hint=_("Why is it cancelled? The other side reads this."),
            done=_("Cancelled. The other side is told."),
            button=Button.DANGER,
            message=Message.NEEDED,
        ),
        Step(
            name="ask_again",
            sources=(ReservationState.REQUESTED, ReservationState.CONFIRMED),
            targets=(ReservationState.REQUESTED,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="the event is moved, and the device is free at the new time",
        ),
        Step(
            name="let_go",
            sources=(ReservationState.REQUESTED, ReservationState.CONFIRMED),
            targets=(ReservationState.CANCELLED,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="the event is cancelled, or moved to a time at which the device is not free",
        ),
    ),
)

HOLDING = (ReservationState.REQUESTED, ReservationState.CONFIRMED, ReservationState.HANDED_OVER)
"""In these states nobody else gets the device at that time."""
