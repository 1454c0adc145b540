"""Mails of a demonstration: messages that were never sent stand among the mails as if sent on their day."""

from collections.abc import Iterable
from datetime import timedelta
from email.utils import format_datetime

from django.core.mail import get_connection
from django.db import transaction

from portal.notifications.constants import Delivery
from portal.notifications.models import Notification
from portal.notifications.services.mails import compose

A_WORKER_TAKES = timedelta(seconds=5)


@transaction.atomic
def mail_as_of_their_day(*, rows: Iterable[Notification]) -> None:
    """Hand them over, each alone, dated by when it was created; where mails are kept in a folder, they appear there."""
    mails = []
    for row in rows:
        mail = compose([row])
        mail.extra_headers["Date"] = format_datetime(row.created_at)
        mails.append(mail)
        Notification.objects.filter(pk=row.pk).update(
            delivery=Delivery.SENT, sent_at=row.created_at + A_WORKER_TAKES
        )
    get_connection().send_messages(mails)
