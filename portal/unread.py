"""How many messages in somebody's inbox are unread: the number in the head of every page."""

from django.db.models import Count, QuerySet

from portal.notifications.models import Notification
from portal.users.models import User


def unread_of(reader: User) -> QuerySet[Notification, int]:
    """One row with the number; none where nothing is unread."""
    rows = Notification.objects.visible_to(reader).in_inbox().unread()
    return rows.order_by().values("recipient").annotate(number=Count("pk")).values_list("number", flat=True)
