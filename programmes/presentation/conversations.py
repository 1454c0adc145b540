"""Messages as pages show them: who wrote, when, what, and whether the other side has read it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any

from django.urls import reverse
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.core.markdown import with_links
from portal.notifications.extensions import Quote
from portal.users.models import User
from programmes.models import Conversation, ConversationParticipant, Message, MessageFile
from programmes.queries.conversations import subjects_of
from programmes.workflows.conversations import ReportState, SetSentence, Subject


@dataclass(frozen=True)
class MessageLine:
    """One message for one reader. `report` says where the look at it stands, if the reader's side has reported it."""

    message: Message
    who: str
    text: SafeString
    is_mine: bool
    is_new: bool = False
    read_at: datetime | None = None
    report: str = ""
    report_url: str = ""
    files: list[MessageFile] = field(default_factory=list)


def message_lines(
    messages: Collection[Message],
    side: ConversationParticipant,
    sides: Iterable[ConversationParticipant],
    subject: Subject | None,
    reader: User,
) -> list[MessageLine]:
    """These messages of `page_of` as `reader`, on this side, reads them. Below the last that was read stands when."""
    others = [each for each in sides if each.pk != side.pk]
    read = max(others, key=lambda each: each.read_number, default=None)
    mine = [
        each.number
        for each in messages
        if each.side_id == side.pk and read and each.number <= read.read_number
    ]
    last_read = max(mine, default=0)
    named = {each.pk: each for each in (side, *others)}
    return [
        MessageLine(
            message=each,
            who=_writer(each, named[each.side_id], side, subject, reader),
            text=in_words(each),
            is_mine=each.side_id == side.pk,
            is_new=each.side_id != side.pk and each.number > side.read_number,
            read_at=read.read_at if read and each.number == last_read else None,
            report=_report(each),
            report_url=_report_url(each, side, subject),
            files=list(each.files.all()) if each.has_files else [],
        )
        for each in messages
    ]


def in_words(message: Message) -> SafeString:
    """A set sentence in the reader's language, or what was typed, with its addresses as links."""
    if message.sentence:
        return escape(SetSentence(message.sentence).label)
    return with_links(message.text)


def _writer(
    message: Message,
    theirs: ConversationParticipant,
    mine: ConversationParticipant,
    subject: Subject | None,
    reader: User,
) -> str:
    """An organisation is read as one: its people are named to each other only."""
    if message.author_id == reader.pk and theirs.pk == mine.pk:
        return pgettext("who wrote a message", "You")
    if theirs.pk == mine.pk:
        return message.author.get_full_name() if message.author else str(theirs)
    return name_of_side(theirs, subject)


def name_of_side(side: ConversationParticipant, subject: Subject | None) -> str:
    """How others read who is on this side. How a person is called, the app above says."""
    if side.organisation is not None:
        return side.organisation.name
    if side.programme is not None:
        return side.programme.acronym
    return (subject.other if subject else "") or _("Somebody")


def _report(message: Any) -> str:
    state = getattr(message, "report_state", None)
    return str(ReportState(state).label) if state else ""


def _report_url(message: Message, side: ConversationParticipant, subject: Subject | None) -> str:
    if message.side_id == side.pk or subject is None or not subject.takes_text:
        return ""
    return reverse("programmes:message_report", args=[message.pk])


def quotes_of_messages(found: Mapping[User, Collection[Message]]) -> dict[tuple[int, int], Quote]:
    """What mails say of these messages to each reader: who wrote, about what, and the text."""
    quotes: dict[tuple[int, int], Quote] = {}
    for reader, messages in found.items():
        subjects = subjects_of({each.conversation for each in messages}, reader)
        for message in messages:
            if subject := subjects.get(message.conversation_id):
                quotes[reader.pk, message.pk] = _quote(message, subject)
    return quotes


def _quote(message: Message, subject: Subject) -> Quote:
    names = {
        "name": name_of_side(message.side, subject),
        "about": unescape(strip_tags(subject.title)),
    }  # a mail has no markup
    text = str(SetSentence(message.sentence).label) if message.sentence else message.text
    if message.has_files:
        files = ", ".join(f"{each.title}.pdf" for each in message.files.all())
        text = "\n".join(filter(None, (text, _("With files: %(files)s") % {"files": files})))
    return Quote(text=text, title=_("Message from %(name)s: %(about)s") % names, names=tuple(names.values()))


def standing(
    conversation: Conversation | None, subject: Subject, side: ConversationParticipant | None
) -> str:
    """Why nobody can write at the moment, in kind words; else what the app above says of how long one can."""
    if conversation is None:
        return subject.standing
    if conversation.closed_at:
        return _("A coordinator has closed this conversation. Nobody can write in it any more.")
    if not subject.is_open:
        return subject.standing
    blocked = [each for each in conversation.participants.all() if each.blocked_at]
    if side is not None and any(each.pk == side.pk for each in blocked):
        return _(
            "You have blocked this conversation, so neither side can write. Everything else goes on as before."
        )
    if blocked:
        return _(
            "The other side would rather not write at the moment, so neither side can. Everything else goes on as "
            "before."
        )
    return subject.standing


def can_write(conversation: Conversation | None, subject: Subject) -> bool:
    if conversation is None:
        return subject.is_open
    is_blocked = any(side.blocked_at for side in conversation.participants.all())
    return subject.is_open and not conversation.closed_at and not is_blocked
