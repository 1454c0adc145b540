"""How dates of events move: each by itself, while the others stand."""

from django.utils.translation import gettext_lazy as _

from events.constants import SessionState
from portal.core.workflow import Actor, Badge, Button, Message, State, Step, Workflow

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
