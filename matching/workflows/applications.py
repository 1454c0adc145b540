"""How applications move."""

from django.utils.translation import gettext_lazy as _

from matching.constants import ApplicationState
from portal.core.workflow import Actor, Badge, Button, Message, State, Step, Workflow

APPLICATION = Workflow(
    model="matching.application",
    field="state",
    initial=(ApplicationState.RECEIVED,),
    states=(
        State(
            value=ApplicationState.RECEIVED,
            staff_badge=Badge.NEEDS_SOMEBODY,
            waits_for=Actor.ORGANISATION,
            explanations={
                Actor.PERSON: _("The company has not opened it yet. You see here when it does."),
                Actor.ORGANISATION: _("The person waits for your answer."),
            },
        ),
        State(
            value=ApplicationState.VIEWED,
            badge=Badge.UNDER_WAY,
            staff_badge=Badge.NEEDS_SOMEBODY,
            waits_for=Actor.ORGANISATION,
            explanations={
                Actor.PERSON: _("The company has opened it. We write to you as soon as it answers."),
                Actor.ORGANISATION: _("The person knows that you have opened it, and waits for your answer."),
            },
        ),
        State(
            value=ApplicationState.SHORTLISTED,
            badge=Badge.UNDER_WAY,
            explanations={
                Actor.PERSON: _(
                    "The company is interested. We write to you as soon as it takes the next step."
                ),
                Actor.ORGANISATION: _(
                    "The person knows that you are interested. Invite them, offer the place, or decline."
                ),
            },
        ),
        State(
            value=ApplicationState.INTERVIEW,
            badge=Badge.UNDER_WAY,
            explanations={
                Actor.PERSON: _(
                    "The company would like to talk with you. You see here how to reach each other."
                ),
                Actor.ORGANISATION: _(
                    "You see here how to reach each other. After the interview, offer the place or decline."
                ),
            },
        ),
        State(
            value=ApplicationState.OFFERED,
            badge=Badge.NEEDS_SOMEBODY,
            staff_badge=Badge.UNDER_WAY,
            waits_for=Actor.PERSON,
            explanations={
                Actor.PERSON: _("The company offers you the place and waits for your answer."),
                Actor.ORGANISATION: _("The person decides now. We write to you as soon as they have."),
            },
        ),
        State(
            value=ApplicationState.ACCEPTED,
            badge=Badge.GOOD,
            is_final=True,
            explanations={
                Actor.PERSON: _(
                    "The place is yours. Agree on the first day here, and see how to reach each other."
                ),
                Actor.ORGANISATION: _(
                    "The place is taken. Agree on the first day here, and see how to reach each other."
                ),
            },
        ),
        State(
            value=ApplicationState.DECLINED,
            badge=Badge.BAD,
            is_final=True,
            explanations={
                Actor.PERSON: _("This one has not worked out. Below you see who helps you on."),
                Actor.ORGANISATION: _("The application is closed. The person has been told."),
            },
        ),
        State(
            value=ApplicationState.NOT_TAKEN,
            staff_badge=Badge.BAD,
            is_final=True,
            explanations={
                Actor.PERSON: _("You did not take the place."),
                Actor.ORGANISATION: _(
                    "The person did not take the place. You can offer it to somebody else."
                ),
            },
        ),
        State(
            value=ApplicationState.WITHDRAWN,
            staff_badge=Badge.BAD,
            is_final=True,
            explanations={
                Actor.PERSON: _("You have withdrawn the application."),
                Actor.ORGANISATION: _("The person is no longer interested. There is nothing to do."),
            },
        ),
    ),
    steps=(
        Step(
            name="view",
            sources=(ApplicationState.RECEIVED,),
            targets=(ApplicationState.VIEWED,),
            actors=(Actor.ORGANISATION,),
            label=_("Mark as viewed"),
            explanation=_("The person is told that you have opened the application."),
            hint=_("You need not write anything."),
            done=_("Marked as viewed."),
            message=Message.OPTIONAL,
            button=Button.NONE,
            when="by itself when the application is opened",
        ),
        Step(
            name="shortlist",
            sources=(ApplicationState.RECEIVED, ApplicationState.VIEWED),
            targets=(ApplicationState.SHORTLISTED,),
            actors=(Actor.ORGANISATION,),
            label=_("Put on the shortlist"),
            explanation=_("The person is told that you are interested and will be in touch."),
            hint=_("For instance when you will be in touch."),
            done=_("On the shortlist. The person has been told."),
            message=Message.OPTIONAL,
        ),
        Step(
            name="invite",
            sources=(ApplicationState.VIEWED, ApplicationState.SHORTLISTED),
            targets=(ApplicationState.INTERVIEW,),
            actors=(Actor.ORGANISATION,),
            label=_("Invite to an interview"),
            explanation=_(
                "Propose up to three times. The person chooses one or proposes others, and both of you get an entry "
                "for your calendar."
            ),
            done=_("Invited. You are told as soon as a time is chosen."),
            message=Message.OPTIONAL,
            when="with one to three times, a place or a link, and who waits there",
        ),
        Step(
            name="offer",
            sources=(ApplicationState.SHORTLISTED, ApplicationState.INTERVIEW),
            targets=(ApplicationState.OFFERED,),
            actors=(Actor.ORGANISATION,),
            label=_("Offer the place"),
            explanation=_(
                "The person can accept, and a place is taken then. You can decline until they have. Offer it when you "
                "mean it."
            ),
            hint=_("Say what comes next: contract, first day, who to ask."),
            done=_("Offered. The person has been told and can accept."),
            message=Message.OPTIONAL,
            when="a place is left",
        ),
        Step(
            name="decline",
            sources=(
                ApplicationState.RECEIVED,
                ApplicationState.VIEWED,
                ApplicationState.SHORTLISTED,
                ApplicationState.INTERVIEW,
                ApplicationState.OFFERED,
            ),
            targets=(ApplicationState.DECLINED,),
            actors=(Actor.ORGANISATION,),
            label=_("Decline"),
            explanation=_(
                "The person is told that you have decided otherwise. The application is closed for good."
            ),
            hint=_("A friendly sentence and a reason help the person with the next application."),
            done=_("Declined. The person has been told."),
            message=Message.OPTIONAL,
            button=Button.DANGER,
        ),
        Step(
            name="accept",
            sources=(ApplicationState.OFFERED,),
            targets=(ApplicationState.ACCEPTED,),
            actors=(Actor.PERSON,),
            label=_("Accept the place"),
            explanation=_(
                "You take the place, and the company is told. This is final: it can't be taken back here. You agree on "
                "the first day on the next page, where you see whom to ask."
            ),
            hint=_("For instance what you would like to know before you start."),
            done=_("The place is yours. The company has been told. Now agree on the first day."),
            message=Message.OPTIONAL,
            when="a place is left, and the company reads the application",
        ),
        Step(
            name="refuse",
            sources=(ApplicationState.OFFERED,),
            targets=(ApplicationState.NOT_TAKEN,),
            actors=(Actor.PERSON,),
            label=_("Do not take the place"),
            explanation=_("The company is told, and can offer the place to somebody else."),
            hint=_(
                "You need not give a reason. A friendly sentence helps the company to find somebody else."
            ),
            done=_("The company has been told that you do not take the place."),
            message=Message.OPTIONAL,
            button=Button.QUIET,
        ),
        Step(
            name="withdraw",
            sources=(
                ApplicationState.RECEIVED,
                ApplicationState.VIEWED,
                ApplicationState.SHORTLISTED,
                ApplicationState.INTERVIEW,
            ),
            targets=(ApplicationState.WITHDRAWN,),
            actors=(Actor.PERSON,),
            label=_("Withdraw the application"),
            explanation=_(
                "The company is told that you are no longer interested, and sees your profile no more."
            ),
            hint=_("You need not give a reason."),
            done=_("Withdrawn. The company has been told."),
            message=Message.OPTIONAL,
            button=Button.DANGER,
        ),
        Step(
            name="take_up",
            sources=(ApplicationState.NOT_TAKEN, ApplicationState.WITHDRAWN),
            targets=(ApplicationState.RECEIVED,),
            actors=(Actor.PERSON,),
            label=_("Take the application up again"),
            explanation=_(
                "The company is told, sees your application and profile again, and decides anew. You can do this once."
            ),
            hint=_("For instance what has changed."),
            done=_("Your application is with the company again. It has been told."),
            message=Message.OPTIONAL,
            reopens=True,
            when="the offer is still open, and it was not taken up again before",
        ),
        Step(
            name="close",
            sources=(
                ApplicationState.RECEIVED,
                ApplicationState.VIEWED,
                ApplicationState.SHORTLISTED,
                ApplicationState.INTERVIEW,
                ApplicationState.OFFERED,
            ),
            targets=(ApplicationState.DECLINED,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="the last place is taken, or the placement is closed as filled",
        ),
        Step(
            name="end_with_consent",
            sources=(
                ApplicationState.RECEIVED,
                ApplicationState.VIEWED,
                ApplicationState.SHORTLISTED,
                ApplicationState.INTERVIEW,
                ApplicationState.OFFERED,
            ),
            targets=(ApplicationState.WITHDRAWN,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="the guardian of a pupil takes the consent back; nobody reads the application from then on",
        ),
        Step(
            name="free_with_consent",
            sources=(ApplicationState.ACCEPTED,),
            targets=(ApplicationState.WITHDRAWN,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            reopens=True,
            when="the same, of a place that was taken and is free again",
        ),
    ),
)
