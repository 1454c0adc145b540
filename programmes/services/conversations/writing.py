"""Writing to each other. Whoever writes or blocks holds the conversation's row, so that one comes after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.core.errors import DomainError, NotAllowed
from portal.core.files import check_pdf
from portal.core.text import clean_line, clean_text
from portal.notifications.services.notifications import mark_bundle_read, notify_all
from portal.users.models import User
from programmes.access import may
from programmes.models import (
    Conversation,
    ConversationParticipant,
    Message,
    MessageFile,
    Organisation,
    Programme,
)
from programmes.models.conversation import MESSAGE_LENGTH
from programmes.notices.conversations import MessageWritten, conversation_bundle
from programmes.queries.conversations import people_of, sentences_for, side_of, subject_of
from programmes.workflows.conversations import Subject

MAX_FILES = 3
"""That come with one message."""


class ConversationOver(DomainError):
    message = _("Nobody can write in this conversation any more. What you typed was not sent.")


class Blocked(DomainError):
    message = _("This conversation is blocked at the moment, so nothing was sent.")


class NothingWritten(DomainError):
    message = _("Write something, or choose a file.")
    field = "text"


class TextTooLong(DomainError):
    field = "text"


class OnlySetSentences(DomainError):
    message = _("Choose one of the sentences. Nothing else is written to or by minors.")
    field = "sentence"


class TooManyFiles(DomainError):
    field = "attachments"


class UnusableFile(DomainError):
    message = _("This file can't be used. Choose a PDF.")
    field = "attachments"


class NotStored(DomainError):
    message = _("The file could not be stored. Nothing was sent; please try again later.")
    field = "attachments"


@transaction.atomic
def start_conversation(
    *, kind: str, sides: Iterable[User | Organisation | Programme], by: User
) -> Conversation:
    """Make a conversation between these. Whoever calls has asked whether `by` may, and lets its row point to it."""
    conversation = Conversation.objects.create(kind=kind)
    names = {User: "person", Organisation: "organisation", Programme: "programme"}
    ConversationParticipant.objects.bulk_create(
        ConversationParticipant(
            conversation=conversation,
            **{next(name for kind, name in names.items() if isinstance(side, kind)): side},
        )
        for side in sides
    )
    return conversation


def write_message(
    *,
    conversation: Conversation,
    text: str = "",
    sentence: str = "",
    uploads: Sequence[File[bytes]] = (),
    key: UUID | None = None,
    by: User,
) -> Message:
    """Write to the other sides, who are told of it. The same form (`key`) sent twice is one message.

    A transaction of its own: when anything fails, neither a row nor a file is left behind. Don't call it inside a
    transaction that may still fail. Raises NotAllowed, ConversationOver, Blocked, NothingWritten, TextTooLong,
    OnlySetSentences, TooManyFiles, UnusableFile and NotStored.
    """
    if not may(by, "change", conversation):
        raise NotAllowed
    return _write(lambda: conversation, text, sentence, uploads, key, by)


def write_first_message(
    *,
    begin: Callable[[], Conversation],
    text: str = "",
    sentence: str = "",
    uploads: Sequence[File[bytes]] = (),
    key: UUID | None = None,
    by: User,
) -> Message:
    """Begin the conversation and write to it, or do neither: `begin` makes it, or finds it where the other side was
    quicker. Otherwise like `write_message`.
    """
    return _write(begin, text, sentence, uploads, key, by)


def _write(
    find: Callable[[], Conversation],
    text: str,
    sentence: str,
    uploads: Sequence[File[bytes]],
    key: UUID | None,
    by: User,
) -> Message:
    text = _checked_text(text)
    _check_files(uploads)
    if not (text or sentence or uploads):
        raise NothingWritten
    with _stored(uploads) as names:
        message, is_new = _add(find, text, sentence, list(zip(uploads, names, strict=True)), key, by)
        if not is_new:
            _delete_files(names)
    return message


@transaction.atomic
def _add(
    find: Callable[[], Conversation],
    text: str,
    sentence: str,
    files: Sequence[tuple[File[bytes], str]],
    key: UUID | None,
    by: User,
) -> tuple[Message, bool]:
    """The message, and whether it is new."""
    conversation = _locked(find())
    side = _side(conversation, by)
    if twin := _twin(conversation, side, text, sentence, key):
        return twin, False
    subject = subject_of(conversation, by)
    _check_open(conversation, subject)
    _check_words(side, subject, sentence, is_free=bool(text or files))
    message = _next_message(conversation, side, text, sentence, key, by, has_files=bool(files))
    MessageFile.objects.bulk_create(
        MessageFile(message=message, title=_title_of(upload), file=name, size=upload.size)
        for upload, name in files
    )
    notice = MessageWritten(conversation=conversation.pk, message=message.pk)
    for other in conversation.participants.all():
        if other.pk != side.pk:
            notify_all(people_of(other), notice, exclude=by)
    return message, True


def _next_message(
    conversation: Conversation,
    side: ConversationParticipant,
    text: str,
    sentence: str,
    key: UUID | None,
    by: User,
    *,
    has_files: bool,
) -> Message:
    is_taken = key is not None and Message.objects.filter(conversation=conversation, key=key).exists()
    conversation.last_number += 1
    conversation.last_message_at = timezone.now()
    conversation.save(update_fields=["last_number", "last_message_at", "updated_at"])
    return Message.objects.create(
        conversation=conversation,
        number=conversation.last_number,
        side=side,
        author=by,
        text=text,
        sentence=sentence,
        has_files=has_files,
        key=uuid4() if key is None or is_taken else key,
    )


def _twin(
    conversation: Conversation, side: ConversationParticipant, text: str, sentence: str, key: UUID | None
) -> Message | None:
    """The message that this form has sent already; one in which something else was typed since is another one."""
    rows = Message.objects.filter(conversation=conversation, side=side, text=text, sentence=sentence)
    return rows.filter(key=key).first() if key else None


@transaction.atomic
def block_conversation(*, conversation: Conversation, by: User) -> None:
    """Neither side writes from now on, until this one lifts it. Nothing else ends. Raises NotAllowed."""
    _set_blocked(conversation, by, is_blocked=True)


@transaction.atomic
def lift_block(*, conversation: Conversation, by: User) -> None:
    """Let the other side write again, unless it has blocked, too. Raises NotAllowed."""
    _set_blocked(conversation, by, is_blocked=False)


def _set_blocked(conversation: Conversation, by: User, *, is_blocked: bool) -> None:
    if not may(by, "change", conversation):
        raise NotAllowed
    side = _side(_locked(conversation), by)
    if bool(side.blocked_at) != is_blocked:
        side.blocked_at = timezone.now() if is_blocked else None
        side.save(update_fields=["blocked_at"])


@transaction.atomic
def mark_conversation_read(*, conversation: Conversation, up_to: int, by: User) -> None:
    """Messages up to this number were opened on the side of `by`, who need not be told of them any more.

    Raises NotAllowed for who has no part in it.
    """
    side = side_of(conversation, by)
    if side is None:
        raise NotAllowed
    rows = ConversationParticipant.objects.filter(pk=side.pk, read_number__lt=up_to)
    rows.update(read_number=up_to, read_at=timezone.now())
    mark_bundle_read(bundle=conversation_bundle(conversation.pk), by=by)


# --- What is asked before ------------------------------------------------------------------------------------------


def _locked(conversation: Conversation) -> Conversation:
    sides = ConversationParticipant.objects.select_related("person", "organisation", "programme")
    rows = Conversation.objects.select_for_update().prefetch_related(Prefetch("participants", sides))
    return rows.get(pk=conversation.pk)


def _side(conversation: Conversation, by: User) -> ConversationParticipant:
    side = side_of(conversation, by)
    if side is None:
        raise NotAllowed
    return side


def _check_open(conversation: Conversation, subject: Subject | None) -> None:
    if subject is not None and not subject.is_open and not conversation.closed_at and subject.standing:
        raise ConversationOver(_("%(reason)s What you typed was not sent.") % {"reason": subject.standing})
    if subject is None or not subject.is_open or conversation.closed_at:
        raise ConversationOver
    if any(side.blocked_at for side in conversation.participants.all()):
        raise Blocked


def _check_words(
    side: ConversationParticipant, subject: Subject | None, sentence: str, *, is_free: bool
) -> None:
    """Free words where nobody is a minor, and nothing but a sentence of one's own side where somebody is."""
    takes_text = subject is not None and subject.takes_text
    if takes_text and sentence:
        raise OnlySetSentences
    if not takes_text and (is_free or sentence not in sentences_for(is_minor=side.person_id is not None)):
        raise OnlySetSentences


def _checked_text(text: str) -> str:
    text = clean_text(text)
    if len(text) > MESSAGE_LENGTH:
        raise TextTooLong(
            ngettext(
                "Write at most %(limit)d character.", "Write at most %(limit)d characters.", MESSAGE_LENGTH
            )
            % {"limit": MESSAGE_LENGTH}
        )
    return text


# --- Files ---------------------------------------------------------------------------------------------------------


def _check_files(uploads: Sequence[File[bytes]]) -> None:
    if len(uploads) > MAX_FILES:
        raise TooManyFiles(
            ngettext("Choose at most %(limit)d file.", "Choose at most %(limit)d files.", MAX_FILES)
            % {"limit": MAX_FILES}
        )
    for upload in uploads:
        try:
            check_pdf(upload)
        except ValidationError as error:
            raise UnusableFile(error.messages[0]) from error


@contextmanager
def _stored(uploads: Sequence[File[bytes]]) -> Iterator[list[str]]:
    """The names under which the files lie, as long as nothing goes wrong with what they belong to."""
    field = MessageFile._meta.get_field("file")
    names: list[str] = []
    try:
        names.extend(
            field.storage.save(field.generate_filename(MessageFile(), "file.pdf"), upload)
            for upload in uploads
        )  # those before one that fails are among them
        yield names
    except BaseException as error:
        _delete_files(names)
        if isinstance(error, OSError):
            raise NotStored from error
        raise


def _delete_files(names: Iterable[str]) -> None:
    storage: Storage = MessageFile._meta.get_field("file").storage
    for name in names:
        storage.delete(name)


def _title_of(upload: File[bytes]) -> str:
    title = clean_line(str(upload.name or "")).removesuffix(".pdf")[:120]
    return title or "PDF"
