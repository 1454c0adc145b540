from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from portal.notifications.constants import Delivery
from portal.notifications.extensions import KINDS

if TYPE_CHECKING:
    from portal.notifications.models import Notification  # noqa: F401 - named in a string below


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: Any, action: str = "view") -> NotificationQuerySet:
        """A message is its recipient's alone; not even a coordinator or the operator reads it."""
        return self.filter(recipient=user) if user.is_authenticated else self.none()

    def in_inbox(self) -> NotificationQuerySet:
        """Without messages that carry secrets, which are mailed and nothing else."""
        return self.exclude(kind__in=[kind.name for kind in KINDS if not kind.is_in_inbox()])

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at__isnull=True)

    def due(self) -> NotificationQuerySet:
        return self.filter(delivery=Delivery.PENDING, deliver_after__lte=timezone.now())
