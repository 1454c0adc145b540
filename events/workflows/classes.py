"""How classes come to events, and how their guardians answer."""

from django.utils.translation import gettext_lazy as _

from events.constants import CLASS_COMES, ClassState, ConsentState
from portal.core.workflow import Actor, Badge, Button, Message, State, Step, Workflow

_ANSWERING = (Actor.ORGANISATION, Actor.STAFF)
"""The host answers; those who run the programme where there is none, or on its behalf."""

CLASS_BOOKING = Workflow(
    model="events.classbooking",
    field="state",
    initial=(ClassState.BOOKED,),
    states=(
        State(
            value=ClassState.BOOKED,
            badge=Badge.UNDER_WAY,
            waits_for=Actor.ORGANISATION,
            explanations={
                Actor.PERSON: _("The places are yours. Whoever receives you has not confirmed the day yet."),
                Actor.ORGANISATION: _("The school waits for your answer."),
                Actor.STAFF: _("Whoever receives the class has not confirmed the day yet."),
            },
        ),
        State(
            value=ClassState.CONFIRMED,
            badge=Badge.GOOD,
            explanations={
                Actor.PERSON: _("The day is confirmed. Collect the consents of the guardians."),
                Actor.ORGANISATION: _("You have confirmed the day, and the school knows."),
                Actor.STAFF: _("The day is confirmed."),
            },
        ),
        State(value=ClassState.DECLINED, badge=Badge.BAD, is_final=True),
        State(value=ClassState.CANCELLED, badge=Badge.BAD, is_final=True),
        State(value=ClassState.DONE, is_final=True),
    ),
    steps=(
        Step(
            name="confirm",
            sources=(ClassState.BOOKED,),
            targets=(ClassState.CONFIRMED,),
            actors=_ANSWERING,
            label=_("Confirm the day"),
            question=_("Confirm the day?"),
            hint=_("Where is the class met, and by whom? The school reads this."),
            done=_("Confirmed. The school is told."),
            message=Message.OPTIONAL,
        ),
        Step(
            name="decline",
            sources=(ClassState.BOOKED,),
            targets=(ClassState.DECLINED,),
            actors=_ANSWERING,
            label=_("Decline the class"),
            question=_("Decline the class?"),
            explanation=_("Its places are free again."),
            hint=_("Why can’t the class come? The school reads this."),
            done=_("Declined. The school is told."),
            button=Button.QUIET,
            message=Message.NEEDED,
        ),
        Step(
            name="cancel",
            sources=CLASS_COMES,
            targets=(ClassState.CANCELLED,),
            actors=(Actor.PERSON, *_ANSWERING),
            label=_("Cancel the visit"),
            question=_("Cancel the visit of the class?"),
            explanation=_("The places are free again, and what guardians have answered is deleted."),
            hint=_("Why is it cancelled? The other side reads this."),
            done=_("Cancelled. The other side is told."),
            button=Button.DANGER,
            message=Message.NEEDED,
            when="the event has not begun",
        ),
        Step(
            name="ask_again",
            sources=CLASS_COMES,
            targets=(ClassState.BOOKED,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="the event is moved",
        ),
        Step(
            name="finish",
            sources=CLASS_COMES,
            targets=(ClassState.DONE,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="the event is over",
        ),
    ),
)

CLASS_CONSENT = Workflow(
    model="events.classconsent",
    field="state",
    initial=(ConsentState.ASKED,),
    states=(
        State(value=ConsentState.ASKED, badge=Badge.NEEDS_SOMEBODY, waits_for=Actor.PERSON),
        State(value=ConsentState.GIVEN, badge=Badge.GOOD),
        State(value=ConsentState.REFUSED, badge=Badge.BAD),
        State(value=ConsentState.WITHDRAWN, badge=Badge.BAD),
    ),
    steps=(
        Step(
            name="give",
            sources=(ConsentState.ASKED, ConsentState.REFUSED, ConsentState.WITHDRAWN),
            targets=(ConsentState.GIVEN,),
            actors=(Actor.PERSON,),
            label=_("I agree"),
            done=_("Thank you. The school sees that you have agreed."),
            when="the class comes and the event has not begun",
        ),
        Step(
            name="refuse",
            sources=(ConsentState.ASKED,),
            targets=(ConsentState.REFUSED,),
            actors=(Actor.PERSON,),
            label=_("I do not agree"),
            done=_(
                "Noted. The school sees that for this number nobody has agreed. You can change your mind."
            ),
            button=Button.QUIET,
            when="the class comes and the event has not begun",
        ),
        Step(
            name="withdraw",
            sources=(ConsentState.GIVEN,),
            targets=(ConsentState.WITHDRAWN,),
            actors=(Actor.PERSON,),
            label=_("Take the consent back"),
            done=_("You have taken the consent back. The names that you gave are deleted."),
            button=Button.DANGER,
            when="the event has not begun",
        ),
        Step(
            name="ask_again",
            sources=tuple(ConsentState),
            targets=(ConsentState.ASKED,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="the event is moved to another day",
        ),
    ),
)
