"""How people come to a time. Whoever has called the appointment stands as the organisation, one mentor alone, too."""

from django.utils.translation import gettext_lazy as _

from portal.core.workflow import Actor, Badge, Button, Message, State, Step, Workflow
from programmes.constants import AppointmentState

APPOINTMENT = Workflow(
    model="programmes.appointment",
    field="state",
    initial=(AppointmentState.PROPOSED,),
    states=(
        State(
            value=AppointmentState.PROPOSED,
            badge=Badge.NEEDS_SOMEBODY,
            staff_badge=Badge.UNDER_WAY,
            waits_for=Actor.PERSON,
            explanations={
                Actor.PERSON: _("Choose one of the times, or propose others."),
                Actor.ORGANISATION: _("You are told as soon as a time is chosen, or others are proposed."),
            },
        ),
        State(
            value=AppointmentState.COUNTERED,
            badge=Badge.NEEDS_SOMEBODY,
            staff_badge=Badge.UNDER_WAY,
            waits_for=Actor.ORGANISATION,
            explanations={
                Actor.PERSON: _("You are told as soon as a time is chosen, or others are proposed."),
                Actor.ORGANISATION: _("Choose one of the times, or propose others."),
            },
        ),
        State(
            value=AppointmentState.AGREED,
            badge=Badge.GOOD,
        ),
        State(value=AppointmentState.CANCELLED, badge=Badge.BAD, is_final=True),
    ),
    steps=(
        Step(
            name="choose",
            sources=(AppointmentState.PROPOSED,),
            targets=(AppointmentState.AGREED,),
            actors=(Actor.PERSON,),
            label=_("Agree to this time"),
            explanation=_("The appointment stands then, and both sides get an entry for their calendar."),
            done=_("Agreed. Both sides have a message with an entry for the calendar."),
            when="the time lies ahead",
        ),
        Step(
            name="choose_countered",
            sources=(AppointmentState.COUNTERED,),
            targets=(AppointmentState.AGREED,),
            actors=(Actor.ORGANISATION,),
            label=_("Agree to this time"),
            explanation=_("The appointment stands then, and both sides get an entry for their calendar."),
            done=_("Agreed. Both sides have a message with an entry for the calendar."),
            when="the time lies ahead",
        ),
        Step(
            name="propose_others",
            sources=(AppointmentState.PROPOSED, AppointmentState.AGREED),
            targets=(AppointmentState.COUNTERED,),
            actors=(Actor.PERSON,),
            label=_("Propose other times"),
            explanation=_("The other side is told, and chooses one of them or proposes others."),
            done=_("Proposed. You are told as soon as a time is chosen."),
            message=Message.OPTIONAL,
            button=Button.QUIET,
            when="of an agreed one: with a reason, before it has begun; the agreed time no longer stands then",
        ),
        Step(
            name="propose_again",
            sources=(AppointmentState.PROPOSED, AppointmentState.COUNTERED, AppointmentState.AGREED),
            targets=(AppointmentState.PROPOSED,),
            actors=(Actor.ORGANISATION,),
            label=_("Propose other times"),
            explanation=_("The other side is told, and chooses one of them or proposes others."),
            done=_("Proposed. You are told as soon as a time is chosen."),
            message=Message.OPTIONAL,
            button=Button.QUIET,
            when="of an agreed one: with a reason, before it has begun; the agreed time no longer stands then",
        ),
        Step(
            name="change_place",
            sources=(AppointmentState.PROPOSED, AppointmentState.COUNTERED, AppointmentState.AGREED),
            actors=(Actor.ORGANISATION,),
            label=_("Change the place"),
            explanation=_("The other side is told, and an entry in a calendar follows."),
            done=_("Changed. The other side has been told."),
            button=Button.QUIET,
            when="of an agreed one: before it has begun",
        ),
        Step(
            name="cancel",
            sources=(AppointmentState.PROPOSED, AppointmentState.COUNTERED, AppointmentState.AGREED),
            targets=(AppointmentState.CANCELLED,),
            actors=(Actor.PERSON, Actor.ORGANISATION),
            label=_("Cancel the appointment"),
            explanation=_(
                "The other side is told the reason. What you have applied for, or agreed on besides, stays. A "
                "cancelled appointment can't be brought back: new times are proposed then."
            ),
            done=_("Cancelled. The other side has been told."),
            message=Message.OPTIONAL,
            button=Button.DANGER,
            when="of an agreed one: before it has begun",
        ),
        Step(
            name="close",
            sources=(AppointmentState.PROPOSED, AppointmentState.COUNTERED, AppointmentState.AGREED),
            targets=(AppointmentState.CANCELLED,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="what it is about has ended, or one of the two asks to be erased, while it lies ahead",
        ),
    ),
)
