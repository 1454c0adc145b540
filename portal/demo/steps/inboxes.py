"""Inboxes and mails as they look after a while: what was told long ago has been read."""

from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Least
from django.utils import timezone

from portal.demo.world import World
from portal.notifications.constants import Delivery
from portal.notifications.models import Notification
from portal.notifications.services.past import mail_as_of_their_day
from portal.users.models import User

UNREAD = 3
MAILED = 3
"""Of each person one can sign in as: how many of the newest messages are unread, and stand on the page of mails."""
READ_AFTER = timedelta(hours=3)


def age_inboxes(world: World) -> None:
    """Nothing is mailed later; only the newest messages of each person one can sign in as are unread."""
    read_at = Least(F("created_at") + READ_AFTER, timezone.now())
    Notification.objects.update(delivery=Delivery.SKIPPED, read_at=read_at)
    for person in User.objects.filter(pk__in=[user.pk for user in world.people.values()]):
        newest = person.notifications.order_by("-created_at", "-pk").values_list("pk", flat=True)
        Notification.objects.filter(pk__in=list(newest[:UNREAD])).update(read_at=None)
        if person.email:
            mail_newest(person)


def mail_newest(person: User) -> None:
    """Leave the newest on the page of mails, the newest of them last."""
    newest = person.notifications.order_by("-created_at", "-pk")[:MAILED]
    mail_as_of_their_day(rows=reversed(newest))
