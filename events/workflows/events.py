"""How events move: whoever works for a programme drafts, its coordinators publish, and time ends."""

from django.utils.translation import gettext_lazy as _

from events.constants import EventState
from portal.core.workflow import Actor, Badge, Button, Message, State, Step, Workflow

EVENT = Workflow(
    model="events.event",
    field="state",
    initial=(EventState.DRAFT,),
    states=(
        State(
            value=EventState.DRAFT,
            explanations={
                Actor.STAFF: _("Only the people who run the programme see this page."),
                Actor.ORGANISATION: _(
                    "Submit it, and a coordinator looks at it. Only you and the people who run the programme see it."
                ),
            },
        ),
        State(
            value=EventState.SUBMITTED,
            badge=Badge.UNDER_WAY,
            staff_badge=Badge.NEEDS_SOMEBODY,
            waits_for=Actor.STAFF,
            explanations={
                Actor.STAFF: _(
                    "It waits for a coordinator. Only the people who run the programme see this page."
                ),
                Actor.ORGANISATION: _(
                    "It waits for a coordinator, who publishes it or sends it back. You get a message."
                ),
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
            actors=(Actor.ORGANISATION, Actor.STAFF),
            label=_("Submit for review"),
            done=_("It waits for a coordinator. You get a message."),
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
