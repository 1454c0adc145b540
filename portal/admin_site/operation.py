"""What waits for the operator on the home page: what the portal could not do by itself."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.workflow import Actor
from portal.notifications.constants import Delivery
from portal.notifications.models import Notification
from portal.notifications.workflows import DELIVERY
from portal.users.models import User
from programmes.access import access_of
from programmes.extensions import ActionCount


def action_counts(user: User) -> Iterator[ActionCount]:
    """Mails that were given up, and mails that can't be sent because the mail server is away."""
    if not access_of(user).administers("view", Notification):
        return
    yield ActionCount(
        label=_("Messages that could not be sent"),
        waiting=Notification.objects.given_up(),
        url=_list(delivery__exact=Delivery.FAILED),
        hint=DELIVERY.explanation(Delivery.FAILED, Actor.STAFF),
    )
    yield ActionCount(
        label=_("Messages that wait for the mail server"),
        waiting=Notification.objects.waiting_for_server(),
        url=_list(delivery__exact=Delivery.PENDING, waits_for_server__exact="1"),
        hint=_("It does not answer. Everything is sent by itself within a minute after it is back."),
    )


def _list(**filters: str) -> str:
    return f"{reverse('admin:notifications_notification_changelist')}?{urlencode(filters)}"
