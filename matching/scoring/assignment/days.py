"""A day on which hosts and guests meet at tables: who comes, when they are there, and whom they wish to meet.

Hosts and guests have ids of their own; slots are numbered from 0 in the order of the day. Everybody may wish for up to
eight of the other side, ranked from 1, the dearest; several may share a rank. Two meet once at the most, and
only where at least one of them wishes for it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

MOST_WISHES = 8


class Side(StrEnum):
    HOST = "host"
    GUEST = "guest"


Person = tuple[Side, int]


@dataclass(frozen=True, slots=True)
class Host:
    """Who sits at `tables` tables, each of which takes one guest in every slot that is not `unavailable`.

    Where `languages` is empty nothing is known of them, and everybody can talk to the host.

    Raises ValueError for no table, and for wishes that are too many or whose ranks are not 1 to 8.
    """

    id: int
    tables: int = 1
    wishes: Mapping[int, int] = field(default_factory=dict)
    languages: frozenset[str] = frozenset()
    unavailable: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if self.tables < 1:
            raise ValueError(f"Host {self.id} has no table")
        check_wishes(self.wishes)

    def room(self, slots: int) -> int:
        """How many meetings there is room for on a day of so many slots."""
        return self.tables * len(there(self, slots))


@dataclass(frozen=True, slots=True)
class Guest:
    """Who goes from table to table, to `most` meetings at the most; None where any number will do.

    Languages and errors are as a host's.
    """

    id: int
    most: int | None = None
    wishes: Mapping[int, int] = field(default_factory=dict)
    languages: frozenset[str] = frozenset()
    unavailable: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        check_wishes(self.wishes)

    def room(self, slots: int) -> int:
        """How many meetings there is room for on a day of so many slots."""
        places = len(there(self, slots))
        return places if self.most is None else min(places, self.most)


def there(person: Host | Guest, slots: int, *, since: int = 0) -> list[int]:
    """The slots from `since` on in which somebody can meet others."""
    return [slot for slot in range(since, slots) if slot not in person.unavailable]


def check_wishes(wishes: Mapping[int, int]) -> None:
    if len(wishes) > MOST_WISHES or not all(1 <= rank <= MOST_WISHES for rank in wishes.values()):
        raise ValueError(f"Up to {MOST_WISHES} wishes, ranked from 1 to {MOST_WISHES}: {dict(wishes)}")


def points_of(rank: int | None) -> int:
    """What a wish is worth when it is honoured: 8 for a first one, 1 for an eighth; nothing where there is no wish."""
    return 0 if rank is None else MOST_WISHES + 1 - rank


@dataclass(frozen=True, slots=True)
class Day:
    """Everybody who takes part, the number of `slots`, and the pairs of host and guest that must not meet.

    Raises ValueError where an id stands twice on one side.
    """

    slots: int
    hosts: tuple[Host, ...]
    guests: tuple[Guest, ...]
    excluded: frozenset[tuple[int, int]] = frozenset()

    def __post_init__(self) -> None:
        for people in (self.hosts, self.guests):
            if len({person.id for person in people}) < len(people):
                raise ValueError("An id stands twice on one side of the day")

    def without_guest(self, pk: int, *, since: int = 0) -> "Day":
        """The day after a guest has left, before slot `since`."""
        away = frozenset(range(since, self.slots))
        guests = tuple(
            replace(guest, unavailable=guest.unavailable | away) if guest.id == pk else guest
            for guest in self.guests
        )
        return replace(self, guests=guests)

    def without_host(self, pk: int, *, since: int = 0) -> "Day":
        """The day after a host has left, before slot `since`."""
        away = frozenset(range(since, self.slots))
        hosts = tuple(
            replace(host, unavailable=host.unavailable | away) if host.id == pk else host
            for host in self.hosts
        )
        return replace(self, hosts=hosts)

    def without_slot(self, slot: int) -> "Day":
        """The day when nobody can meet in this slot; the others keep their numbers."""
        return replace(
            self, hosts=tuple(replace(host, unavailable=host.unavailable | {slot}) for host in self.hosts)
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A host and a guest who may meet in any of `slots`, and the rank each gives the other; None for no wish."""

    host: int
    guest: int
    rank_of_host: int | None
    rank_of_guest: int | None
    slots: tuple[int, ...]

    @property
    def pair(self) -> tuple[int, int]:
        return self.host, self.guest

    @property
    def points(self) -> int:
        return points_of(self.rank_of_host) + points_of(self.rank_of_guest)

    def wishers(self) -> Iterator[Person]:
        """Whose wish this meeting is."""
        if self.rank_of_host is not None:
            yield Side.HOST, self.host
        if self.rank_of_guest is not None:
            yield Side.GUEST, self.guest


def candidates_of(day: Day, *, since: int = 0) -> tuple[Candidate, ...]:
    """All pairs that may meet in some slot from `since` on, by host and guest."""
    hosts, guests = {host.id: host for host in day.hosts}, {guest.id: guest for guest in day.guests}
    wished = {(host.id, guest) for host in day.hosts for guest in host.wishes if guest in guests}
    wished |= {(host, guest.id) for guest in day.guests for host in guest.wishes if host in hosts}
    pairs = ((hosts[host], guests[guest]) for host, guest in sorted(wished - day.excluded))
    return tuple(
        Candidate(host.id, guest.id, host.wishes.get(guest.id), guest.wishes.get(host.id), slots)
        for host, guest in pairs
        if can_talk(host, guest) and (slots := common_slots(day, host, guest, since=since))
    )


def can_talk(host: Host, guest: Guest) -> bool:
    return not (host.languages and guest.languages and host.languages.isdisjoint(guest.languages))


def common_slots(day: Day, host: Host, guest: Guest, *, since: int = 0) -> tuple[int, ...]:
    away = host.unavailable | guest.unavailable
    return tuple(slot for slot in range(since, day.slots) if slot not in away)


def wishes_of(day: Day) -> dict[Person, Mapping[int, int]]:
    """Of everybody who wishes for anybody: hosts first, in the day's order."""
    wishes = {(Side.HOST, host.id): host.wishes for host in day.hosts}
    wishes |= {(Side.GUEST, guest.id): guest.wishes for guest in day.guests}
    return {person: ranks for person, ranks in wishes.items() if ranks}
