"""The one way anything is mailed or shown in the inbox."""

from django.db import transaction

from portal.core.jobs import enqueue
from portal.notifications.models import Notification
from portal.notifications.notice import Notice
from portal.users.models import User


@transaction.atomic
def notify(recipient: User, notice: Notice) -> Notification:
    """Put `notice` into the person's inbox and outbox, once per dedupe key; the mail goes out after the commit."""
    notification, created = Notification.objects.get_or_create(
        dedupe_key=f"{notice.name}:{recipient.pk}:{notice.dedupe_key()}"[:200],
        defaults={"recipient": recipient, "kind": notice.name, "payload": notice.payload()},
    )
    if created:
        enqueue("notifications.deliver", notification.pk)
    return notification
