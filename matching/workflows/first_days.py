"""How the two sides agree on the first day of work."""

from django.utils.translation import gettext_lazy as _

from matching.constants import FirstDayState
from portal.core.workflow import Actor, Badge, Button, State, Step, Workflow

FIRST_DAY = Workflow(
    model="matching.firstday",
    field="state",
    initial=(FirstDayState.SUGGESTED, FirstDayState.WISHED),
    states=(
        State(
            value=FirstDayState.SUGGESTED,
            badge=Badge.NEEDS_SOMEBODY,
            waits_for=Actor.PERSON,
            explanations={
                Actor.PERSON: _("The company suggests this day. Confirm it, or wish for another one."),
                Actor.ORGANISATION: _(
                    "The person confirms the day or wishes for another one. We write to you then."
                ),
            },
        ),
        State(
            value=FirstDayState.WISHED,
            badge=Badge.NEEDS_SOMEBODY,
            waits_for=Actor.ORGANISATION,
            explanations={
                Actor.PERSON: _("You wish for this day. We write to you as soon as the company answers."),
                Actor.ORGANISATION: _("The person wishes for this day. Confirm it, or suggest another one."),
            },
        ),
        State(
            value=FirstDayState.AGREED,
            badge=Badge.GOOD,
            explanations={
                Actor.PERSON: _("Both of you have agreed on it. If something changes, say so here or write."),
                Actor.ORGANISATION: _("Both of you have agreed on it. The person is told of each change."),
            },
        ),
    ),
    steps=(
        Step(
            name="suggest",
            sources=(FirstDayState.SUGGESTED, FirstDayState.WISHED, FirstDayState.AGREED),
            targets=(FirstDayState.SUGGESTED, FirstDayState.AGREED),
            actors=(Actor.ORGANISATION,),
            label=_("Suggest the first day"),
            done=_("The person has been told."),
            button=Button.NONE,
            when="agreed at once where the day and the hour are those that were agreed, or wished for",
        ),
        Step(
            name="wish",
            sources=(FirstDayState.SUGGESTED, FirstDayState.WISHED, FirstDayState.AGREED),
            targets=(FirstDayState.WISHED, FirstDayState.AGREED),
            actors=(Actor.PERSON,),
            label=_("Wish for another day"),
            done=_("The company has been told of your wish."),
            button=Button.NONE,
            when="agreed at once where the day and the hour are those that were agreed, or suggested",
        ),
        Step(
            name="confirm",
            sources=(FirstDayState.SUGGESTED,),
            targets=(FirstDayState.AGREED,),
            actors=(Actor.PERSON,),
            label=_("Confirm the first day"),
            done=_("Agreed. The company has been told."),
        ),
        Step(
            name="consent",
            sources=(FirstDayState.WISHED,),
            targets=(FirstDayState.AGREED,),
            actors=(Actor.ORGANISATION,),
            label=_("Confirm the first day"),
            done=_("Agreed. The person has been told."),
        ),
    ),
)
