"""How events move. Their state is set in the administration's form, and a mistake there can be set right."""

from django.utils.translation import gettext_lazy as _

from events.constants import EventState
from portal.core.workflow import Actor, Badge, Button, State, Step, Workflow

EVENT = Workflow(
    model="events.event",
    field="state",
    initial=tuple(EventState),
    states=(
        State(
            value=EventState.DRAFT,
            waits_for=Actor.STAFF,
            explanations={Actor.STAFF: _("Only the people who run the programme see this page.")},
        ),
        State(value=EventState.PUBLISHED, badge=Badge.GOOD, is_public=True),
        State(value=EventState.DONE, is_public=True),
        State(value=EventState.CANCELLED, badge=Badge.BAD, is_public=True),
    ),
    steps=(
        Step(
            name="publish",
            sources=(EventState.DRAFT, EventState.DONE, EventState.CANCELLED),
            targets=(EventState.PUBLISHED,),
            actors=(Actor.STAFF,),
            button=Button.NONE,
        ),
        Step(
            name="finish",
            sources=(EventState.DRAFT, EventState.PUBLISHED, EventState.CANCELLED),
            targets=(EventState.DONE,),
            actors=(Actor.STAFF,),
            button=Button.NONE,
        ),
        Step(
            name="cancel",
            sources=(EventState.DRAFT, EventState.PUBLISHED, EventState.DONE),
            targets=(EventState.CANCELLED,),
            actors=(Actor.STAFF,),
            button=Button.NONE,
        ),
        Step(
            name="take_back",
            sources=(EventState.PUBLISHED, EventState.DONE, EventState.CANCELLED),
            targets=(EventState.DRAFT,),
            actors=(Actor.STAFF,),
            button=Button.NONE,
        ),
    ),
)
