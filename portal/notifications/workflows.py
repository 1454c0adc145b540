"""How the mail of a notification moves."""

from django.utils.translation import gettext_lazy as _

from portal.core.workflow import Actor, Badge, Button, State, Step, Workflow
from portal.notifications.constants import Delivery

DELIVERY = Workflow(
    model="notifications.notification",
    field="delivery",
    initial=(Delivery.PENDING, Delivery.SKIPPED),
    states=(
        State(value=Delivery.PENDING, waits_for=Actor.PORTAL),
        State(value=Delivery.SENT, badge=Badge.GOOD, is_final=True),
        State(value=Delivery.SKIPPED, is_final=True),
        State(
            value=Delivery.FAILED,
            badge=Badge.BAD,
            waits_for=Actor.STAFF,
            explanations={
                Actor.STAFF: _(
                    "The mail server has refused them for two days. See its log, then send them again."
                )
            },
        ),
    ),
    steps=(
        Step(
            name="send",
            sources=(Delivery.PENDING,),
            targets=(Delivery.SENT,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="it is due, and the mail server takes it",
        ),
        Step(
            name="skip",
            sources=(Delivery.PENDING,),
            targets=(Delivery.SKIPPED,),
            actors=(Actor.PERSON, Actor.PORTAL),
            button=Button.NONE,
            when="the person wants no such mails, has no address, or has closed the account",
        ),
        Step(
            name="give_up",
            sources=(Delivery.PENDING,),
            targets=(Delivery.FAILED,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="the last try has failed",
        ),
        Step(
            name="send_again",
            sources=(Delivery.FAILED,),
            targets=(Delivery.PENDING,),
            actors=(Actor.STAFF,),
            label=_("Send the chosen messages again"),
            when="it carried no secret, which is forgotten by then",
        ),
    ),
)
