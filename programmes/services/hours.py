"""The ledger of attended hours: what its sources say, and who is told when somebody comes to the threshold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import groupby, islice
from typing import Any, NamedTuple
from zlib import crc32

from django.db import connection, transaction
from django.utils import timezone

from portal.notifications.services.notifications import notify_each
from portal.users.models import User
from programmes.extensions import hours_sources
from programmes.models import Enrolment, Hours
from programmes.notices.hours import (
    CloseToParticipation,
    CountsAsParticipant,
    OfThreshold,
    PersonCloseToParticipation,
    PersonCountsAsParticipant,
)
from programmes.querysets.programmes import EnrolmentQuerySet
from programmes.workflows.hours import Attended, HoursStanding

LOCK_SPACE = 0x484F_5552  # "HOUR": keeps this module's advisory locks apart from others'
AT_A_TIME = 500
WRONG_STANDINGS = """
    SELECT id FROM programmes_enrolment
    WHERE hours_standing <> programmes_hours_standing(person_id, funding_id, entered_on)
"""


@dataclass(frozen=True)
class Kept:
    """How many rows of the ledger came, were changed, and went."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def __add__(self, other: Kept) -> Kept:
        return Kept(self.added + other.added, self.changed + other.changed, self.removed + other.removed)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


class Line(NamedTuple):
    """A row of the ledger without its own key, in the order in which sources tell them."""

    key: int
    person: int
    funding: int
    date: date
    minutes: int


@transaction.atomic
def keep_hours(*, source: str, keys: Collection[int]) -> Kept:
    """Make the ledger say of these rows of a source what the source says: add, change and take away.

    Called in the transaction of whatever changed them, by whom was asked then; the caller holds them locked. Whoever
    comes to the threshold by it, and those who coordinate the programme, are told.
    """
    _lock(source, is_shared=True)
    return _bring_in_line(source, keys)


def rebuild_hours(*, source: str) -> Kept:
    """Make the ledger identical to what the source says, whatever stands in it. Returns what was not.

    Both are read side by side, one line at a time. What differs is asked for again under a lock that lets nobody else
    write hours of the source, so that nothing is lost of what is attended meanwhile.
    """
    found = Kept()
    differing = _differing_keys(source)
    while keys := list(islice(differing, AT_A_TIME)):
        with transaction.atomic():
            _lock(source, is_shared=False)
            found += _bring_in_line(source, keys)
    return found


@transaction.atomic
def forget_unknown_sources() -> int:
    """Take away what came from a source that no app has any more. Returns how many rows."""
    known = [name for name, _source in hours_sources.items()]
    return Hours.objects.exclude(source__in=known).delete()[0]


@transaction.atomic
def mend_standings() -> int:
    """See to it that everybody stands where their hours say: the database does so with each row that is written.

    Only who joins in the very moment in which hours from before are noted can be missed. Returns how many were wrong.
    """
    with connection.cursor() as cursor:
        cursor.execute(WRONG_STANDINGS)
        wrong = [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT programmes_keep_standings(%s::bigint[])", [wrong])
    return len(wrong)


def _lock(source: str, *, is_shared: bool) -> None:
    """Those who keep single rows go side by side; whoever rebuilds the source waits for them, and they for them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT pg_advisory_xact_lock{'_shared' if is_shared else ''}(%s, %s)",
            [LOCK_SPACE, crc32(source.encode()) - 2**31],
        )


def _bring_in_line(source: str, keys: Collection[int]) -> Kept:
    rows = Hours.objects.select_for_update().filter(source=source, source_key__in=keys).order_by("pk")
    stored = {(row.source_key, row.person_id): row for row in rows}
    wanted = {(each.key, each.person): each for each in hours_sources[source].attended(keys)}
    gone = [row for pair, row in stored.items() if pair not in wanted]
    new = [each for pair, each in wanted.items() if pair not in stored]
    changed = [row for pair, row in stored.items() if pair in wanted and _change(row, wanted[pair])]
    kept = Kept(len(new), len(changed), len(gone))
    if kept:
        people = {row.person_id for row in [*gone, *changed]} | {each.person for each in new}
        with thresholds_told(people=people):
            _write(source, new, changed, gone)
    return kept


def _change(row: Hours, attended: Attended) -> bool:
    """Set what the row lacks. Was it anything?"""
    said = {"funding_id": attended.funding, "date": attended.date, "minutes": attended.minutes}
    differing = {name: value for name, value in said.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    row.updated_at = timezone.now()
    return bool(differing)


def _write(source: str, new: Iterable[Attended], changed: Collection[Hours], gone: Collection[Hours]) -> None:
    Hours.objects.filter(pk__in=[row.pk for row in gone]).delete()
    Hours.objects.bulk_update(changed, ["funding", "date", "minutes", "updated_at"])
    Hours.objects.bulk_create(
        Hours(
            person_id=each.person,
            funding_id=each.funding,
            date=each.date,
            minutes=each.minutes,
            source=source,
            source_key=each.key,
        )
        for each in new
    )


# --- What differs -------------------------------------------------------------------------------------------------


def _differing_keys(source: str) -> Iterator[int]:
    """Keys of which the ledger says something else than the source, of which both may have any number of rows."""
    sides = merge(
        ((line, "source") for line in _in_order(source)),
        ((line, "ledger") for line in _stored(source)),
        key=lambda each: each[0].key,
    )
    for key, lines in groupby(sides, key=lambda each: each[0].key):
        told: dict[str, set[Line]] = {"source": set(), "ledger": set()}
        for line, side in lines:
            told[side].add(line)
        if told["source"] != told["ledger"]:
            yield key


def _in_order(source: str) -> Iterator[Line]:
    """Raises ValueError where a source doesn't tell its rows in order: the two sides would pass each other."""
    before: int | None = None
    for each in hours_sources[source].attended(None):
        if before is not None and each.key < before:
            raise ValueError(f"{source} tells {each.key} after {before}")
        before = each.key
        yield Line(each.key, each.person, each.funding, each.date, each.minutes)


def _stored(source: str) -> Iterator[Line]:
    rows = Hours.objects.filter(source=source).order_by("source_key")
    columns = rows.values_list("source_key", "person", "funding", "date", "minutes")
    return (Line(*row) for row in columns.iterator())


# --- Who comes to the threshold -----------------------------------------------------------------------------------

_RANKS = {standing: rank for rank, standing in enumerate(HoursStanding)}
_TOLD: Mapping[str, tuple[type[OfThreshold], type[OfThreshold]]] = {
    HoursStanding.NEAR: (CloseToParticipation, PersonCloseToParticipation),
    HoursStanding.REACHED: (CountsAsParticipant, PersonCountsAsParticipant),
}
"""What the person is told, and what those who coordinate the programme."""


@contextmanager
def thresholds_told(*, people: Collection[int]) -> Iterator[None]:
    """Around whatever changes hours or fundings of these people, in its transaction: tells who has come to a threshold.

    The database says where they stand. Their enrolments are locked first, so that of two who change something at once
    the second sees what the first has done.
    """
    rows = Enrolment.objects.filter(person__in=people)
    locked = rows.select_for_update(no_key=True).order_by("pk")
    before = dict(locked.values_list("pk", "hours_standing"))
    yield
    after = Enrolment.objects.active().filter(pk__in=before, hours_standing__in=_TOLD)
    risen = [
        row.pk
        for row in after.only("pk", "hours_standing")
        if _RANKS[HoursStanding(row.hours_standing)] > _RANKS[HoursStanding(before[row.pk])]
    ]
    if risen:
        notify_each(_notices(after.filter(pk__in=risen)))


def _notices(rows: EnrolmentQuerySet) -> Iterator[tuple[User, OfThreshold]]:
    coordinating: dict[int, list[User]] = {}
    for row in rows.select_related("person", "programme__parent", "funding").order_by("pk"):
        to_person, to_coordinators = (kind(**_about(row)) for kind in _TOLD[row.hours_standing])
        if row.person.is_active and row.person.restricted_at is None:
            yield row.person, to_person
        if row.programme_id not in coordinating:
            coordinating[row.programme_id] = list(User.objects.coordinating(row.programme))
        yield from ((each, to_coordinators) for each in coordinating[row.programme_id])


def _about(row: Enrolment) -> dict[str, Any]:
    return {
        "enrolment": row.pk,
        "funding": row.funding_id,
        "programme": row.programme.acronym,
        "hours": str(row.funding.threshold_hours) if row.funding else "0",
        "asks": row.programme.asks_participants,
    }
