"""What privacy asks of the apps above: where consents are given and taken back, and what a duty keeps of a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import QuerySet
from django.utils.functional import Promise

from portal.core.links import Link
from portal.core.registry import Registry

if TYPE_CHECKING:
    from portal.users.models import User

consent_places: Registry[Link] = Registry("pages on which people agree to something")

pages: Registry[Callable[[User], Mapping[int, str]]] = Registry("pages on which consents are taken back")
"""The person → the path of a page for each id of a purpose that has one: for a programme's, the page to leave it."""


def page_for_each_purpose(user: User) -> dict[int, str]:
    return {purpose: path for provider in pages for purpose, path in provider(user).items()}


@dataclass(frozen=True)
class Kept:
    """A row that must stay when its person is erased: until which day; None while nobody knows the day yet."""

    until: date | None


Keys = Mapping[int, Kept]
"""Rows by their key."""

keepers: Registry[Callable[[User], Mapping[str, Keys]]] = Registry(
    "what a duty keeps of somebody who is erased"
)
"""The person → label of a model → rows that stay, and until when. `Holding.kept` of the model says why."""

FileLeft = tuple[str, str, str]
"""A file that no row names any more: label of the model, name of the field, name of the file in its storage."""


class Eraser(Protocol):
    def __call__(self, *, person: User) -> list[FileLeft]: ...


erasers: Registry[Eraser] = Registry("files that hold something about many people")
"""The person → files that lose their row because the person is in them. Run before the person's rows go."""

erasure_clerks: Registry[Callable[[User, User], bool]] = Registry(
    "who may enter somebody's request for erasure"
)
"""(who enters it, whose it is) → may they? Besides the person and the operator."""


def kept_of(user: User) -> dict[str, dict[int, Kept]]:
    """What must stay of the person, of every app; where two apps keep a row, the later day counts."""
    found: dict[str, dict[int, Kept]] = {}
    for keeper in keepers:
        for label, rows in keeper(user).items():
            known = found.setdefault(label, {})
            for key, kept in rows.items():
                known[key] = _longer(known.get(key, kept), kept)
    return found


def _longer(one: Kept, other: Kept) -> Kept:
    if one.until is None or other.until is None:
        return Kept(until=None)
    return Kept(until=max(one.until, other.until))


class Remover(Protocol):
    def __call__(self, *, rows: QuerySet[Any]) -> list[FileLeft]: ...


@dataclass(frozen=True, kw_only=True)
class RetentionRule:
    """What is deleted by itself once it has been kept long enough.

    `rows` are those whose time has passed when whatever is older than the given moment goes. `days` is how long they
    are kept unless the operator decides otherwise, `least` the shortest that may be decided. Rows about `held_people`
    stay, as the model's holding leads to them; rules for rows about many people leave out theirs themselves. `delete`
    replaces the deletion of the rows where something else has to go; it returns files that are left.
    """

    title: str | Promise
    why: str | Promise
    days: int
    least: int = 1
    rows: Callable[[datetime], QuerySet[Any]]
    delete: Remover | None = None


retention_rules: Registry[RetentionRule] = Registry("rules of what is deleted when")
accounts_in_use: Registry[Callable[[], QuerySet[Any]]] = Registry(
    "people who need their account, used or not"
)
"""Keys of people, as a query: staff, and whoever takes part in something. Their accounts don't end by themselves."""

held_people: Registry[Callable[[], QuerySet[Any]]] = Registry("people whose data must stay for now")
"""Keys of people, as a query: whom an open audit needs, and who may still take a request for erasure back."""
