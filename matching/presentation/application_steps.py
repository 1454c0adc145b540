"""The words around each step of an application: on its button, before it is taken, and after."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matching.constants import ApplicationState


@dataclass(frozen=True)
class StepWords:
    """`explanation` says what happens to the other side; `hint` what a message could hold."""

    label: str | Promise
    explanation: str | Promise
    hint: str | Promise
    done: str | Promise
    kind: str = ""


STEP_WORDS = {
    ApplicationState.VIEWED: StepWords(
        label=_("Mark as viewed"),
        explanation=_("The person is told that you have opened the application."),
        hint=_("You need not write anything."),
        done=_("Marked as viewed."),
        kind="quiet",
    ),
    ApplicationState.SHORTLISTED: StepWords(
        label=_("Put on the shortlist"),
        explanation=_("The person is told that you are interested and will be in touch."),
        hint=_("For instance when you will be in touch."),
        done=_("On the shortlist. The person has been told."),
    ),
    ApplicationState.INTERVIEW: StepWords(
        label=_("Invite to an interview"),
        explanation=_("The person is told that you would like to talk, and reads your message."),
        hint=_("Suggest two or three times, say where or how you meet, and how the person can reach you."),
        done=_("Invited. The person has been told."),
    ),
    ApplicationState.OFFERED: StepWords(
        label=_("Offer the place"),
        explanation=_(
            "The person can accept with one click, and a place is taken then. Offer it when you mean it."
        ),
        hint=_("Say what comes next: contract, first day, who to ask."),
        done=_("Offered. The person has been told and can accept."),
    ),
    ApplicationState.DECLINED: StepWords(
        label=_("Decline"),
        explanation=_(
            "The person is told that you have decided otherwise. The application is closed for good."
        ),
        hint=_("A friendly sentence and a reason help the person with the next application."),
        done=_("Declined. The person has been told."),
        kind="danger",
    ),
    ApplicationState.ACCEPTED: StepWords(
        label=_("Accept the place"),
        explanation=_(
            "You take the place, and the company is told. It gets in touch with you about what comes next."
        ),
        hint=_("For instance how the company can reach you best."),
        done=_("The place is yours. The company has been told and gets in touch with you."),
    ),
    ApplicationState.WITHDRAWN: StepWords(
        label=_("Withdraw the application"),
        explanation=_(
            "The company is told that you are no longer interested. You can't apply for this offer again."
        ),
        hint=_("You need not give a reason."),
        done=_("Withdrawn. The company has been told."),
        kind="danger",
    ),
}
