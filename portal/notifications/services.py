"""The one way anything is mailed or shown in the inbox.

Delivery: one transaction a mail. It locks the message, sends, and notes that it was sent. Two workers never hold the
same lock, and a worker that is killed takes its lock with it: the row still waits, and the sweeper sends it. What
remains is the instant between the mail server's yes and the commit; a mail repeated then carries the Message-ID of the
first, by which mailboxes (and the demo's folder) recognise it.
"""

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone

from portal.core.jobs import enqueue
from portal.notifications.account_notices import account_notice
from portal.notifications.constants import (
    DIGEST_TIME,
    DIGESTS,
    FIRST_PAUSE,
    MAX_ATTEMPTS,
    SENDING_LIMIT,
    SWEEP_SIZE,
    Delivery,
    Frequency,
)
from portal.notifications.mails import address_for, compose, read_stop_token
from portal.notifications.models import Notification, Preference
from portal.notifications.notice import KINDS, ForgottenNotice, Notice
from portal.users.account_mail import AccountMail
from portal.users.models import User

logger = logging.getLogger(__name__)


# --- Saying something ----------------------------------------------------------------------------------------------


@transaction.atomic
def notify(recipient: User, notice: Notice) -> Notification:
    """Put `notice` into the person's inbox and outbox, once per dedupe key; the mail goes out after the commit."""
    frequency = Frequency.AT_ONCE if notice.is_duty else _wish(recipient, notice.name)
    now = timezone.now()
    notification, created = Notification.objects.get_or_create(
        dedupe_key=_dedupe_key(recipient, notice),
        defaults={
            "recipient": recipient,
            "kind": notice.name,
            "payload": notice.payload(),
            "frequency": frequency,
            "delivery": Delivery.SKIPPED if frequency == Frequency.OFF else Delivery.PENDING,
            "deliver_after": next_delivery(frequency=frequency, now=now),
            "read_at": None if notice.is_in_inbox() else now,
        },
    )
    if created and frequency == Frequency.AT_ONCE:
        enqueue("notifications.deliver", notification.pk)
    return notification


def carry_account_mail(*, mail: AccountMail) -> None:
    """Say what sign-in wants said; each occasion is a message of its own."""
    notice = account_notice(
        mail.name, occasion=uuid4().hex, address=mail.address, link=mail.link, detail=mail.detail
    )
    notify(mail.user, notice)


def next_delivery(*, frequency: str, now: datetime) -> datetime:
    """When something said `now` is mailed: at once, or with the next morning's or Monday's digest."""
    if frequency not in DIGESTS:
        return now
    local = timezone.localtime(now)
    day = local.date() + timedelta(days=0 if local.time() < DIGEST_TIME else 1)
    if frequency == Frequency.WEEKLY:
        day += timedelta(days=-day.weekday() % 7)
    return datetime.combine(day, DIGEST_TIME, tzinfo=timezone.get_current_timezone())


def _wish(recipient: User, kind: str) -> str:
    found = Preference.objects.filter(user=recipient, kind=kind).values_list("frequency", flat=True).first()
    return found or Frequency.AT_ONCE


def _dedupe_key(recipient: User, notice: Notice) -> str:
    key = f"{notice.name}:{recipient.pk}:{notice.dedupe_key()}"
    return key if len(key) <= 200 else f"{key[:130]}:{hashlib.sha256(key.encode()).hexdigest()}"


# --- Delivery ------------------------------------------------------------------------------------------------------


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
    _settle([row for row in claimed if row not in rows], Delivery.SKIPPED)
    if not rows:
        return False
    try:
        with transaction.atomic():
            compose(rows).send()
    except Exception as error:  # a broken notice or mail server must not keep the others from being sent
        logger.warning("Notification %s could not be mailed: %s", notification_id, type(error).__name__)
        _postpone(rows)
        return False
    _settle(rows, Delivery.SENT)
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
    """Is what `name` stands for ours alone until the transaction ends, however it ends?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        return bool(cursor.fetchone()[0])


def _settle(rows: Sequence[Notification], delivery: Delivery) -> None:
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
        _settle(given_up, Delivery.FAILED)


# --- Reading and choosing ------------------------------------------------------------------------------------------


@transaction.atomic
def mark_read(*, user: User, notification: Notification | None = None) -> int:
    """Mark one message of the person's inbox as read, or, without one, all of them."""
    unread = Notification.objects.visible_to(user).unread()
    if notification is not None:
        unread = unread.filter(pk=notification.pk)
    return unread.update(read_at=timezone.now())


@transaction.atomic
def set_preferences(*, user: User, choices: Mapping[str, str], by: User) -> None:
    """Set how often mails of each kind come (`choices`: kind → frequency). Duties stay as they are.

    What still waits follows the new wish: it moves to another digest, goes out at once, or stays in the inbox alone.
    """
    for kind, frequency in choices.items():
        if kind not in KINDS or KINDS[kind].is_duty or _wish(user, kind) == frequency:
            continue
        Preference.objects.update_or_create(user=user, kind=kind, defaults={"frequency": frequency})
        Notification.objects.filter(recipient=user, kind=kind, delivery=Delivery.PENDING).update(
            frequency=frequency,
            delivery=Delivery.SKIPPED if frequency == Frequency.OFF else Delivery.PENDING,
            deliver_after=next_delivery(frequency=frequency, now=timezone.now()),
        )


def find_stop(*, token: str) -> tuple[User, list[str]] | None:
    """Whom the link at the foot of a mail speaks for, and of which kinds; None when it isn't one of ours."""
    content = read_stop_token(token)
    user = User.objects.active().filter(pk=content["user"]).first() if content else None
    return (user, content["kinds"]) if content and user else None


def stop_mails(*, user: User, kinds: Iterable[str]) -> None:
    """What that link does: messages of these kinds stay in the inbox from now on."""
    set_preferences(user=user, choices=dict.fromkeys(kinds, Frequency.OFF), by=user)
