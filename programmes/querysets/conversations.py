"""Whose conversations somebody reads: their own, and those of the organisation they recruit for today.

An organisation reads one as long as it reads what the conversation is about, which the app above says. A person's own
stay theirs. Programme staff reads none; only where minors are spoken with are coordinators a side of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from programmes.access import access_of
from programmes.extensions import conversation_subjects
from programmes.scoping import Row, ScopedQuerySet, is_among
from programmes.workflows.conversations import ReportState

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.users.models import User
    from programmes.models import Conversation, ConversationParticipant, Message, MessageFile, MessageReport


class OfConversationQuerySet(ScopedQuerySet[Row]):
    """A conversation, or what belongs to one; `conversation_path` leads there, "pk" from the conversation itself."""

    conversation_path = "conversation"

    def visible_to(self, user: User | AnonymousUser, action: str = "view") -> Self:
        """It is its participants' alone: not even the operator reads along."""
        return self.filter(self._granted_to(user, access_of(user), action))

    def _of_organisations(self, organisations: Iterable[object]) -> models.Q:
        return super()._of_organisations(organisations) & self._is_read_by_organisations()

    def _is_read_by_organisations(self) -> models.Q:
        """Does the organisation that takes part still read what the conversation is about?"""
        condition = models.Q(pk__in=[])
        for subject in conversation_subjects:
            condition |= is_among(subject.read_by_organisations(), conversation=self.conversation_path)
        return condition

    def _usable(self) -> models.Q:
        """Nothing of somebody who has asked to be erased, but to themselves."""
        participants = _participants_of(self.model, self.conversation_path).filter(
            person__restricted_at__isnull=False
        )
        return ~is_among(participants, conversation=self.conversation_path)


class ConversationQuerySet(OfConversationQuerySet["Conversation"]):
    conversation_path = "pk"

    def with_messages(self) -> Self:
        return self.filter(last_number__gt=0)

    def without_subject(self) -> Self:
        """What they were about is gone, and nobody is looking at a report."""
        rows = self.without_open_report()
        for subject in conversation_subjects:
            rows = rows.exclude(is_among(subject.rows(), conversation="pk"))
        return rows

    def without_open_report(self) -> Self:
        return self.exclude(pk__in=self.with_open_report().values("pk"))

    def with_open_report(self) -> Self:
        reports = self.model.messages.rel.related_model._default_manager.filter(
            reports__state=ReportState.OPEN
        )
        return self.filter(is_among(reports, conversation="pk"))


class ParticipantQuerySet(OfConversationQuerySet["ConversationParticipant"]):
    pass


class MessageQuerySet(OfConversationQuerySet["Message"]):
    pass


class MessageFileQuerySet(OfConversationQuerySet["MessageFile"]):
    conversation_path = "message__conversation"


class MessageReportQuerySet(OfConversationQuerySet["MessageReport"]):
    conversation_path = "message__conversation"

    def visible_to(self, user: User | AnonymousUser, action: str = "view") -> Self:
        """Reports are looked at by whoever is asked to, the operator among them."""
        return ScopedQuerySet.visible_to(self, user, action)

    def _usable(self) -> models.Q:
        """A report protects somebody else, too, so it is looked at in any case: Article 18(2) GDPR."""
        return models.Q()

    def open(self) -> Self:
        return self.filter(state=ReportState.OPEN)


def _participants_of(model: type[models.Model], path: str) -> models.QuerySet[Any]:
    """All sides of all conversations, from the model from which the path leads to a conversation."""
    for name in [*(each for each in path.split("__") if each != "pk"), "participants"]:
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return model._base_manager.all()
