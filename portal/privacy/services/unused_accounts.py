"""Accounts that nobody has used for years: their owners are told twice, and whoever signs in keeps theirs.

The end is an erasure like any other, with its certificate and its line in the ledger. Nobody ends who was not told in
time: a day that has come too near, because nothing ran or the operator has shortened the period, is put off. Whom no
mail reaches (pupils, and people whom staff has entered) is not told, and ends by the same rule and on the same day.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from portal.core.jobs import enqueue, run_on_each
from portal.notifications.services.notifications import notify
from portal.privacy.constants import (
    FIRST_WARNING_DAYS,
    LAST_WARNING_DAYS,
    ErasureReason,
)
from portal.privacy.extensions import FileLeft
from portal.privacy.models import ErasureRequest, UnusedAccount
from portal.privacy.notices import AccountUnused
from portal.privacy.queries import unused_accounts, unused_period
from portal.users.models import User

FIRST, LAST = timedelta(days=FIRST_WARNING_DAYS), timedelta(days=LAST_WARNING_DAYS)


def warn_about_unused_accounts() -> int:
    """Tell whoever's account ends soon, for the first or the last time; forget those that were used. Run at any time.

    Returns how many were told.
    """
    now, period = timezone.now(), unused_period()
    unused = unused_accounts(now - period + FIRST)
    used_since = Q(person__last_login__gte=F("created_at"))
    UnusedAccount.objects.filter(used_since | ~Q(person__in=unused.values("pk"))).delete()
    first = list(unused.filter(unused_account__isnull=True).order_by("pk").values_list("pk", flat=True))
    near = UnusedAccount.objects.filter(reminded_at__isnull=True, due_at__lte=now + LAST)
    last = list(near.values_list("pk", flat=True))
    told = run_on_each(first, partial(_announce, now=now, period=period), what="Warning of account")
    return told + run_on_each(last, partial(_remind, now=now), what="Reminder of unused account")


@transaction.atomic
def end_unused_accounts(*, rows: QuerySet[Any]) -> list[FileLeft]:
    """Have these people erased at once: they have had their time to think. Rows and files go with the erasure."""
    for person in rows.select_related("unused_account"):
        request = ErasureRequest.objects.create(
            person=person,
            code=person.unused_account.code,
            reason=ErasureReason.UNUSED,
            due_at=timezone.now(),
        )
        User.objects.filter(pk=person.pk).update(restricted_at=timezone.now())
        enqueue("privacy.execute_erasure", request.pk)
    return []


# --- Parts ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def _announce(person_id: int, now: datetime, period: timedelta) -> bool:
    person = User.objects.locked().filter(pk=person_id).first()
    if person is None or UnusedAccount.objects.filter(person=person).exists():
        return False
    used_at = person.last_login or person.date_joined
    account = UnusedAccount.objects.create(person=person, due_at=max(used_at + period, now + FIRST))
    return _tell(account)


@transaction.atomic
def _remind(account_id: int, now: datetime) -> bool:
    account = (
        UnusedAccount.objects.select_for_update().filter(pk=account_id, reminded_at__isnull=True).first()
    )
    if account is None:
        return False
    account.reminded_at, account.due_at = now, max(account.due_at, now + LAST)
    account.save()
    return _tell(account, is_last=True)


def _tell(account: UnusedAccount, *, is_last: bool = False) -> bool:
    """Whom a mail reaches and who may sign in is told; nobody else could do anything about it."""
    person = account.person
    if not person.email or not person.is_active:
        return False
    notify(person, AccountUnused(code=account.code, ends_at=account.due_at.isoformat(), is_last=is_last))
    return True
