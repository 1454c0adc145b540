"""How a guardian's consent moves."""

from portal.core.workflow import Actor, Badge, Button, State, Step, Workflow
from portal.privacy.constants import GuardianState

GUARDIAN_CONSENT = Workflow(
    model="privacy.guardianconsent",
    field="state",
    initial=(GuardianState.ASKED,),
    states=(
        State(value=GuardianState.ASKED, badge=Badge.NEEDS_SOMEBODY, waits_for=Actor.PERSON),
        State(value=GuardianState.LAPSED, badge=Badge.BAD, waits_for=Actor.STAFF),
        State(value=GuardianState.GIVEN, badge=Badge.GOOD),
        State(value=GuardianState.WITHDRAWN, badge=Badge.BAD),
    ),
    steps=(
        Step(
            name="give",
            sources=(GuardianState.ASKED,),
            targets=(GuardianState.GIVEN,),
            actors=(Actor.PERSON,),
            button=Button.NONE,
            when="the guardian opens the link and agrees",
        ),
        Step(
            name="lapse",
            sources=(GuardianState.ASKED,),
            targets=(GuardianState.LAPSED,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="the link has become too old",
        ),
        Step(
            name="withdraw",
            sources=(GuardianState.GIVEN,),
            targets=(GuardianState.WITHDRAWN,),
            actors=(Actor.PERSON,),
            button=Button.NONE,
            when="the guardian opens the link again and takes the consent back",
        ),
        Step(
            name="ask_again",
            sources=(GuardianState.ASKED, GuardianState.LAPSED, GuardianState.WITHDRAWN),
            targets=(GuardianState.ASKED,),
            actors=(Actor.STAFF,),
            button=Button.NONE,
            when="the operator makes a new link; the old one is worth nothing any more",
        ),
    ),
)
