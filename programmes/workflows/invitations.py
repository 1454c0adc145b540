"""How what is asked of the owner of an address moves."""

from django.utils.translation import gettext_lazy as _

from portal.core.workflow import Actor, Badge, Button, State, Step, Workflow
from programmes.constants import INVITATION_DAYS, LAPSED_DAYS, InvitationState


def _invitation(model: str, *inviting: Actor) -> Workflow[InvitationState]:
    """What is asked of the owner of an address, by those in `inviting`."""
    either = (InvitationState.OPEN, InvitationState.LAPSED)
    ends = (
        ("accept", (InvitationState.OPEN,), (Actor.PERSON,), ""),
        ("decline", (InvitationState.OPEN,), (Actor.PERSON,), ""),
        ("withdraw", either, inviting, ""),
        ("forget", (InvitationState.LAPSED,), (Actor.PORTAL,), f"{LAPSED_DAYS} days after it has lapsed"),
    )
    return Workflow(
        model=model,
        field="state",
        initial=(InvitationState.OPEN,),
        states=(
            State(
                value=InvitationState.OPEN,
                badge=Badge.NEEDS_SOMEBODY,
                waits_for=Actor.PERSON,
                explanations={Actor.STAFF: _("Nothing is granted before the owner of the address accepts.")},
            ),
            State(value=InvitationState.LAPSED, badge=Badge.BAD),
        ),
        steps=(
            *(
                Step(name=name, sources=sources, actors=actors, button=Button.NONE, deletes=True, when=when)
                for name, sources, actors, when in ends
            ),
            Step(
                name="lapse",
                sources=(InvitationState.OPEN,),
                targets=(InvitationState.LAPSED,),
                actors=(Actor.PORTAL,),
                button=Button.NONE,
                when=f"nobody has answered for {INVITATION_DAYS} days; whoever invited is told",
            ),
            Step(
                name="ask_again",
                sources=(InvitationState.LAPSED,),
                targets=(InvitationState.OPEN,),
                actors=inviting,
                label=_("Ask again"),
                button=Button.QUIET,
            ),
        ),
    )


MEMBERSHIP_INVITATION = _invitation("programmes.membershipinvitation", Actor.STAFF)
CONTACT_INVITATION = _invitation("programmes.contactinvitation", Actor.ORGANISATION, Actor.STAFF)
