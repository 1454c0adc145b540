"""Reminders: present in every programme, found when they fall due, told once.

Both steps may be run by several workers at once and be broken off anywhere. The first writes down each occasion that is
due (`ReminderOccasion`), of which a constraint lets one rule have one; the second takes what was written down, group by
group, asks once more whether it still makes sense, and settles it in the transaction in which the message is written.
What fell due while nothing ran is found by the next run. What was moved to another moment meanwhile makes no sense as
it was written down, and is found anew when that moment falls due.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from portal.core.errors import NotAllowed
from portal.core.jobs import run_on_each
from portal.notifications.extensions import Notice
from portal.notifications.services.notifications import notify_each
from portal.privacy.models import GuardianConsent
from portal.users.models import User
from programmes.access import access_of
from programmes.extensions import Due, ReminderKind, reminder_kinds
from programmes.models import Programme, Reminder, ReminderOccasion
from programmes.models.reminder_rules import Rule, rule_of, rules_in_force

OCCASION_DAYS = 800
"""So long it is known about which occasions somebody was reminded: twice as long as any can fall due again."""
BLOCK = 1000
"""Occasions that are written down, and groups that are taken up, at a time."""

Bounds = tuple[str, str, datetime, datetime]
"""The rule, its condition, and between which moments the occasions lie: shared by the programmes that say the same."""
Rules = Mapping[tuple[str, int], Rule]
"""By their names and programmes."""


@transaction.atomic
def add_standard_reminders(*, programme: Programme | None = None) -> int:
    """Give each programme, or this one, the standard reminders it lacks. Returns how many are new."""
    now = timezone.now()
    programmes = Programme.objects.all() if programme is None else Programme.objects.filter(pk=programme.pk)
    present = set(
        Reminder.objects.filter(programme__in=programmes).values_list("programme", "kind", "standard")
    )
    missing = [
        Reminder(programme_id=pk, kind=name, standard=standard, on_since=now)
        for pk in programmes.order_by("pk").values_list("pk", flat=True)
        for name, kind in reminder_kinds.items()
        for standard in kind.standards
        if (pk, name, standard) not in present
    ]
    Reminder.objects.bulk_create(missing, batch_size=BLOCK, ignore_conflicts=True)
    return len(missing)


@transaction.atomic
def save_reminder(*, reminder: Reminder, by: User) -> Reminder:
    """Write down what a programme says of one of its reminders, or add one. Raises NotAllowed.

    Where it is switched on by that, it counts from now on: nobody is reminded of what was due before.
    """
    if not access_of(by).reaches("change", Reminder, reminder.programme):
        raise NotAllowed
    if reminder.pk is not None:
        before = Reminder.objects.select_for_update(of=("self",)).get(pk=reminder.pk)
        if _is_on(reminder) and not _is_on(before):
            reminder.on_since = timezone.now()
    reminder.save()
    return reminder


def _is_on(reminder: Reminder) -> bool:
    return rule_of(reminder, reminder.programme, _above_of(reminder)).is_on


def send_reminders() -> int:
    """Whatever is due now, of every kind. Run often, and twice without harm. Returns how many occasions it settled."""
    add_standard_reminders()
    _forget()
    return run_on_each(list(reminder_kinds.items()), _send_kind, what="Reminders of kind")


def _send_kind(named: tuple[str, ReminderKind]) -> int:
    name, kind = named
    rules = rules_in_force(name)
    for bounds, by_programme in _bounds(rules, timezone.now()).items():
        _find(name, kind, bounds, by_programme)
    tell = partial(_tell, name, kind, {(rule.name, rule.programme): rule for rule in rules})
    return sum(run_on_each(groups, tell, what=f"Reminder {name} of") for groups in _waiting_groups(name))


# --- What holds --------------------------------------------------------------------------------------------------


def _above_of(reminder: Reminder) -> Reminder | None:
    """The same reminder in the programme that the reminder's programme is part of."""
    parent = reminder.programme.parent_id
    if parent is None or not reminder.standard:
        return None
    return Reminder.objects.filter(programme=parent, kind=reminder.kind, standard=reminder.standard).first()


# --- Finding what is due -------------------------------------------------------------------------------------------


def _bounds(rules: Sequence[Rule], now: datetime) -> dict[Bounds, dict[int, Rule]]:
    """Rules by what is asked for them, and of each question the rule of each programme."""
    found: dict[Bounds, dict[int, Rule]] = defaultdict(dict)
    for rule in rules:
        since, until = rule.window(now)
        if since < until:
            found[rule.name, rule.condition, since, until][rule.programme] = rule
    return found


def _find(name: str, kind: ReminderKind, bounds: Bounds, rules: dict[int, Rule]) -> None:
    """Write down what is due by these rules, block by block."""
    for block in _blocks(_due_rows(name, kind, bounds, rules)):
        ReminderOccasion.objects.bulk_create(
            [
                ReminderOccasion(
                    reminder_id=rules[programme].reminder,
                    kind=name,
                    rule=rules[programme].name,
                    occasion=pk,
                    moment=about,
                    programme_id=programme,
                    together=together,
                    due_at=rules[programme].due_at(counts_from),
                    found_at=timezone.now(),
                )
                for pk, counts_from, programme, together, about in block
            ],
            ignore_conflicts=True,
        )


def _due_rows(name: str, kind: ReminderKind, bounds: Bounds, rules: dict[int, Rule]) -> QuerySet[Any]:
    rule, condition, since, until = bounds
    rows = kind.occasions().filter(
        counts_from__gte=since, counts_from__lt=until, of_programme__in=list(rules)
    )
    if condition:
        rows = rows.filter(kind.conditions[condition].holds)
    is_about_it = Q(moment=OuterRef("moment")) | Q(moment=None)
    known = ReminderOccasion.objects.filter(is_about_it, kind=name, rule=rule, occasion=OuterRef("pk"))
    return rows.filter(~Exists(known))


def _blocks(rows: QuerySet[Any]) -> Iterator[list[tuple[int, datetime, int, int, datetime]]]:
    """The rows in the order from when they count; each block begins where the last one has ended."""
    told_of = ("pk", "counts_from", "of_programme", "together", "moment")
    ordered = rows.order_by("counts_from", "pk").values_list(*told_of)
    after = Q()
    while block := list(ordered.filter(after)[:BLOCK]):
        yield block
        pk, last, *_rest = block[-1]
        after = Q(counts_from__gt=last) | Q(counts_from=last, pk__gt=pk)


# --- Telling people ------------------------------------------------------------------------------------------------


def _waiting_groups(name: str) -> Iterator[list[int]]:
    """Groups of occasions of which nobody was told yet; one that failed is not taken up a second time in a run."""
    waiting = ReminderOccasion.objects.waiting().filter(kind=name).order_by("together")
    groups, last = waiting.values_list("together", flat=True).distinct(), None
    while block := list(groups.filter(Q() if last is None else Q(together__gt=last))[:BLOCK]):
        yield block
        last = block[-1]


@transaction.atomic
def _tell(name: str, kind: ReminderKind, rules: Rules, together: int) -> int:
    """Tell whom it concerns of what waits in one group, and settle all of it, sensible or not."""
    waiting = ReminderOccasion.objects.waiting().filter(kind=name, together=together)
    rows = list(waiting.select_for_update(of=("self",), skip_locked=True).order_by("pk"))
    if not rows:
        return 0
    due = _still_due(kind, rules, rows)
    pairs = _allowed(list(kind.tell(due=sorted(due.values(), key=_shortest_first)))) if due else []
    notify_each(pairs)
    now = timezone.now()
    settled = ReminderOccasion.objects.filter(pk__in=[row.pk for row in rows])
    settled.update(settled_at=now)
    settled.filter(pk__in=due).update(told=len({person.pk for person, _notice in pairs}))
    return len(rows)


def _shortest_first(due: Due) -> tuple[int, int]:
    return due.offset, due.occasion


def _still_due(kind: ReminderKind, rules: Rules, rows: Sequence[ReminderOccasion]) -> dict[int, Due]:
    """Those, by their key, that still make sense by a reminder that is still switched on, and were not moved."""
    asked: dict[str, list[tuple[ReminderOccasion, Rule]]] = defaultdict(list)
    for row in rows:
        if rule := rules.get((row.rule, row.programme_id)):
            asked[rule.condition].append((row, rule))
    found: dict[int, Due] = {}
    for condition, pairs in asked.items():
        standing = kind.occasions().filter(pk__in=[row.occasion for row, _rule in pairs])
        if condition:
            standing = standing.filter(kind.conditions[condition].holds)
        moments: dict[int, list[datetime]] = defaultdict(list)
        for pk, moment in standing.values_list("pk", "moment"):
            moments[pk].append(moment)
        found |= {
            row.pk: rule.due(row.occasion, row.moment or moments[row.occasion][0], row.programme_id)
            for row, rule in pairs
            if moments[row.occasion] and row.moment in (None, *moments[row.occasion])
        }
    return found


def _allowed(pairs: Sequence[tuple[User, Notice]]) -> list[tuple[User, Notice]]:
    """Not those whose account is closed, whose data is not used at present, or for whom a guardian has not agreed."""
    people = User.objects.reachable().filter(pk__in=[person.pk for person, _notice in pairs])
    waiting = GuardianConsent.objects.missing().filter(pupil__isnull=False)
    may = set(people.exclude(pk__in=waiting.values("pupil")).values_list("pk", flat=True))
    return [(person, notice) for person, notice in pairs if person.pk in may]


def _forget() -> None:
    """What is so long ago that it can't fall due again."""
    ReminderOccasion.objects.filter(found_at__lt=timezone.now() - timedelta(days=OCCASION_DAYS)).delete()
