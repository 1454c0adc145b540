"""What conversations add to shared pages: what is unread, what was reported; what of them is deleted, and when."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.notifications.extensions import Quote, destinations, quotations
from portal.privacy.extensions import Kept, RetentionRule, keepers, retention_rules
from portal.users.models import User
from programmes.access import access_of
from programmes.extensions import ActionCount, NextStep, action_counts, next_steps
from programmes.models import (
    Conversation,
    ConversationParticipant,
    Message,
    MessageFile,
    MessageReport,
)
from programmes.presentation.conversations import quotes_of_messages
from programmes.queries.conversations import open_reports, unread_by_side
from programmes.querysets.programmes import ProgrammeQuerySet
from programmes.scoping import whoever_reaches
from programmes.workflows.conversations import ReportState

destinations.add("programmes:conversation", whoever_reaches(Conversation.objects.visible_to))
destinations.add(
    "admin:programmes_messagereport_change", whoever_reaches(MessageReport.objects.administered_by)
)


@quotations.register("programmes.message")
def what_messages_say(asked: Mapping[User, Collection[int]]) -> Mapping[tuple[int, int], Quote]:
    """The text of messages, to those who may read it today."""
    found = {
        reader: list(
            Message.objects.visible_to(reader)
            .filter(pk__in=list(keys))
            .select_related("conversation", "side__person", "side__organisation", "side__programme")
            .order_by("number")
        )
        for reader, keys in asked.items()
    }
    return quotes_of_messages(found)


@next_steps.register("programmes.conversations")
def messages_to_read(user: User) -> Iterator[NextStep]:
    """For whoever has been written to: their own conversations, and those of the organisation they recruit for."""
    for organisation, name, number in unread_by_side(user):
        yield _unread(number, organisation, name)


def _unread(number: int, organisation: int | None, name: str) -> NextStep:
    page = "programmes:organisation_conversations" if organisation else "programmes:my_conversations"
    return NextStep(
        title=ngettext(
            "%(number)d conversation has new messages",
            "%(number)d conversations have new messages",
            number,
        )
        % {"number": number},
        hint=name or _("Somebody waits for your answer."),
        url=reverse(page, args=[organisation] if organisation else []),
        action=_("Read"),
        urgency=8,
    )


@action_counts.register("programmes.reports")
def messages_reported(user: User, programmes: ProgrammeQuerySet) -> Iterator[ActionCount]:
    if access_of(user).reaches("change", MessageReport):
        yield ActionCount(
            label=_("Reported messages"),
            waiting=open_reports(user, programmes),
            url=f"{reverse('admin:programmes_messagereport_changelist')}?state__exact={ReportState.OPEN}",
            hint=_("Somebody waits for you to look at them."),
        )


# --- What is kept, and what is deleted by itself -------------------------------------------------------------------


@keepers.register("programmes.conversations")
def kept_for_reports(person: User) -> dict[str, dict[int, Kept]]:
    """What somebody has reported stays until a coordinator has looked at it: Article 17(3)(e) GDPR."""
    rows = Conversation.objects.filter(participants__person__in=person.keys()).with_open_report()
    keys = list(rows.values_list("pk", flat=True))
    return {
        "programmes.conversation": _kept(Conversation.objects.filter(pk__in=keys)),
        "programmes.conversationparticipant": _kept(
            ConversationParticipant.objects.filter(conversation__in=keys)
        ),
        "programmes.message": _kept(Message.objects.filter(conversation__in=keys)),
        "programmes.messagefile": _kept(MessageFile.objects.filter(message__conversation__in=keys)),
        "programmes.messagereport": _kept(MessageReport.objects.filter(message__conversation__in=keys)),
    }


def _kept(rows: QuerySet[Any]) -> dict[int, Kept]:
    """Until the report is closed, of which nobody knows the day."""
    return dict.fromkeys(rows.values_list("pk", flat=True), Kept(until=None))


def _about_nothing_any_more(before: datetime) -> QuerySet[Any]:
    return Conversation.objects.without_subject().filter(created_at__lt=before)


retention_rules.add(
    "conversations",
    RetentionRule(
        title=gettext_lazy("Conversations about what is no longer there"),
        why=gettext_lazy("What was written about an application goes when the application does."),
        days=1,
        rows=_about_nothing_any_more,
    ),
)
