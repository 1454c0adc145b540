"""What was asked of a guardian; what would become of a person who is erased; what is deleted by itself, and when."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import QuerySet, Sum
from django.utils import timezone

from portal.core.personal_data import Erasure, Holding, holdings, rows_of
from portal.privacy.extensions import RetentionRule, erasure_clerks, held_people, kept_of, retention_rules
from portal.privacy.models import GuardianConsent, RetentionPeriod, RetentionResult, RetentionRun
from portal.users.models import User


def hash_token(*, token: str) -> str:
    """What is kept of a token: enough to recognise it, not enough to use it."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def find_guardian_consent(*, token: str) -> GuardianConsent | None:
    """What was asked with this link; None when nobody was."""
    return GuardianConsent.objects.select_related("pupil").filter(token_hash=hash_token(token=token)).first()


def addresses_of(user: User) -> set[str]:
    """Every address known to be the person's, in lower case."""
    known = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return {address.lower() for address in (user.email, *known) if address}


def may_enter_erasure(user: User, person: User) -> bool:
    """May `user` ask that `person` be erased? The person may, the operator, and whoever an upper app vouches for."""
    if user.pk == person.pk or user.has_perm("privacy.add_erasurerequest"):
        return True
    return any(is_clerk(user, person) for is_clerk in erasure_clerks)


@dataclass(frozen=True)
class Prospect:
    """What an erasure would do to one kind of rows: how many go, how many stay, and until when (None: not known)."""

    holding: Holding
    gone: int
    kept: int = 0
    until: date | None = None


def prospects_of(user: User) -> Iterator[Prospect]:
    """What would become of the person's rows if they were erased today, kind by kind; nothing changes."""
    kept, addresses = kept_of(user), addresses_of(user)
    for holding in holdings:
        keys = set(rows_of(holding, user, addresses).values_list("pk", flat=True))
        staying = {key: row for key, row in kept.get(holding.model, {}).items() if key in keys}
        if not keys or holding.erasure is Erasure.DETACH:
            continue
        days = [row.until for row in staying.values()]
        until = None if None in days else max(filter(None, days), default=None)
        yield Prospect(holding=holding, gone=len(keys) - len(staying), kept=len(staying), until=until)


# --- What is deleted by itself -------------------------------------------------------------------------------------

PREVIEW_DAYS = 30


def days_of(name: str, rule: RetentionRule) -> int:
    """For how many days the rule's rows are kept here."""
    decided = RetentionPeriod.objects.filter(rule=name).values_list("days", flat=True).first()
    return rule.days if decided is None else max(decided, rule.least)


def due_rows(name: str, rule: RetentionRule, moment: datetime | None = None) -> QuerySet[Any]:
    """Rows that the rule deletes at this moment (now, unless another is given); none that an open audit needs."""
    rows = rule.rows((moment or timezone.now()) - timedelta(days=days_of(name, rule)))
    if rule.person:
        for held in held_people:
            rows = rows.exclude(**{f"{rule.person}__in": held()})
    return rows.order_by("pk")


@dataclass(frozen=True)
class RuleReport:
    """One rule in numbers: what its last run deleted, all runs of a year, and what goes within thirty days."""

    name: str
    rule: RetentionRule
    days: int
    last: int
    year: int
    soon: int


def retention_report(run: RetentionRun | None) -> list[RuleReport]:
    """Every rule in numbers, as of the given run; nobody is named, so whoever may see the report sees all of it."""
    year = RetentionResult.objects.filter(run__day__gt=timezone.localdate() - timedelta(days=365))
    totals = dict(year.values_list("rule").annotate(total=Sum("rows")))
    last = dict(run.results.values_list("rule", "rows")) if run is not None else {}
    soon = timezone.now() + timedelta(days=PREVIEW_DAYS)
    return [
        RuleReport(
            name=name,
            rule=rule,
            days=days_of(name, rule),
            last=last.get(name, 0),
            year=totals.get(name, 0),
            soon=due_rows(name, rule, soon).count(),
        )
        for name, rule in retention_rules.items()
    ]
