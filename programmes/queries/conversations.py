"""Who takes part in a conversation, what it is about, and what of it somebody has not read yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce

from portal.users.models import User
from programmes.access import access_of, may
from programmes.extensions import conversation_subjects
from programmes.models import Conversation, ConversationParticipant, Message, MessageReport, Organisation
from programmes.querysets.conversations import ConversationQuerySet
from programmes.workflows.conversations import ReportState, SetSentence, Subject

if TYPE_CHECKING:
    from programmes.models import Programme

PAGE = 30
"""Messages that a page of a conversation shows."""
AROUND = 3
"""Messages before and after a reported one that are read along with it."""

OF_MINORS = frozenset({"thanks", "coming", "not_coming", "when", "where", "bring", "talk"})
"""Set sentences that a minor says; all others are said to one."""


def side_of(conversation: Conversation, user: User) -> ConversationParticipant | None:
    """The side on which `user` stands: their own, else that of the organisation or the programme they act for today."""
    sides = sorted(conversation.participants.all(), key=lambda side: side.person_id is None)
    return next((side for side in sides if acts_for(user, side)), None)


def acts_for(user: User, side: ConversationParticipant) -> bool:
    """Does `user` read and write on this side today?"""
    access = access_of(user)
    if side.organisation_id is not None:
        return access.speaks_for("change", Conversation, side.organisation_id)
    if side.programme is not None:
        return access.reaches("change", Conversation, side.programme)
    return side.person_id == user.pk


def people_of(side: ConversationParticipant) -> QuerySet[User]:
    """Whom what is said to this side reaches today."""
    if side.organisation is not None:
        return User.objects.recruiting_for(side.organisation)
    if side.programme is not None:
        return User.objects.coordinating(side.programme)
    return User.objects.active().filter(pk=side.person_id)


def subjects_of(conversations: Iterable[Conversation], reader: User) -> dict[int, Subject]:
    """Key of each conversation → what it is about. One question for all of a kind."""
    by_kind: dict[str, list[Conversation]] = defaultdict(list)
    for conversation in conversations:
        by_kind[conversation.kind].append(conversation)
    found: dict[int, Subject] = {}
    for kind, rows in by_kind.items():
        if kind in conversation_subjects:
            found |= conversation_subjects[kind].about(rows, reader)
    return found


def subject_of(conversation: Conversation, reader: User) -> Subject | None:
    """What it is about; None where that is gone."""
    return subjects_of([conversation], reader).get(conversation.pk)


def programmes_of(conversation: Conversation) -> list[Programme]:
    """Whose coordinators look at what is reported in it."""
    if conversation.kind not in conversation_subjects:
        return []
    return list(conversation_subjects[conversation.kind].programmes(conversation))


def sentences_for(*, is_minor: bool) -> list[SetSentence]:
    """What the minor, or one of the other sides, can say."""
    return [each for each in SetSentence if (each in OF_MINORS) == is_minor]


# --- What somebody reads -------------------------------------------------------------------------------------------


def page_of(conversation: Conversation, side: ConversationParticipant, *, before: int = 0) -> list[Message]:
    """The last messages, or those before the one with this number, the oldest first.

    `report_state`: where the look at one stands that this side has reported. Asks for files where there are any.
    """
    reports = MessageReport.objects.filter(side=side, message=OuterRef("pk")).values("state")
    rows = Message.objects.filter(conversation=conversation).select_related("author")
    rows = rows.filter(number__lt=before) if before else rows
    page = rows.annotate(report_state=Subquery(reports[:1])).order_by("-number")[:PAGE]
    found = list(page)[::-1]
    prefetch_related_objects([each for each in found if each.has_files], "files")
    return found


def around(report: MessageReport) -> list[Any]:
    """The reported message (`is_reported`) with those just before and after it: all that others read of it."""
    number = report.message.number
    rows = Message.objects.filter(conversation=report.message.conversation_id)
    rows = rows.filter(number__gte=number - AROUND, number__lte=number + AROUND)
    found: list[Any] = list(
        rows.select_related("author", "side__person", "side__organisation", "side__programme").order_by(
            "number"
        )
    )
    for message in found:
        message.is_reported = message.number == number
    return found


def with_unread(conversations: ConversationQuerySet, side: Q) -> ConversationQuerySet:
    """`unread_count`: messages of others that were not opened yet on the side that this says of a participant."""
    mine = ConversationParticipant.objects.filter(side, conversation=OuterRef("conversation")).order_by()
    unread = Message.objects.filter(conversation=OuterRef("pk"))
    unread = unread.filter(number__gt=Subquery(mine.values("read_number")[:1]))
    unread = unread.exclude(side=Subquery(mine.values("pk")[:1]))
    counted = unread.order_by().values("conversation").annotate(number_of=Count("pk")).values("number_of")
    return conversations.annotate(unread_count=Coalesce(Subquery(counted), 0))


def own_conversations(user: User) -> ConversationQuerySet:
    """Those in which the person takes part for themselves, the latest first, with what is unread."""
    rows = Conversation.objects.visible_to(user).with_messages()
    mine = rows.filter(participants__person=user.pk)
    return with_unread(mine, Q(person=user.pk)).order_by("-last_message_at", "-pk")


def conversations_for(organisation: Organisation, user: User) -> ConversationQuerySet:
    """Those of the organisation, which `user` recruits for, the latest first, with what is unread."""
    rows = Conversation.objects.worked_on_by(user).with_messages()
    mine = rows.filter(participants__organisation=organisation)
    return with_unread(mine, Q(organisation=organisation)).order_by("-last_message_at", "-pk")


def unread_by_side(user: User) -> list[tuple[int | None, str, int]]:
    """In how many conversations something is unread: the person's own, with no organisation, and those of each
    organisation that they recruit for, with its key and name. One question for all of them.
    """
    sides = Q(organisation__in=access_of(user).organisation_ids("change", Conversation))
    if may(user, "view", Conversation):
        sides |= Q(person=user.pk)
    unread = Message.objects.filter(conversation=OuterRef("conversation"), number__gt=OuterRef("read_number"))
    rows = ConversationParticipant.objects.visible_to(user).filter(
        sides, Exists(unread.exclude(side=OuterRef("pk")))
    )
    counted = (
        rows.order_by().values("organisation").annotate(name=Max("organisation__name"), number=Count("pk"))
    )
    found = counted.values_list("organisation", "name", "number").order_by("name")
    return [(key, name or "", number) for key, name, number in found]


def open_reports(user: User, programmes: Iterable[Programme]) -> QuerySet[MessageReport]:
    """Reports that wait for a coordinator."""
    rows = MessageReport.objects.administered_in(programmes, user, "change")
    return rows.filter(state=ReportState.OPEN)
