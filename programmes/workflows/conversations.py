"""Where conversations stand: what each is about, what is said where minors take part, what becomes of a report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.workflow import Actor, Badge, Button, State, Step, Workflow

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.users.models import User
    from programmes.models import Conversation, Programme


class SetSentence(models.TextChoices):
    """All that is said to and by minors, who get and write no free text: first the others' sentences, then theirs."""

    LOOKING = "looking", _("Thank you for asking. We look at it and answer soon.")
    WELCOME = "welcome", _("You are welcome. We look forward to meeting you.")
    EARLIER = "earlier", _("Please be there ten minutes before it begins.")
    CLOTHES = "clothes", _("Please wear closed shoes and clothes that may get dirty.")
    FORM = "form", _("Please bring the form that your parent or guardian has signed.")
    MOVED = "moved", _("The date has to be moved. The people of your programme tell you the new one.")
    TAKEN = "taken", _("All places are taken this time. Please ask for another offer.")
    ASK_PROGRAMME = (
        "ask_programme",
        _("Please ask the people of your programme. They can help you with this."),
    )
    THANKS = "thanks", _("Thank you.")
    COMING = "coming", _("I will come.")
    NOT_COMING = "not_coming", _("I can't come on that day.")
    WHEN = "when", _("When shall I be there?")
    WHERE = "where", _("Where shall I go?")
    BRING = "bring", _("What shall I bring along?")
    TALK = "talk", _("I have a question. Please speak with me in person.")


class ReportReason(models.TextChoices):
    """Why somebody shows a message to the coordinators."""

    INSULT = "insult", _("It insults or threatens me")
    DISCRIMINATION = "discrimination", _("It treats me worse for who I am")
    HARASSMENT = "harassment", _("It is a sexual or unwanted advance")
    FRAUD = "fraud", _("It asks for money or data, or is a fraud")
    OTHER = "other", pgettext_lazy("reason for a report", "Something else")


class ReportState(models.TextChoices):
    """Where the look at a reported message stands, and how it ended."""

    OPEN = "open", pgettext_lazy("report of a message", "To look at")
    UNFOUNDED = "unfounded", pgettext_lazy("report of a message", "Nothing against the rules")
    WARNED = "warned", pgettext_lazy("report of a message", "Writer told of the rules")
    ENDED = "ended", pgettext_lazy("report of a message", "Conversation closed")


@dataclass(frozen=True)
class Subject:
    """What a conversation is about, for its reader, and with whom; where a minor takes part, it takes no text."""

    title: str
    url: str
    other: str
    standing: str = ""
    is_open: bool = True
    takes_text: bool = True


class ConversationSubject(NamedTuple):
    """What an app knows of its rows with a `conversation`. `about` leaves out what is gone; it is one question."""

    rows: Callable[[], QuerySet[Any]]
    read_by_organisations: Callable[[], QuerySet[Any]]
    about: Callable[[Collection[Conversation], User], Mapping[int, Subject]]
    programmes: Callable[[Conversation], Iterable[Programme]]


REPORT = Workflow(
    model="programmes.messagereport",
    field="state",
    initial=(ReportState.OPEN,),
    states=(
        State(
            value=ReportState.OPEN,
            badge=Badge.NEEDS_SOMEBODY,
            waits_for=Actor.STAFF,
            explanations={
                Actor.STAFF: _(
                    "Read the message with those around it, and decide. Both sides stay as they are until then."
                ),
                Actor.PERSON: _("A coordinator looks at it. You are told what comes of it."),
            },
        ),
        State(
            value=ReportState.UNFOUNDED,
            is_final=True,
            explanations={
                Actor.PERSON: _(
                    "A coordinator has read the message and found nothing in it against the rules. You can still block "
                    "the conversation; nobody is asked why."
                ),
            },
        ),
        State(
            value=ReportState.WARNED,
            badge=Badge.GOOD,
            is_final=True,
            explanations={
                Actor.PERSON: _(
                    "A coordinator has read the message, and has told the other side to keep to the rules."
                ),
                Actor.ORGANISATION: _(
                    "A message from your side was reported, and a coordinator has read it. It was against the rules: "
                    "be friendly, ask for nothing that has nothing to do with the matter, and accept a no."
                ),
            },
        ),
        State(
            value=ReportState.ENDED,
            badge=Badge.BAD,
            is_final=True,
            explanations={
                Actor.PERSON: _(
                    "A coordinator has read the message and closed the conversation. Nobody can write in it any more."
                ),
                Actor.ORGANISATION: _(
                    "A message from your side was reported, and a coordinator has read it. It was against the rules, "
                    "so the conversation is closed. Nobody can write in it any more."
                ),
            },
        ),
    ),
    steps=(
        Step(
            name="dismiss",
            sources=(ReportState.OPEN,),
            targets=(ReportState.UNFOUNDED,),
            actors=(Actor.STAFF,),
            label=_("Nothing against the rules"),
            explanation=_("Whoever reported it is told so; the other side hears nothing of it."),
            button=Button.QUIET,
        ),
        Step(
            name="warn",
            sources=(ReportState.OPEN,),
            targets=(ReportState.WARNED,),
            actors=(Actor.STAFF,),
            label=_("Tell the writer of the rules"),
            explanation=_("Both sides are told. They can go on writing."),
        ),
        Step(
            name="end",
            sources=(ReportState.OPEN,),
            targets=(ReportState.ENDED,),
            actors=(Actor.STAFF,),
            label=_("Close the conversation"),
            explanation=_("Both sides are told, and nobody writes in it any more. It can't be opened again."),
            button=Button.DANGER,
        ),
    ),
)
