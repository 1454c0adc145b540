"""What people and organisations write to each other, and what of it was reported.

A conversation doesn't know what it is about: the app above that points to it does (`extensions.conversation_subjects`).
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.dates import day
from portal.core.files import GeneratedName, check_pdf
from portal.core.history import track_history
from portal.core.models import TimeStampedModel
from programmes.models.organisation import Organisation
from programmes.models.programme import Programme
from programmes.querysets.conversations import (
    ConversationQuerySet,
    MessageFileQuerySet,
    MessageQuerySet,
    MessageReportQuerySet,
    ParticipantQuerySet,
)
from programmes.scoping import Scoped
from programmes.workflows.conversations import ReportReason, ReportState, SetSentence

MESSAGE_LENGTH = 4000


class Conversation(TimeStampedModel, Scoped):
    """A place where its participants write to each other, and nobody else reads along.

    `kind` is the name under which the app it belongs to says what it is about. `last_number` is the number of the last
    message: who writes takes the next one with the row locked.
    """

    programme_path = "participants__programme"
    organisation_path = "participants__organisation"
    owner_path = "participants__person"
    is_hidden_while_restricted = True

    kind = models.CharField(_("kind"), max_length=60, editable=False)
    last_number = models.PositiveIntegerField(_("messages"), default=0, editable=False)
    last_message_at = models.DateTimeField(_("last message"), null=True, editable=False)
    closed_at = models.DateTimeField(
        _("closed by a programme"),
        null=True,
        editable=False,
        help_text=_("A coordinator has closed it after a report. Nobody writes in it any more."),
    )

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["-last_message_at", "-pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:conversation", args=[self.pk])


@track_history(exclude=["read_number", "read_at"])
class ConversationParticipant(Scoped):
    """One side of a conversation: a person, whoever recruits for an organisation on the day, or the coordinators of a
    programme.

    `read_number` is the last message that was opened on this side, and `read_at` when. Whoever blocks is not written
    to, and doesn't write, until the side that blocks lifts it.
    """

    programme_path = "conversation__participants__programme"
    organisation_path = "conversation__participants__organisation"
    owner_path = "conversation__participants__person"
    is_hidden_while_restricted = True

    conversation = models.ForeignKey(
        Conversation, verbose_name=_("conversation"), on_delete=models.CASCADE, related_name="participants"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        on_delete=models.CASCADE,
        related_name="conversation_participations",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        on_delete=models.CASCADE,
        related_name="conversation_participations",
    )
    programme = models.ForeignKey(
        Programme,
        verbose_name=_("programme"),
        null=True,
        on_delete=models.CASCADE,
        related_name="conversation_participations",
    )
    read_number = models.PositiveIntegerField(_("read up to"), default=0)
    read_at = models.DateTimeField(_("read"), null=True)
    blocked_at = models.DateTimeField(_("blocked"), null=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant of a conversation")
        verbose_name_plural = _("participants of a conversation")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, organisation__isnull=True, programme__isnull=True)
                | models.Q(person__isnull=True, organisation__isnull=False, programme__isnull=True)
                | models.Q(person__isnull=True, organisation__isnull=True, programme__isnull=False),
                name="participant_is_one_side",
            ),
            models.UniqueConstraint(
                fields=["conversation", "person"],
                condition=models.Q(person__isnull=False),
                name="participant_person_once",
            ),
            models.UniqueConstraint(
                fields=["conversation", "organisation"],
                condition=models.Q(organisation__isnull=False),
                name="participant_organisation_once",
            ),
            models.UniqueConstraint(
                fields=["conversation", "programme"],
                condition=models.Q(programme__isnull=False),
                name="participant_programme_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.organisation or self.programme)


class Message(Scoped):
    """What one side has written, in words of its own or as one of the sentences that minors are told. Only ever added.

    `key` comes with the form: the same form sent twice is one message.
    """

    programme_path = "conversation__participants__programme"
    organisation_path = "conversation__participants__organisation"
    owner_path = "conversation__participants__person"
    is_hidden_while_restricted = True

    conversation = models.ForeignKey(
        Conversation, verbose_name=_("conversation"), on_delete=models.CASCADE, related_name="messages"
    )
    number = models.PositiveIntegerField(_("number"))
    side = models.ForeignKey(
        ConversationParticipant, verbose_name=_("side"), on_delete=models.CASCADE, related_name="messages"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(_("text"), max_length=MESSAGE_LENGTH, blank=True)
    sentence = models.CharField(_("sentence"), max_length=20, choices=SetSentence, blank=True)
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)
    has_files = models.BooleanField(_("with files"), default=False)
    key = models.UUIDField(editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["conversation", "number"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="message_number_once"),
            models.UniqueConstraint(fields=["conversation", "key"], name="message_key_once"),
            models.CheckConstraint(
                condition=models.Q(text="") | models.Q(sentence=""), name="message_text_or_sentence"
            ),
        ]
        indexes = [models.Index(fields=["author", "-sent_at"], name="message_by_author")]
        triggers = [
            pgtrigger.Protect(
                name="only_added",
                operation=pgtrigger.Update,
                # The author may be forgotten when the person is erased, never replaced.
                condition=pgtrigger.Condition(
                    "NEW.author_id IS NOT NULL AND NEW.author_id IS DISTINCT FROM OLD.author_id OR "
                    "(OLD.id, OLD.conversation_id, OLD.number, OLD.side_id, OLD.sentence, OLD.sent_at, OLD.key, "
                    "OLD.text) IS DISTINCT FROM "
                    "(NEW.id, NEW.conversation_id, NEW.number, NEW.side_id, NEW.sentence, NEW.sent_at, NEW.key, "
                    "NEW.text)"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.conversation} · {self.number}"


class MessageFile(Scoped):
    """A PDF that came with a message. It is only ever sent as an attachment, after a permission check."""

    programme_path = "message__conversation__participants__programme"
    organisation_path = "message__conversation__participants__organisation"
    owner_path = "message__conversation__participants__person"
    is_hidden_while_restricted = True

    message = models.ForeignKey(
        Message, verbose_name=_("message"), on_delete=models.CASCADE, related_name="files"
    )
    title = models.CharField(_("title"), max_length=120)
    file = models.FileField(_("PDF file"), upload_to=GeneratedName("messages", "pdf"), validators=[check_pdf])
    size = models.PositiveIntegerField(_("size in bytes"), default=0)

    objects = MessageFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a message")
        verbose_name_plural = _("files of messages")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


@track_history()
class MessageReport(TimeStampedModel, Scoped):
    """Somebody shows a message to the coordinators of the programmes it has to do with.

    They read it with the messages around it, and nothing else of the conversation. As long as it is open, the
    conversation stays, whatever else would delete it.
    """

    programme_path = "programmes"
    organisation_path = "side__organisation"
    owner_path = "side__person"

    message = models.ForeignKey(
        Message, verbose_name=_("message"), on_delete=models.CASCADE, related_name="reports"
    )
    side = models.ForeignKey(
        ConversationParticipant,
        verbose_name=_("reported by"),
        on_delete=models.CASCADE,
        related_name="reports",
    )
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person who reports"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    programmes = models.ManyToManyField(Programme, verbose_name=_("programmes"), related_name="+")
    reason = models.CharField(_("reason"), max_length=16, choices=ReportReason)
    words = models.TextField(_("in their own words"), max_length=1000, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=ReportState, default=ReportState.OPEN)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("closed by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = MessageReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("reported message")
        verbose_name_plural = _("reported messages")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["message", "side"], name="message_reported_once")]
        indexes = [models.Index(fields=["state", "-created_at"], name="message_report_by_state")]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} · {day(self.message.sent_at)}"
