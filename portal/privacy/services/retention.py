"""Deleting what has been kept long enough: every day, rule by rule, with a row for each run and its numbers."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pgtrigger
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError, NotAllowed
from portal.core.personal_data import holdings
from portal.core.presence import check_presence
from portal.privacy.extensions import RetentionRule, retention_rules
from portal.privacy.models import RetentionPeriod, RetentionResult, RetentionRun
from portal.privacy.queries import due_rows
from portal.privacy.services import ledger
from portal.privacy.services.erasing import delete_files, delete_rows
from portal.users.models import User

LOCK = 0x5245_5445  # "RETE": keeps this module's advisory lock apart from others'
PORTION = 500
logger = logging.getLogger(__name__)


class TooShort(DomainError):
    message = _("The law, or who answers for the data, needs it longer than this.")
    field = "days"


@transaction.atomic
def set_retention_period(*, rule: str, days: int, by: User) -> RetentionPeriod:
    """Keep the rows of a rule for so many days from now on. Only the operator may. Raises NotAllowed and TooShort."""
    if not by.has_perm("privacy.change_retentionperiod"):
        raise NotAllowed
    check_presence()
    if days < retention_rules[rule].least:
        raise TooShort
    period, _is_new = RetentionPeriod.objects.update_or_create(rule=rule, defaults={"days": days})
    return period


def apply_retention() -> int:
    """Delete what is due today, unless that is done or under way. Returns how many rows went.

    Called every hour: a run that was broken off is finished by the next, and a day on which nothing ran is made up for,
    because rules ask how old rows are and not when they were last asked.
    """
    with _alone() as is_mine:
        if not is_mine:
            return 0
        run, _is_new = RetentionRun.objects.get_or_create(day=timezone.localdate())
        if run.finished_at is not None:
            return 0
        deleted = sum(_apply(run, name, rule) for name, rule in retention_rules.items())
        ledger.sweep(before=timezone.now() - timedelta(days=settings.ERASURE_LEDGER_DAYS))
        RetentionRun.objects.filter(pk=run.pk).update(finished_at=timezone.now())
        return deleted


@contextmanager
def _alone() -> Iterator[bool]:
    """False while another connection deletes; the lock ends with the connection, however that ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        is_mine = bool(cursor.fetchone()[0])
    try:
        yield is_mine
    finally:
        if is_mine and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _apply(run: RetentionRun, name: str, rule: RetentionRule) -> int:
    """Delete the rule's rows in portions, each counted in its transaction. A rule that fails stops itself alone."""
    deleted = 0
    try:
        while portion := list(due_rows(name, rule).values_list("pk", flat=True)[:PORTION]):
            deleted += _delete(run, name, rule, portion)
    except SoftTimeLimitExceeded:
        raise  # time is up for all rules; the run stays open, and the next one goes on with it
    except Exception:  # the other rules go on, and the next run comes back to this one
        logger.exception("Rule %s could not be applied.", name)
    return deleted


def _delete(run: RetentionRun, name: str, rule: RetentionRule, portion: list[int]) -> int:
    """Ask once more, with the rows held: somebody may have used one since the portion was chosen, and it stays."""
    with transaction.atomic():
        due = due_rows(name, rule).filter(pk__in=portion).select_for_update(of=("self",))
        keys = [row.pk for row in due]
        rows = due.model._base_manager.filter(pk__in=keys)
        files = rule.delete(rows=rows) if rule.delete is not None else _delete_rows(rows)
        result, _is_new = RetentionResult.objects.get_or_create(run=run, rule=name)
        RetentionResult.objects.filter(pk=result.pk).update(rows=F("rows") + len(keys))
    delete_files(files)
    return len(keys)


def _delete_rows(rows: models.QuerySet[models.Model]) -> list[tuple[str, str, str]]:
    """Rows with what is registered of them: history and files. A log that refuses every deletion allows this one."""
    label = rows.model._meta.label_lower
    triggers = [
        f"{rows.model._meta.label}:{trigger.name}"
        for trigger in getattr(rows.model._meta, "triggers", ())
        if isinstance(trigger, pgtrigger.Protect)
    ]
    with ExitStack() as stack:
        if triggers:
            stack.enter_context(pgtrigger.ignore(*triggers))
        if label in holdings:
            return delete_rows(holdings[label], rows)
        rows.delete()
    return []
