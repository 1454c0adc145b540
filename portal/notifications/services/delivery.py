"""Sending what stands in the outbox.

A portion of mails is claimed, and sent one after the other over one session with the mail server; what became of
each is committed before the next begins. Two workers never hold the same mail, so any number goes on side by side. A
worker that is killed takes its claims with it: what it hasn't sent still waits, and the sweeper sends it. Of one mail
alone nobody knows, the one at which the worker was killed, if the mail server had all of it: no server can be asked
whether it took a mail. It is sent again, since a message must not be lost, under the Message-ID of the first, by
which mailboxes (and the demo's folder) recognise it.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple, cast

from celery.exceptions import SoftTimeLimitExceeded
from django.core.mail import EmailMessage, get_connection
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError, NotAllowed
from portal.core.jobs import enqueue
from portal.notifications.constants import (
    DIGESTS,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    MAX_ATTEMPTS,
    PORTION,
    PORTION_LIMIT,
    RUN_LIMIT,
    SWEEP_SIZE,
    Delivery,
)
from portal.notifications.extensions import KINDS, ForgottenNotice, Quote
from portal.notifications.models import Notification
from portal.notifications.queries import quotes_of
from portal.notifications.services.claims import Claims
from portal.notifications.services.mail_sessions import MailSession, ServerAway
from portal.notifications.services.mails import address_for, compose, compose_all
from portal.notifications.workflows import DELIVERY
from portal.users.models import User

if TYPE_CHECKING:
    from portal.database.base import DatabaseWrapper

logger = logging.getLogger(__name__)


class SecretForgotten(DomainError):
    message = _("Its link was forgotten when it was given up. The person can ask for a new one.")


class Waiting(NamedTuple):
    """A mail that is due, by one of its messages."""

    pk: int
    recipient: int
    frequency: str
    bundle: str

    @property
    def lock(self) -> str:
        """Messages of one digest or one bundle have one lock, since one mail carries them all."""
        if self.frequency in DIGESTS:
            return f"digest:{self.recipient}:{self.frequency}"
        return f"bundle:{self.recipient}:{self.bundle}" if self.bundle else f"notification:{self.pk}"


@dataclass
class Portion:
    """Mails of one session, and what became of them."""

    mails: list[list[Notification]] = field(default_factory=list)
    number: int = 0
    """How many mails were sent; a digest is one."""
    server_is_away: bool = False


def deliver_pending() -> int:
    """Send whatever is due: digests, second tries, and what a lost broker or worker left behind.

    It goes on until nothing is due, or for a minute nearly; the next run takes over. A mail server that was away is
    asked first whether it is back. Should it go away meanwhile, the rest stays for the next run: each mail would wait
    for it anew. What was tried seldom goes first, so that a mail at which the server hangs keeps none of the others
    back. Returns how many were sent.
    """
    if not _server_is_there():
        return 0
    until, sent = monotonic() + RUN_LIMIT.total_seconds(), 0
    with Claims() as claims:
        while waiting := _waiting():
            claimed = 0
            for start in range(0, len(waiting), PORTION):
                portion = _deliver(waiting[start : start + PORTION], claims)
                claimed, sent = claimed + len(portion.mails), sent + portion.number
                if portion.server_is_away or monotonic() > until:
                    return sent
            if not claimed:  # the rest is under way elsewhere
                break
    return sent


def deliver(*, notification_id: int) -> bool:
    """Send the mail of this notification, unless that is done, not due yet, or under way elsewhere.

    A row that belongs into a digest takes along everything else that is due for the same person, as one of a bundle
    does with the others of it. While the mail server
    is known to be away nothing is tried; the sweeper finds the row once it is back.
    """
    found = Notification.objects.due().filter(pk=notification_id).values_list(*Waiting._fields)
    if not (waiting := [Waiting(*row) for row in found]):
        return False
    with Claims() as claims:
        return bool(_deliver(waiting, claims).number)


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


def _waiting() -> list[Waiting]:
    """What is due, one row a mail, in the order in which it is tried."""
    due = Notification.objects.due().order_by("attempts", "deliver_after", "pk").values_list(*Waiting._fields)
    rows = [Waiting(*row) for row in due[:SWEEP_SIZE]]
    return list({row.lock: row for row in reversed(rows)}.values())[::-1]


def _deliver(waiting: Sequence[Waiting], claims: Claims) -> Portion:
    """Claim and send these mails. They are free again afterwards, whatever has ended it."""
    if _server_is_known_to_be_away():
        return Portion(server_is_away=True)
    try:
        portion = Portion(_claim(waiting, claims))
        _send_all(portion)
    finally:
        claims.release()
    return portion


def _send_all(portion: Portion) -> None:
    """One mail after the other, for two seconds at most; then what people wish and may open is asked anew."""
    until = monotonic() + PORTION_LIMIT.total_seconds()
    quotes = quotes_of(row for rows in portion.mails for row in rows)
    wanted = [
        [row for row in rows if _can_be_mailed(row) and (row.pk in quotes or not row.notice.needs_quote)]
        for rows in portion.mails
    ]
    able = {row.pk for rows in wanted for row in rows}
    _finish([row for rows in portion.mails for row in rows if row.pk not in able], Delivery.SKIPPED)
    database = cast("DatabaseWrapper", connections[DEFAULT_DB_ALIAS])
    with closing(MailSession()) as session, database.prepared_cursor() as notes:
        for rows, mail in _composed([rows for rows in wanted if rows], quotes):
            error = mail if isinstance(mail, Exception) else session.send(mail)
            if error is None:
                _note_sent(rows, notes)
                portion.number += 1
            else:
                portion.server_is_away = isinstance(error, ServerAway)
                _postpone(rows, error)
            if portion.server_is_away or monotonic() > until:
                break


def _composed(
    letters: Sequence[list[Notification]], quotes: Mapping[int, Quote]
) -> Iterator[tuple[list[Notification], EmailMessage | Exception]]:
    """Each with its mail, or with what is wrong with it: a broken notice must not keep the others from being sent."""
    try:
        with transaction.atomic():
            return zip(letters, compose_all(letters, quotes), strict=True)
    except SoftTimeLimitExceeded:
        raise  # time is up, which is no mail's fault; the next sweep goes on
    except Exception:
        return ((rows, _composed_alone(rows)) for rows in letters)


def _composed_alone(rows: list[Notification]) -> EmailMessage | Exception:
    try:
        with transaction.atomic():
            return compose(rows)
    except SoftTimeLimitExceeded:
        raise
    except Exception as broken:
        return broken


def _claim(waiting: Sequence[Waiting], claims: Claims) -> list[list[Notification]]:
    """The rows of these mails, without those under way elsewhere.

    They are read once they are claimed: another worker may have sent them in between.
    """
    free = claims.take([each.lock for each in waiting])
    claimed = [each for each in waiting if each.lock in free]
    alone = [each.pk for each in claimed if each.frequency not in DIGESTS]
    wanted = Q(pk__in=alone) & ~Q(frequency__in=DIGESTS)
    for frequency in DIGESTS:
        people = [each.recipient for each in claimed if each.frequency == frequency]
        wanted |= Q(recipient__in=people, frequency=frequency)
    for each in claimed:
        if each.bundle and each.frequency not in DIGESTS:
            wanted |= Q(recipient=each.recipient, bundle=each.bundle) & ~Q(frequency__in=DIGESTS)
    mails: dict[str, list[Notification]] = {each.lock: [] for each in claimed}
    for row in Notification.objects.due().filter(wanted).as_mailed().order_by("created_at", "pk"):
        mails[Waiting(row.pk, row.recipient_id, row.frequency, row.bundle).lock].append(row)
    return [rows for rows in mails.values() if rows]


def _can_be_mailed(row: Notification) -> bool:
    """Not to closed accounts, nor without an address, nor what is over or this version can't put into words any more.

    Whoever has asked to be erased is told what is a duty, and nothing else. Whom staff has entered has no account, and
    is written to at the address they gave.
    """
    may_be_told = row.recipient.is_active or row.recipient.is_unclaimed
    if not may_be_told or isinstance(row.notice, ForgottenNotice) or not address_for(row):
        return False
    if not row.notice.is_still_true():
        return False
    return row.notice.is_duty or row.recipient.restricted_at is None


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


def _note_sent(rows: Sequence[Notification], notes: CursorWrapper) -> None:
    """The mail server has taken the mail of these rows, and has no other yet: what makes this late repeats a mail.

    So nothing waits for the disk. The database knows it at once, and keeps it if the worker is killed; should the
    database's own machine fail within the next second, mails of that second are repeated.
    """
    if any(map(_secrets, rows)):
        _finish(rows, Delivery.SENT)
        return
    notes.execute(_SENT, {"delivery": Delivery.SENT.value, "rows": [row.pk for row in rows]})


_SENT = """
    WITH swiftly AS (SELECT set_config('synchronous_commit', 'off', true))
    UPDATE notifications_notification SET delivery = %(delivery)s, sent_at = statement_timestamp()
    FROM swiftly WHERE id = ANY(%(rows)s)
"""


def _finish(rows: Sequence[Notification], delivery: Delivery) -> None:
    """Note the end of these rows' way, and forget the secrets they carried."""
    end = {"delivery": delivery, "sent_at": timezone.now() if delivery == Delivery.SENT else None}
    plain = [row.pk for row in rows if not _secrets(row)]
    if plain:
        Notification.objects.filter(pk__in=plain).update(**end)
    for row in rows:
        if secret := _secrets(row):
            payload = {name: "" if name in secret else value for name, value in row.payload.items()}
            Notification.objects.filter(pk=row.pk).update(payload=payload, **end)


def _secrets(row: Notification) -> frozenset[str]:
    return KINDS[row.kind].secret_fields if row.kind in KINDS else frozenset(row.payload)


def _postpone(rows: Sequence[Notification], error: Exception) -> None:
    """Try again after a pause that doubles each time; after the last try, give up and leave it to the operator."""
    logger.warning("Notification %s could not be mailed: %s", rows[0].pk, type(error).__name__)
    for row in rows:
        row.attempts += 1
        Notification.objects.filter(pk=row.pk).update(
            attempts=row.attempts,
            waits_for_server=isinstance(error, ServerAway),
            deliver_after=timezone.now() + _pause(row.attempts),
        )
    if given_up := [row for row in rows if row.attempts >= MAX_ATTEMPTS]:
        _finish(given_up, Delivery.FAILED)


def _pause(attempts: int) -> timedelta:
    doubled = FIRST_PAUSE * 2 ** min(attempts - 1, 10)
    return min(doubled, LONGEST_PAUSE)
