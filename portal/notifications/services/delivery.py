"""Sending what stands in the outbox.

One transaction a mail. It locks the message, sends, and notes that it was sent. Two workers never hold the same lock,
and a worker that is killed takes its lock with it: the row still waits, and the sweeper sends it. What remains is the
instant between the mail server's yes and the commit; a mail repeated then carries the Message-ID of the first, by which
mailboxes (and the demo's folder) recognise it.
"""

import logging
import smtplib
from collections.abc import Sequence
from datetime import timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError, NotAllowed
from portal.core.jobs import enqueue
from portal.notifications.constants import (
    DIGESTS,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    MAX_ATTEMPTS,
    SENDING_LIMIT,
    SWEEP_SIZE,
    Delivery,
)
from portal.notifications.extensions import KINDS, ForgottenNotice
from portal.notifications.models import Notification
from portal.notifications.services.mails import address_for, compose
from portal.notifications.workflows import DELIVERY
from portal.users.models import User

GOODBYE = 421
"""With which a mail server ends the conversation, whatever it was about: RFC 5321, 4.2.3."""
logger = logging.getLogger(__name__)


class SecretForgotten(DomainError):
    message = _("Its link was forgotten when it was given up. The person can ask for a new one.")


class ServerAway(Exception):
    """The mail server takes nothing at the moment, from nobody."""


def deliver_pending() -> int:
    """Send whatever is due: digests, second tries, and what a lost broker or worker left behind.

    A mail server that was away is asked first whether it is back. Should it go away meanwhile, the rest stays for the
    next run: each mail would wait for it anew. What was tried seldom goes first, so that a mail at which the server
    hangs keeps none of the others back. Returns how many were sent.
    """
    if not _server_is_there():
        return 0
    due = Notification.objects.due().order_by("attempts", "deliver_after", "pk").values_list("pk", flat=True)
    sent = 0
    for pk in list(due[:SWEEP_SIZE]):
        sent += deliver(notification_id=pk)
        if _server_is_known_to_be_away():
            break
    return sent


@transaction.atomic
def deliver(*, notification_id: int) -> bool:
    """Send the mail of this notification, unless that is done, not due yet, or under way elsewhere.

    A row that belongs into a digest takes along everything else that is due for the same person. While the mail server
    is known to be away nothing is tried; the sweeper finds the row once it is back.
    """
    if _server_is_known_to_be_away():
        return False
    claimed = _claim(notification_id)
    rows = [row for row in claimed if _can_be_mailed(row)]
    _finish([row for row in claimed if row not in rows], Delivery.SKIPPED)
    if not rows:
        return False
    try:
        with transaction.atomic():
            mail = compose(rows)
            error = _send(mail)
    except SoftTimeLimitExceeded:
        raise  # time is up, which is not this mail's fault; the next sweep goes on
    except Exception as broken:  # a broken notice must not keep the others from being sent
        error = broken
    if error is not None:
        logger.warning("Notification %s could not be mailed: %s", notification_id, type(error).__name__)
        _postpone(rows, waits_for_server=isinstance(error, ServerAway))
        return False
    _finish(rows, Delivery.SENT)
    return True


@transaction.atomic
def send_again(*, notification: Notification, by: User) -> None:
    """Put a mail that was given up back into the outbox. Raises NotAllowed, WrongState and SecretForgotten."""
    if not by.has_perm("notifications.change_notification"):
        raise NotAllowed
    row = Notification.objects.select_for_update().get(pk=notification.pk)
    DELIVERY.check("send_again", row.delivery)
    if row.kind not in KINDS or KINDS[row.kind].secret_fields:
        raise SecretForgotten
    row.delivery, row.attempts, row.deliver_after = Delivery.PENDING, 0, timezone.now()
    row.save(update_fields=["delivery", "attempts", "deliver_after"])
    enqueue("notifications.deliver", row.pk)


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
    """Not to closed accounts, nor without an address, nor what this version can no longer put into words.

    Whoever has asked to be erased is told what is a duty, and nothing else. Whom staff has entered has no account, and
    is written to at the address they gave.
    """
    may_be_told = row.recipient.is_active or row.recipient.is_unclaimed
    if not may_be_told or isinstance(row.notice, ForgottenNotice) or not address_for(row):
        return False
    return row.notice.is_duty or row.recipient.restricted_at is None


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


def _send(mail: EmailMessage) -> Exception | None:
    """What has gone wrong, if anything; ServerAway where it is no fault of this mail."""
    try:
        mail.send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError) as error:
        codes = {code for code, _words in getattr(error, "recipients", {}).values()}
        return ServerAway() if GOODBYE in codes else error
    except smtplib.SMTPDataError as error:
        return ServerAway() if 400 <= error.smtp_code < 500 else error
    except OSError as error:  # smtplib's are among them: it is silent, cuts the line, or refuses us
        return ServerAway(type(error).__name__)
    return None


def _server_is_known_to_be_away() -> bool:
    return Notification.objects.waiting_for_server().exists()


def _server_is_there() -> bool:
    """Ask a mail server that was away whether it is back; then what has waited for it is due at once."""
    waiting = Notification.objects.waiting_for_server()
    if not waiting.exists():
        return True
    server = get_connection()
    try:
        server.open()
        server.close()
    except OSError as error:
        logger.warning("The mail server is still away: %s", type(error).__name__)
        return False
    waiting.update(waits_for_server=False, deliver_after=timezone.now())
    return True


def _finish(rows: Sequence[Notification], delivery: Delivery) -> None:
    """Note the end of these rows' way, and forget the secrets they carried."""
    for row in rows:
        secret = KINDS[row.kind].secret_fields if row.kind in KINDS else frozenset(row.payload)
        Notification.objects.filter(pk=row.pk).update(
            delivery=delivery,
            sent_at=timezone.now() if delivery == Delivery.SENT else None,
            payload={name: "" if name in secret else value for name, value in row.payload.items()},
        )


def _postpone(rows: Sequence[Notification], *, waits_for_server: bool) -> None:
    """Try again after a pause that doubles each time; after the last try, give up and leave it to the operator."""
    for row in rows:
        row.attempts += 1
        Notification.objects.filter(pk=row.pk).update(
            attempts=row.attempts,
            waits_for_server=waits_for_server,
            deliver_after=timezone.now() + _pause(row.attempts),
        )
    if given_up := [row for row in rows if row.attempts >= MAX_ATTEMPTS]:
        _finish(given_up, Delivery.FAILED)


def _pause(attempts: int) -> timedelta:
    doubled = FIRST_PAUSE * 2 ** min(attempts - 1, 10)
    return min(doubled, LONGEST_PAUSE)
