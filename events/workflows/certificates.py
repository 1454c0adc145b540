"""How certificates move: issued once, and then replaced by another, or revoked."""

from django.utils.translation import gettext_lazy as _

from events.constants import CertificateState
from portal.core.workflow import Actor, Badge, Button, Message, State, Step, Workflow

_VALID = (CertificateState.ISSUED,)

CERTIFICATE = Workflow(
    model="events.certificate",
    field="state",
    initial=_VALID,
    states=(
        State(value=CertificateState.ISSUED, badge=Badge.GOOD),
        State(value=CertificateState.REVOKED, badge=Badge.BAD, is_final=True),
        State(value=CertificateState.REPLACED, is_final=True),
    ),
    steps=(
        Step(
            name="reissue",
            sources=_VALID,
            targets=(CertificateState.REPLACED,),
            actors=(Actor.STAFF,),
            button=Button.NONE,
            when="another one is issued, which says that it replaces this one",
        ),
        Step(
            name="revoke",
            sources=_VALID,
            targets=(CertificateState.REVOKED,),
            actors=(Actor.STAFF,),
            label=_("Revoke it"),
            hint=_(
                "Why does it no longer hold? The person reads this; whoever verifies the certificate does not."
            ),
            button=Button.DANGER,
            message=Message.NEEDED,
        ),
    ),
)
