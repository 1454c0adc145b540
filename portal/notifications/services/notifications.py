"""The one way anything is mailed or shown in the inbox: what is said, read, and wished."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from portal.core.compiled import CompiledQuery, Parameter
from portal.core.errors import NotAllowed
from portal.core.jobs import enqueue
from portal.notifications.constants import (
    DIGESTS,
    Delivery,
    Frequency,
)
from portal.notifications.extensions import KINDS, Notice
from portal.notifications.models import Notification, Preference
from portal.notifications.notices import account_notice
from portal.users.extensions import AccountMail
from portal.users.models import User

# --- Saying something ----------------------------------------------------------------------------------------------


@transaction.atomic
def notify(recipient: User, notice: Notice) -> Notification:
    """Put `notice` into the person's inbox and outbox, once per dedupe key; the mail goes out after the commit."""
    frequency = Frequency.AT_ONCE if notice.is_duty else _preferred_frequency(recipient, notice.name)
    now = timezone.now()
    row = _notification(recipient, notice, frequency, now)
    row.deliver_after = _with_its_bundle(row)
    fields = (
        "recipient",
        "kind",
        "bundle",
        "payload",
        "created_at",
        "frequency",
        "delivery",
        "deliver_after",
        "read_at",
    )
    notification, created = Notification.objects.get_or_create(
        dedupe_key=row.dedupe_key, defaults={name: getattr(row, name) for name in fields}
    )
    if created and frequency == Frequency.AT_ONCE and not notice.pause:  # else the sweeper finds it
        enqueue("notifications.deliver", notification.pk)
    return notification


@transaction.atomic
def notify_all(people: Iterable[User], notice: Notice, *, exclude: User | None = None) -> None:
    """Say the same to several people; not to `exclude`, who has done it and knows."""
    for person in people:
        if person != exclude:
            notify(person, notice)


@transaction.atomic
def notify_each(notices: Iterable[tuple[User, Notice]]) -> None:
    """Say something of its own to each of many, once per dedupe key, in a few statements for all of them.

    The sweeper mails what is due at once, too.
    """
    pairs, now = list(notices), timezone.now()
    wishes = Preference.objects.filter(user__in=[person for person, _notice in pairs])
    preferred = {
        (user, kind): frequency for user, kind, frequency in wishes.values_list("user", "kind", "frequency")
    }
    rows = [
        _notification(person, notice, preferred.get((person.pk, notice.name), _default(notice.name)), now)
        for person, notice in pairs
    ]
    Notification.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


def notify_about_account(*, mail: AccountMail) -> None:
    """Say what sign-in wants said; each occasion is a message of its own."""
    notice = account_notice(
        mail.name, occasion=uuid4().hex, address=mail.address, link=mail.link, detail=mail.detail
    )
    notify(mail.user, notice)


def _preferred_frequency(recipient: User, kind: str) -> str:
    return _PREFERRED.first(user=recipient.pk, kind=kind) or _default(kind)


_PREFERRED: CompiledQuery[str] = CompiledQuery(
    lambda: (
        Preference.objects.filter(user=Parameter("user"), kind=Parameter("kind"))
        .order_by()
        .values_list("frequency", flat=True)
    )
)


def _default(kind: str) -> str:
    """How often what nobody has chosen anything about is mailed."""
    return Frequency.OFF if kind in KINDS and KINDS[kind].is_asked_for else Frequency.AT_ONCE


def _notification(recipient: User, notice: Notice, frequency: str, now: datetime) -> Notification:
    if notice.has_its_own_rhythm and frequency in DIGESTS:  # chosen before it had one
        frequency = Frequency.AT_ONCE
    return Notification(
        dedupe_key=_dedupe_key(recipient, notice),
        recipient=recipient,
        kind=notice.name,
        bundle=notice.bundle(),
        payload=notice.payload(),
        created_at=now,
        frequency=frequency,
        delivery=Delivery.SKIPPED if frequency == Frequency.OFF else Delivery.PENDING,
        deliver_after=Frequency(frequency).next_delivery(now)
        + (notice.pause if frequency == Frequency.AT_ONCE else timedelta()),
        read_at=None if notice.is_in_inbox() else now,
    )


def _with_its_bundle(row: Notification) -> datetime:
    """When it is mailed: with those of its bundle that wait already."""
    waiting = (
        Notification.objects.pending().bundled(row.recipient, row.bundle).filter(frequency=row.frequency)
    )
    first = (
        waiting.order_by("deliver_after").values_list("deliver_after", flat=True).first()
        if row.bundle
        else None
    )
    return min(first, row.deliver_after) if first else row.deliver_after


def _dedupe_key(recipient: User, notice: Notice) -> str:
    key = f"{notice.name}:{recipient.pk}:{notice.dedupe_key()}"
    return key if len(key) <= 200 else f"{key[:130]}:{hashlib.sha256(key.encode()).hexdigest()}"


# --- Reading and choosing ------------------------------------------------------------------------------------------


@transaction.atomic
def mark_read(*, by: User, notification: Notification | None = None) -> int:
    """Mark one message of the person's inbox as read, or, without one, all of them."""
    unread = Notification.objects.visible_to(by).unread()
    if notification is not None:
        unread = unread.filter(pk=notification.pk)
    return unread.update(read_at=timezone.now())


@transaction.atomic
def mark_bundle_read(*, bundle: str, by: User) -> int:
    """The person has read here what these messages tell of: they are read, and what was not mailed yet never is."""
    told = Notification.objects.bundled(by, bundle)
    told.pending().update(delivery=Delivery.SKIPPED)
    return told.unread().update(read_at=timezone.now())


@transaction.atomic
def set_preferences(*, user: User, choices: Mapping[str, str], by: User) -> None:
    """Set how often mails of each kind come (`choices`: kind → frequency). Duties stay as they are.

    What still waits follows the new wish: it moves to another digest, goes out at once, or stays in the inbox alone.
    Raises NotAllowed for somebody else's.
    """
    if user.pk != by.pk:
        raise NotAllowed
    for kind, frequency in choices.items():
        if kind not in KINDS or KINDS[kind].is_duty or _preferred_frequency(user, kind) == frequency:
            continue
        Preference.objects.update_or_create(user=user, kind=kind, defaults={"frequency": frequency})
        Notification.objects.pending().filter(recipient=user, kind=kind).update(
            frequency=frequency,
            delivery=Delivery.SKIPPED if frequency == Frequency.OFF else Delivery.PENDING,
            deliver_after=Frequency(frequency).next_delivery(timezone.now()),
        )


def unsubscribe_from(*, user: User, kinds: Iterable[str]) -> None:
    """What that link does: messages of these kinds stay in the inbox from now on."""
    set_preferences(user=user, choices=dict.fromkeys(kinds, Frequency.OFF), by=user)
