"""Sending what stands in the outbox.

One transaction a mail. It locks the message, sends, and notes that it was sent. Two workers never hold the same lock,
and a worker that is killed takes its lock with it: the row still waits, and the sweeper sends it. What remains is the
instant between the mail server's yes and the commit; a mail repeated then carries the Message-ID of the first, by which
mailboxes (and the demo's folder) recognise it.
"""

import logging
from collections.abc import Sequence

from django.db import connection, transaction
from django.utils import timezone

from portal.notifications.constants import (
    DIGESTS,
    FIRST_PAUSE,
    MAX_ATTEMPTS,
    SENDING_LIMIT,
    SWEEP_SIZE,
    Delivery,
)
from portal.notifications.extensions import KINDS, ForgottenNotice
from portal.notifications.models import Notification
from portal.notifications.services.mails import address_for, compose

logger = logging.getLogger(__name__)


def deliver_pending() -> int:
    """Send whatever is due: digests, second tries, and what a lost broker or worker left behind."""
    due = Notification.objects.due().order_by("deliver_after", "pk").values_list("pk", flat=True)
    return sum(deliver(notification_id=pk) for pk in list(due[:SWEEP_SIZE]))


@transaction.atomic
def deliver(*, notification_id: int) -> bool:
    """Send the mail of this notification, unless that is done, not due yet, or under way elsewhere.

    A row that belongs into a digest takes along everything else that is due for the same person.
    """
    claimed = _claim(notification_id)
    rows = [row for row in claimed if _can_be_mailed(row)]
    _finish([row for row in claimed if row not in rows], Delivery.SKIPPED)
    if not rows:
        return False
    try:
        with transaction.atomic():
            compose(rows).send()
    except Exception as error:  # a broken notice or mail server must not keep the others from being sent
        logger.warning("Notification %s could not be mailed: %s", notification_id, type(error).__name__)
        _postpone(rows)
        return False
    _finish(rows, Delivery.SENT)
    return True


def _claim(notification_id: int) -> list[Notification]:
    """The rows of one mail, this worker's until the transaction ends; none when there is nothing to send.

    The locks are advisory, so that the person can read and mark a message while its mail is on its way. The rows
    are read again once they are locked: another worker may have sent them in between.
    """
    _allow_slow_mail_server()
    first = Notification.objects.due().filter(pk=notification_id).first()
    if first is None:
        return []
    wanted = [first.pk]
    if first.frequency in DIGESTS:
        if not _lock(f"digest:{first.recipient_id}:{first.frequency}"):
            return []
        together = Notification.objects.due().filter(recipient=first.recipient_id, frequency=first.frequency)
        wanted = list(together.values_list("pk", flat=True))
    locked = [pk for pk in wanted if _lock(f"notification:{pk}")]
    still_due = Notification.objects.due().filter(pk__in=locked).select_related("recipient")
    return list(still_due.order_by("created_at", "pk"))


def _can_be_mailed(row: Notification) -> bool:
    """Not to closed accounts, nor without an address, nor what this version can no longer put into words."""
    return row.recipient.is_active and bool(address_for(row)) and not isinstance(row.notice, ForgottenNotice)


def _allow_slow_mail_server() -> None:
    """The transaction waits for the mail server, longer than a forgotten one may idle."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('idle_in_transaction_session_timeout', %s, true)",
            [f"{int(SENDING_LIMIT.total_seconds())}s"],
        )


def _lock(name: str) -> bool:
    """Take the advisory lock called `name` until the transaction ends. False when another transaction holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        return bool(cursor.fetchone()[0])


def _finish(rows: Sequence[Notification], delivery: Delivery) -> None:
    """Note the end of these rows' way, and forget the secrets they carried."""
    for row in rows:
        secret = KINDS[row.kind].secret_fields if row.kind in KINDS else frozenset(row.payload)
        Notification.objects.filter(pk=row.pk).update(
            delivery=delivery,
            sent_at=timezone.now() if delivery == Delivery.SENT else None,
            payload={name: "" if name in secret else value for name, value in row.payload.items()},
        )


def _postpone(rows: Sequence[Notification]) -> None:
    """Try again after a pause that doubles each time; after the last try, give up and leave it to the operator."""
    for row in rows:
        row.attempts += 1
        pause = FIRST_PAUSE * 2 ** (row.attempts - 1)
        Notification.objects.filter(pk=row.pk).update(
            attempts=row.attempts, deliver_after=timezone.now() + pause
        )
    if given_up := [row for row in rows if row.attempts >= MAX_ATTEMPTS]:
        _finish(given_up, Delivery.FAILED)
