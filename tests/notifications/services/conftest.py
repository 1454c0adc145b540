"""Wishes and the mails that are due."""

from django.utils import timezone

from portal.notifications.models import Notification, Preference


def wish(user, frequency, kind="test.news"):
    Preference.objects.create(user=user, kind=kind, frequency=frequency)


def make_due():
    Notification.objects.update(deliver_after=timezone.now())


def states() -> list[str]:
    return list(Notification.objects.order_by("pk").values_list("delivery", flat=True))
