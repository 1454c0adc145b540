"""How events move: whoever works for a programme drafts, its coordinators publish, and time ends."""

from django.utils.translation import gettext_lazy as _

from events.constants import BOOKED, EventState, RegistrationState, ReservationState, SessionState
from portal.core.workflow import Actor, Badge, Button, Message, State, Step, Workflow

EVENT = Workflow(
    model="events.event",
    field="state",
    initial=(EventState.DRAFT,),
    states=(
        State(
            value=EventState.DRAFT,
            explanations={Actor.STAFF: _("Only the people who run the programme see this page.")},
        ),
        State(
            value=EventState.SUBMITTED,
            badge=Badge.UNDER_WAY,
            staff_badge=Badge.NEEDS_SOMEBODY,
            waits_for=Actor.STAFF,
            explanations={
                Actor.STAFF: _(
                    "It waits for a coordinator. Only the people who run the programme see this page."
                )
            },
        ),
        State(value=EventState.PUBLISHED, badge=Badge.GOOD, is_public=True),
        State(value=EventState.DONE, is_public=True),
        State(value=EventState.CANCELLED, badge=Badge.BAD, is_public=True),
    ),
    steps=(
        Step(
            name="submit",
            sources=(EventState.DRAFT,),
            targets=(EventState.SUBMITTED,),
            actors=(Actor.STAFF,),
            label=_("Submit for review"),
            hint=_("What should the coordinators know?"),
            message=Message.OPTIONAL,
        ),
        Step(
            name="publish",
            sources=(EventState.DRAFT, EventState.SUBMITTED),
            targets=(EventState.PUBLISHED,),
            actors=(Actor.STAFF,),
            label=_("Publish"),
            when="it is not over yet",
        ),
        Step(
            name="send_back",
            sources=(EventState.SUBMITTED,),
            targets=(EventState.DRAFT,),
            actors=(Actor.STAFF,),
            label=_("Send back"),
            hint=_("What has to change before it can be published? Whoever submitted it reads this."),
            button=Button.QUIET,
            message=Message.NEEDED,
        ),
        Step(
            name="hide",
            sources=(EventState.PUBLISHED,),
            targets=(EventState.DRAFT,),
            actors=(Actor.STAFF,),
            label=_("Hide"),
            button=Button.QUIET,
        ),
        Step(
            name="cancel",
            sources=(EventState.PUBLISHED,),
            targets=(EventState.CANCELLED,),
            actors=(Actor.STAFF,),
            label=_("Cancel the event"),
            hint=_("Why does it not take place? Everybody reads this on its page."),
            button=Button.DANGER,
            message=Message.NEEDED,
            when="it is not over yet",
        ),
        Step(
            name="hold_after_all",
            sources=(EventState.CANCELLED,),
            targets=(EventState.PUBLISHED,),
            actors=(Actor.STAFF,),
            label=_("Hold it after all"),
            button=Button.QUIET,
            when="it is not over yet",
        ),
        Step(
            name="finish",
            sources=(EventState.PUBLISHED,),
            targets=(EventState.DONE,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="its end has passed",
        ),
        Step(
            name="go_on",
            sources=(EventState.DONE,),
            targets=(EventState.PUBLISHED,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="its end is moved to a day that is still to come",
        ),
    ),
)

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
_STANDS, _OFF = (SessionState.STANDING,), State(value=SessionState.CANCELLED, badge=Badge.BAD, is_final=True)
SESSION = Workflow(
    model="events.session",
    field="state",
    initial=_STANDS,
    states=(State(value=SessionState.STANDING), _OFF),
    steps=(
        Step(name="move", sources=_STANDS, targets=_STANDS, actors=(Actor.STAFF,), button=Button.NONE),
        Step(
            name="cancel",
            sources=_STANDS,
            targets=(SessionState.CANCELLED,),
            actors=(Actor.STAFF,),
            label=_("Cancel this date"),
            hint=_("Why does it not take place? Everybody reads this on the event’s page."),
            button=Button.DANGER,
            message=Message.NEEDED,
        ),
    ),
)

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
