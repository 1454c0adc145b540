"""How registrations move: a place, a place in line, one that is held, given back."""

from django.utils.translation import gettext_lazy as _

from events.constants import BOOKED, RegistrationState
from portal.core.workflow import Actor, Badge, Button, Message, State, Step, Workflow

REGISTRATION = Workflow(
    model="events.registration",
    field="state",
    initial=(
        RegistrationState.UNCONFIRMED,
        RegistrationState.INVITED,
        RegistrationState.REGISTERED,
        RegistrationState.WAITING,
    ),
    states=(
        State(
            value=RegistrationState.UNCONFIRMED,
            waits_for=Actor.PERSON,
            explanations={
                Actor.PERSON: _("Confirm that this address is yours. Only then a place is taken for you."),
                Actor.STAFF: _("The person has not confirmed the address yet and holds no place."),
            },
        ),
        State(
            value=RegistrationState.INVITED,
            badge=Badge.UNDER_WAY,
            waits_for=Actor.PERSON,
            explanations={
                Actor.PERSON: _("You are invited. Places go in the order in which people register."),
                Actor.STAFF: _("The person is invited, and has not answered yet."),
            },
        ),
        State(
            value=RegistrationState.REGISTERED,
            badge=Badge.GOOD,
            explanations={
                Actor.PERSON: _(
                    "You have a place. If you can’t come, give it back, so that somebody else can."
                ),
                Actor.STAFF: _("The person comes."),
            },
        ),
        State(
            value=RegistrationState.WAITING,
            badge=Badge.NEEDS_SOMEBODY,
            staff_badge=Badge.UNDER_WAY,
            explanations={
                Actor.PERSON: _("Everything is taken. We write to you as soon as a place is yours to take."),
                Actor.STAFF: _("The person is offered a place as soon as it is their turn."),
            },
        ),
        State(
            value=RegistrationState.OFFERED,
            badge=Badge.NEEDS_SOMEBODY,
            staff_badge=Badge.UNDER_WAY,
            waits_for=Actor.PERSON,
            explanations={
                Actor.PERSON: _("A place is held for you. Take it in time, else the next person is asked."),
                Actor.STAFF: _("A place is held for the person until they answer, or the time is up."),
            },
        ),
        State(
            value=RegistrationState.LAPSED,
            badge=Badge.BAD,
            explanations={
                Actor.PERSON: _("You have not taken the place in time, so it is no longer held for you."),
                Actor.STAFF: _("The person has not taken the place in time."),
            },
        ),
        State(
            value=RegistrationState.CANCELLED,
            explanations={
                Actor.PERSON: _("You do not come. As long as registration is open, you can register again."),
                Actor.STAFF: _("The person does not come."),
            },
        ),
    ),
    steps=(
        Step(
            name="confirm",
            sources=(RegistrationState.UNCONFIRMED,),
            targets=(RegistrationState.REGISTERED, RegistrationState.WAITING),
            actors=(Actor.PERSON,),
            label=_("Confirm, and take a place"),
            done=_("Your address is confirmed. This page is yours: come back by the link in your mails."),
            when="the link is not too old and registration is open",
        ),
        Step(
            name="invite",
            sources=(RegistrationState.LAPSED, RegistrationState.CANCELLED),
            targets=(RegistrationState.INVITED,),
            actors=(Actor.STAFF,),
            label=_("Invite again"),
            button=Button.NONE,
        ),
        Step(
            name="register",
            sources=(
                RegistrationState.INVITED,
                RegistrationState.LAPSED,
                RegistrationState.CANCELLED,
            ),
            targets=(RegistrationState.REGISTERED, RegistrationState.WAITING),
            actors=(Actor.PERSON, Actor.STAFF),
            label=_("Register for this event"),
            button=Button.NONE,
            when="registration is open; waiting where no place is free",
        ),
        Step(
            name="offer",
            sources=(RegistrationState.WAITING,),
            targets=(RegistrationState.OFFERED,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="a place comes free and it is their turn",
        ),
        Step(
            name="accept",
            sources=(RegistrationState.OFFERED,),
            targets=(RegistrationState.REGISTERED,),
            actors=(Actor.PERSON,),
            label=_("Take the place"),
            done=_("The place is yours."),
            when="the time is not up",
        ),
        Step(
            name="wait_on",
            sources=(RegistrationState.OFFERED,),
            targets=(RegistrationState.WAITING,),
            actors=(Actor.PERSON, Actor.PORTAL),
            label=_("Wait until all of us have a place"),
            done=_("You keep your place in line. We write to you once there is room for all of you."),
            button=Button.QUIET,
            when="fewer places are held than they asked for, or the event is cancelled",
        ),
        Step(
            name="lapse",
            sources=(RegistrationState.OFFERED,),
            targets=(RegistrationState.LAPSED,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="the time is up",
        ),
        Step(
            name="cancel",
            sources=(RegistrationState.INVITED, *BOOKED),
            targets=(RegistrationState.CANCELLED,),
            actors=(Actor.PERSON, Actor.STAFF),
            label=_("Give the place back"),
            question=_("Give the place back?"),
            explanation=_("It goes to the next person on the waiting list at once."),
            done=_("The place is given back. Thank you for saying so."),
            button=Button.DANGER,
            when="the event has not begun",
        ),
        Step(
            name="prefer",
            sources=(RegistrationState.WAITING,),
            targets=(RegistrationState.WAITING, RegistrationState.OFFERED),
            actors=(Actor.STAFF,),
            label=_("Put first in line"),
            hint=_("Why does this person come before those who wait for longer? The reason is kept."),
            button=Button.QUIET,
            message=Message.NEEDED,
        ),
    ),
)
