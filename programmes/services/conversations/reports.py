"""Showing a message to the coordinators, and what they do about it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError, NotAllowed
from portal.core.text import clean_text
from portal.notifications.services.notifications import notify_all
from portal.users.models import User
from programmes.access import may, may_administer
from programmes.models import Conversation, ConversationParticipant, Message, MessageReport
from programmes.notices.conversations import MessageReported, ReportClosed, ToldOfRules
from programmes.queries.conversations import people_of, programmes_of, side_of
from programmes.workflows.conversations import REPORT, ReportReason, ReportState

WORDS_LIMIT = 1000


class OwnMessage(DomainError):
    message = _("This message comes from your own side.")


class ReportedAlready(DomainError):
    message = _("Your side has reported this message already. A coordinator looks at it.")


@transaction.atomic
def report_message(*, message: Message, reason: ReportReason, words: str = "", by: User) -> MessageReport:
    """Show a message to the coordinators it has to do with, who are told.

    Raises NotAllowed, OwnMessage, ReportedAlready.
    """
    if not may(by, "view", message) or not may(by, "add", MessageReport):
        raise NotAllowed
    conversation = Conversation.objects.select_for_update().get(pk=message.conversation_id)
    side = side_of(conversation, by)
    if side is None:
        raise NotAllowed
    if side.pk == message.side_id:
        raise OwnMessage
    if MessageReport.objects.filter(message=message, side=side).exists():
        raise ReportedAlready
    words = clean_text(words)[:WORDS_LIMIT]
    report = MessageReport.objects.create(
        message=message, side=side, reported_by=by, reason=reason, words=words
    )
    programmes = programmes_of(conversation)
    report.programmes.set(programmes)
    for programme in programmes:
        notify_all(User.objects.coordinating(programme), MessageReported(report=report.pk), exclude=by)
    return report


@transaction.atomic
def close_report(*, report: MessageReport, step: str, by: User) -> MessageReport:
    """Decide what comes of it, by a step of the workflow, and tell both sides as far as it concerns them.

    Whoever wrote the message hears of the report only where something follows from it. Raises NotAllowed, WrongState.
    """
    if not may_administer(by, "change", report):
        raise NotAllowed
    rows = MessageReport.objects.select_for_update(of=["self"]).select_related("message__conversation")
    report = rows.get(pk=report.pk)
    report.state = REPORT.check(step, report.state).target
    report.closed_at, report.closed_by = timezone.now(), by
    report.save(update_fields=["state", "closed_at", "closed_by", "updated_at"])
    conversation = report.message.conversation
    if report.state == ReportState.ENDED:
        conversation.closed_at = report.closed_at
        conversation.save(update_fields=["closed_at", "updated_at"])
    _tell_both(report, conversation)
    return report


def _tell_both(report: MessageReport, conversation: Conversation) -> None:
    told: list[tuple[ConversationParticipant, type[ReportClosed] | type[ToldOfRules]]]
    told = [(report.side, ReportClosed)]
    if report.state != ReportState.UNFOUNDED:
        told.append((report.message.side, ToldOfRules))
    for side, notice in told:
        said = notice(conversation=conversation.pk, report=report.pk, state=str(report.state))
        notify_all(people_of(side), said)
