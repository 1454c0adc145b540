from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from portal.core.workflow import Actor
from portal.notifications.extensions import KINDS
from portal.notifications.workflows import DELIVERY

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.notifications.models import Notification
    from portal.users.models import User


RECIPIENT = (
    *("email", "contact_email", "contact_email_proven_at", "username", "name", "language"),
    *("is_active", "is_superuser", "is_unclaimed", "restricted_at"),
)
"""What mails need of a person."""


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: User | AnonymousUser, action: str = "view") -> NotificationQuerySet:
        """A message is its recipient's alone; not even a coordinator or the operator reads it."""
        return self.filter(recipient=user.pk) if user.is_authenticated else self.none()

    def in_inbox(self) -> NotificationQuerySet:
        """Without messages that carry secrets, which are mailed and nothing else."""
        return self.exclude(kind__in=[kind.name for kind in KINDS if not kind.is_in_inbox()])

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at__isnull=True)

    def pending(self) -> NotificationQuerySet:
        """Its mail is still to be sent, now or later."""
        return self.filter(delivery__in=DELIVERY.states_where(waits_for=Actor.PORTAL))

    def bundled(self, recipient: User, bundle: str) -> NotificationQuerySet:
        """What is said to one person about the same thing."""
        return self.filter(recipient=recipient, bundle=bundle).exclude(bundle="")

    def waiting_for_server(self) -> NotificationQuerySet:
        """As long as there is one, the mail server is away."""
        return self.pending().filter(waits_for_server=True)

    def given_up(self) -> NotificationQuerySet:
        return self.filter(delivery__in=DELIVERY.sources("send_again"))

    def as_mailed(self) -> NotificationQuerySet:
        """With their recipients, and of both what a mail and somebody's rights are made of: a third of all columns."""
        return self.select_related("recipient").only(
            *("recipient", "kind", "dedupe_key", "bundle", "payload", "frequency", "attempts"),
            *(f"recipient__{name}" for name in RECIPIENT),
        )

    def due(self) -> NotificationQuerySet:
        return self.pending().filter(deliver_after__lte=timezone.now())
