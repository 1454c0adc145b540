"""Inboxes and mails as they look after a while: each message has the day of what it tells of."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from matching.models import ApplicationEvent
from portal.demo.world import World
from portal.notifications.constants import Delivery
from portal.notifications.models import Notification
from portal.notifications.services.past import mail_as_of_their_day
from portal.users.models import User

UNREAD = 3
MAILED = 3
"""Of each person one can sign in as: how many of the newest messages are unread, and stand on the page of mails."""
BUSINESS_HOURS = (8, 17)


def age_inboxes(world: World) -> None:
    """Nothing is mailed later; only the newest messages of each person one can sign in as are unread."""
    _date_all(world)
    Notification.objects.update(delivery=Delivery.SKIPPED, read_at=timezone.now())
    for person in User.objects.filter(pk__in=[user.pk for user in world.people.values()]):
        newest = person.notifications.order_by("-created_at", "-pk").values_list("pk", flat=True)
        Notification.objects.filter(pk__in=list(newest[:UNREAD])).update(read_at=None)
        if person.email:
            mail_newest(person)


def _date_all(world: World) -> None:
    """The day of the step it tells of; of what has no day of its own, one of the past weeks, in their order."""
    steps = {
        (event.application_id, event.state): event.at
        for event in ApplicationEvent.objects.order_by("-at", "-pk")
    }
    for person in User.objects.filter(notifications__isnull=False).distinct():
        others = _moments(world)
        for row in person.notifications.order_by("-pk"):
            told = steps.get((row.payload.get("application"), row.payload.get("state", "received")))
            when = told or next(others)
            Notification.objects.filter(pk=row.pk).update(created_at=when, deliver_after=when)


def _moments(world: World) -> Iterator[datetime]:
    """Ever earlier moments of working hours, beginning yesterday."""
    days = 1
    while True:
        hour = world.chance.randrange(*BUSINESS_HOURS)
        yield world.moment(-days, hour, world.chance.randrange(60))
        days += world.chance.choice((0, 1, 1, 2, 4))


def mail_newest(person: User) -> None:
    """Leave the newest on the page of mails, the newest of them last."""
    newest = person.notifications.order_by("-created_at", "-pk")[:MAILED]
    mail_as_of_their_day(rows=reversed(newest))
