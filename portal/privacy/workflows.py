"""How a guardian's consent, a request for erasure and a copy of one's data move."""

from django.utils.translation import gettext_lazy as _

from portal.core.made_files import file_steps
from portal.core.workflow import Actor, Badge, Button, State, Step, Workflow
from portal.privacy.constants import CopyState, ErasureState, GuardianState

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
            actors=(Actor.STAFF, Actor.PERSON),
            button=Button.NONE,
            when="the operator makes a new link, or the guardian opens one that was mailed to them",
        ),
    ),
)


ERASURE = Workflow(
    model="privacy.erasurerequest",
    field="state",
    initial=(ErasureState.WAITING,),
    states=(
        State(
            value=ErasureState.WAITING,
            badge=Badge.NEEDS_SOMEBODY,
            waits_for=Actor.PORTAL,
            explanations={
                Actor.PERSON: _(
                    "Until it is carried out, your data is no longer used, and you can change your mind."
                ),
                Actor.STAFF: _(
                    "The person's data is kept and not used; the person can still take the request back."
                ),
            },
        ),
        State(value=ErasureState.TAKEN_BACK, badge=Badge.NEUTRAL, is_final=True),
        State(value=ErasureState.DONE, badge=Badge.GOOD, is_final=True),
    ),
    steps=(
        Step(
            name="take_back",
            sources=(ErasureState.WAITING,),
            targets=(ErasureState.TAKEN_BACK,),
            actors=(Actor.PERSON,),
            label=_("Keep my account"),
            done=_("You have taken your request back. Your data is used as before."),
        ),
        Step(
            name="carry_out",
            sources=(ErasureState.WAITING,),
            targets=(ErasureState.DONE,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="the waiting period has passed, or the operator carries out a letter at once",
        ),
    ),
)

_MEANWHILE = _("You can leave this page; your inbox tells you when the copy is ready.")

COPY = Workflow(
    model="privacy.datacopy",
    field="state",
    initial=(CopyState.QUEUED,),
    states=(
        State(value=CopyState.QUEUED, waits_for=Actor.PORTAL, explanations={Actor.PERSON: _MEANWHILE}),
        State(
            value=CopyState.RUNNING,
            badge=Badge.UNDER_WAY,
            waits_for=Actor.PORTAL,
            explanations={Actor.PERSON: _MEANWHILE},
        ),
        State(
            value=CopyState.READY,
            badge=Badge.GOOD,
            explanations={Actor.PERSON: _("Nobody but you can fetch it.")},
        ),
        State(
            value=CopyState.FAILED,
            badge=Badge.BAD,
            is_final=True,
            explanations={Actor.PERSON: _("Something went wrong. You can ask again at once.")},
        ),
        State(value=CopyState.EXPIRED, is_final=True),
    ),
    steps=file_steps(CopyState, expires_when="it could be fetched for a week"),
)
