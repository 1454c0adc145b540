"""What was asked of a guardian; what would become of a person who is erased; what is deleted by itself, and when."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core import signing
from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.functional import Promise

from portal.core.compiled import moment as now_in_sql
from portal.core.personal_data import Erasure, Holding, holdings, rows_of, rows_of_several
from portal.privacy.constants import ERASED_NAME, GUARDIAN_LINK_DAYS, UNUSED_ACCOUNTS
from portal.privacy.extensions import (
    RetentionRule,
    accounts_in_use,
    erasure_clerks,
    held_people,
    kept_of,
    retention_rules,
)
from portal.privacy.models import GuardianConsent, RetentionPeriod, RetentionResult, RetentionRun
from portal.privacy.querysets import BirthdayOfAdults
from portal.privacy.workflows import GUARDIAN_CONSENT
from portal.users.models import User


def hash_token(*, token: str) -> str:
    """What is kept of a token: enough to recognise it, not enough to use it."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def find_guardian_consent(*, token: str) -> GuardianConsent | None:
    """What was asked with this link, handed over or mailed; None when nobody was."""
    rows = GuardianConsent.objects.select_related("pupil")
    handed = rows.filter(token_hash=hash_token(token=token)).first()
    return handed or _found_by_mailed_link(token)


def mailed_token(asked: GuardianConsent) -> str:
    """What a mailed link carries: it opens this consent for as long as a link works, and only while the address is the
    guardian's. The address itself is not in it, since others read links, too: servers, and histories of browsers. The
    link that was handed over goes on working.
    """
    return signing.dumps([asked.pk, _seal(asked)], salt=_MAILED)


def _is_mailed(token: str) -> bool:
    """Was the link sent to the guardian's address, so that whoever holds it may agree anew?"""
    return _found_by_mailed_link(token) is not None


def may_agree(asked: GuardianConsent, token: str) -> bool:
    """Can whoever holds this link agree now? By a mailed one also when the time has run out, or to agree anew."""
    if GUARDIAN_CONSENT.allows("give", asked.state):
        return True
    return GUARDIAN_CONSENT.allows("ask_again", asked.state) and _is_mailed(token)


_MAILED = "privacy.guardian"


def _found_by_mailed_link(token: str) -> GuardianConsent | None:
    try:
        pk, seal = signing.loads(token, salt=_MAILED, max_age=timedelta(days=GUARDIAN_LINK_DAYS))
    except signing.BadSignature:
        return None
    found = GuardianConsent.objects.select_related("pupil").filter(pk=pk).exclude(guardian_email="").first()
    return found if found is not None and constant_time_compare(seal, _seal(found)) else None


def has_run_out(token: str) -> bool:
    """Was this link mailed from here, and opens nothing any more: too old, or to another address than stands there?"""
    try:
        signing.loads(token, salt=_MAILED)
    except signing.BadSignature:
        return False
    return _found_by_mailed_link(token) is None


def _seal(asked: GuardianConsent) -> str:
    """Stands for the guardian's address, which nobody can tell from it or try out."""
    return salted_hmac(_MAILED, f"{asked.pk}:{asked.guardian_email.lower()}").hexdigest()


def is_of_age(user: User) -> bool:
    """Is it known that the person decides alone what their guardian has decided until now?"""
    return User.objects.filter(pk=user.pk, birth_date__lte=BirthdayOfAdults(now_in_sql())).exists()


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
    named = GuardianConsent.objects.naming(addresses).exclude(pupil__in=user.keys())
    if named.exists():
        gone, stays = named.unanswered().count(), named.answered().count()
        yield Prospect(holding=holdings[GuardianConsent._meta.label_lower], gone=gone, kept=stays)


# --- What is deleted by itself -------------------------------------------------------------------------------------

PREVIEW_DAYS = 30


def days_of(name: str, rule: RetentionRule) -> int:
    """For how many days the rule's rows are kept here."""
    decided = RetentionPeriod.objects.filter(rule=name).values_list("days", flat=True).first()
    return _in_force(rule, decided)


def _in_force(rule: RetentionRule, decided: int | None) -> int:
    return rule.days if decided is None else max(decided, rule.least)


def periods_in_force() -> list[tuple[str | Promise, int]]:
    """Of each rule what it is about, and for how many days that is kept here: what people are told."""
    decided = dict(RetentionPeriod.objects.values_list("rule", "days"))
    return [(rule.title, _in_force(rule, decided.get(name))) for name, rule in retention_rules.items()]


@dataclass(frozen=True)
class PeriodChange:
    """One decision about a rule: when, on a page or by a command, who took it, and the days since then."""

    at: datetime
    on_page: bool
    by: User | None
    days: int


def period_changes(name: str) -> list[PeriodChange]:
    """Every decision about the rule's days, newest first, from the history that the database keeps."""
    versions = RetentionPeriod.history.rel.related_model  # type: ignore[attr-defined]
    steps = list(versions.objects.filter(rule=name).select_related("pgh_context").order_by("-pgh_id"))
    keys = [step.pgh_context.metadata.get("user") if step.pgh_context else None for step in steps]
    people = User.objects.in_bulk([key for key in keys if key])
    return [
        PeriodChange(step.pgh_created_at, step.pgh_context is not None, people.get(key), step.days)
        for step, key in zip(steps, keys, strict=True)
    ]


def due_rows(name: str, rule: RetentionRule, moment: datetime | None = None) -> QuerySet[Any]:
    """Rows that the rule deletes at this moment (now, unless another is given); none that an open audit needs."""
    rows = rule.rows((moment or timezone.now()) - timedelta(days=days_of(name, rule)))
    return without_held_people(rows).order_by("pk")


def without_held_people(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows without those about people whose data must stay, whichever way a row leads to them."""
    label = rows.model._meta.label_lower
    if label not in holdings or not holdings[label].leads_to_people:
        return rows
    held = held_keys()
    addresses = _addresses_of_several(held) if holdings[label].addresses else set()
    return rows.exclude(pk__in=rows_of_several(holdings[label], held, addresses).values("pk"))


def held_keys() -> QuerySet[Any]:
    """Keys of everybody whose data must stay, and of rows that were joined into theirs."""
    condition = Q(pk__in=[])
    for held in held_people:
        people = held()
        condition |= Q(pk__in=people) | Q(joined_into__in=people)
    return User._base_manager.filter(condition).values("pk")


def _addresses_of_several(people: QuerySet[Any]) -> set[str]:
    known = EmailAddress.objects.filter(user__in=people, verified=True).values_list("email", flat=True)
    own = User._base_manager.filter(pk__in=people, email__isnull=False).values_list("email", flat=True)
    return {address.lower() for address in (*known, *own)}


def unused_accounts(before: datetime) -> QuerySet[Any]:
    """People in whose account nobody has signed in since then, and whom nothing that is going on needs."""
    rows = User.objects.unused_since(before).exclude(username__startswith=ERASED_NAME)
    for in_use in accounts_in_use:
        rows = rows.exclude(pk__in=in_use())
    return without_held_people(rows)


def unused_period() -> timedelta:
    """For how long an account stays that nobody uses."""
    return timedelta(days=days_of(UNUSED_ACCOUNTS, retention_rules[UNUSED_ACCOUNTS]))


def accounts_to_end(before: datetime) -> QuerySet[Any]:
    """Accounts that have not been used since then, whose owner was told twice and in time and has not come back.

    Asked for a moment to come, those are among them whose owner will have been told by then.
    """
    moment, now = before + unused_period(), timezone.now()
    untold = Q(unused_account__reminded_at__isnull=True, unused_account__due_at__lte=now)
    used = Q(last_login__gte=F("unused_account__created_at"))
    due = unused_accounts(before).filter(unused_account__due_at__lte=moment)
    return due.exclude(untold).exclude(used)


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
