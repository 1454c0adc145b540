"""The log of who looked at, or took, sensitive data."""

from collections.abc import Iterable
from typing import TypedDict, Unpack

import pgtrigger
from django.db import transaction

from portal.core.arguments import check_names
from portal.privacy.constants import AccessKind
from portal.privacy.models import AccessLog
from portal.users.models import User

SHORTEST_SEARCH = 3
"""Letters: what is shorter finds half of everybody and names nobody."""


class AccessDetails(TypedDict, total=False):
    """What else is known of an access: the period, which rows of it, and the kind of file."""

    starts_on: str
    ends_on: str
    gender: str
    filter: dict[str, str]
    file: str


def log_access(
    *,
    by: User | None,
    kind: AccessKind,
    label: str,
    object_id: object = "",
    purpose: str,
    subject: User | None = None,
    rows: int = 1,
    **details: Unpack[AccessDetails],
) -> AccessLog:
    """Note that somebody saw or took sensitive data. `label` is the model's label, `purpose` a plain reason."""
    check_names(details, known=AccessDetails.__annotations__)
    return AccessLog.objects.create(
        actor=by,
        kind=kind,
        object_label=label,
        object_id=str(object_id),
        purpose=str(purpose),
        subject=subject,
        rows=rows,
        details=details,
    )


class Look(TypedDict):
    """One line about one person, of those that one page leaves."""

    label: str
    object_id: object
    purpose: str
    subject: User


def log_looks(*, by: User, looks: Iterable[Look]) -> None:
    """Note in one go what somebody has read on one page."""
    AccessLog.objects.bulk_create(
        AccessLog(
            actor=by,
            kind=AccessKind.READ,
            object_label=look["label"],
            object_id=str(look["object_id"]),
            purpose=str(look["purpose"]),
            subject=look["subject"],
            rows=1,
            details={},
        )
        for look in looks
    )


@transaction.atomic
def forget_searches(*, person: User, addresses: Iterable[str]) -> int:
    """Empty what was typed to find somebody who is erased, in each line that keeps the filter of a list.

    That somebody searched, when, why, and what else the list was narrowed by stays. Returns how many lines changed.
    """
    words = _words_of(person, addresses)
    changed = 0
    lines = AccessLog.objects.filter(details__has_key="filter").values_list("pk", "details")
    with pgtrigger.ignore("privacy.AccessLog:never_changed"):
        for pk, details in lines.iterator(chunk_size=1000):
            asked = details["filter"]
            kept = {name: "" if _means(str(value), words) else value for name, value in asked.items()}
            if kept != asked:
                AccessLog.objects.filter(pk=pk).update(details=details | {"filter": kept})
                changed += 1
    return changed


def _words_of(person: User, addresses: Iterable[str]) -> set[str]:
    """The words of the name, and each address whole and up to its "@", without regard to case."""
    known = {*addresses, person.contact_email, person.username or ""}
    words = {*person.name.split(), *known, *(address.partition("@")[0] for address in known)}
    return {word.casefold() for word in words if len(word) >= SHORTEST_SEARCH}


def _means(typed: str, words: set[str]) -> bool:
    """Does any word that was typed begin, or hold, one of the person's words?"""
    pieces = [piece for piece in typed.casefold().split() if len(piece) >= SHORTEST_SEARCH]
    return any(word.startswith(piece) or word in piece for piece in pieces for word in words)


def keep_lines(*, gone: User, kept: User) -> None:
    """A line of the log is never rewritten: it stays with the alias, and is read through it."""
