"""What became of the wishes of a day: which are honoured, how good that is, and why the others aren't."""

from collections.abc import Iterable, Mapping

from matching.scoring.assignment.days import (
    Day,
    Guest,
    Host,
    Person,
    Side,
    can_talk,
    common_slots,
    points_of,
    wishes_of,
)
from matching.scoring.assignment.plans import Meeting, Score, Why, Wish
from matching.scoring.assignment.seats import Seats


def honoured_ranks(day: Day, meetings: Iterable[Meeting]) -> dict[Person, list[int]]:
    """Of everybody who wishes for anybody, the ranks of the wishes that these meetings honour."""
    wishes = wishes_of(day)
    honoured: dict[Person, list[int]] = {person: [] for person in wishes}
    for meeting in meetings:
        for person, other in (
            ((Side.HOST, meeting.host), meeting.guest),
            ((Side.GUEST, meeting.guest), meeting.host),
        ):
            rank = wishes.get(person, {}).get(other)
            if rank is not None:
                honoured[person].append(rank)
    return honoured


def score_of(honoured: Mapping[Person, list[int]], *, price: int = 0) -> Score:
    """Of the ranks honoured, less the `price` of what was moved for them."""
    return Score(
        first=sum(len(ranks) >= 1 for ranks in honoured.values()),
        second=sum(len(ranks) >= 2 for ranks in honoured.values()),
        points=sum(points_of(rank) for ranks in honoured.values() for rank in ranks) - price,
    )


def what_became(
    day: Day, held: Iterable[Meeting], seats: Seats, *, since: int
) -> dict[Person, tuple[Wish, ...]]:
    """What became of everybody's wishes, the dearest first; `held` are the meetings before slot `since`."""
    wishes = _Wishes(day, seats, since)
    meetings = {each.pair: each for each in (*held, *seats.meetings)}
    return {
        person: tuple(
            _wish(wishes, person, other, rank, meetings)
            for other, rank in sorted(ranks.items(), key=_by_rank)
        )
        for person, ranks in wishes_of(day).items()
    }


def _by_rank(wish: tuple[int, int]) -> tuple[int, int]:
    other, rank = wish
    return rank, other


def _wish(
    wishes: "_Wishes", person: Person, other: int, rank: int, meetings: Mapping[tuple[int, int], Meeting]
) -> Wish:
    side, pk = person
    pair = (pk, other) if side is Side.HOST else (other, pk)
    meeting = meetings.get(pair)
    return Wish(other, rank, meeting, wishes.why_not(side, pair) if meeting is None else None)


class _Wishes:
    """Why two don't meet."""

    def __init__(self, day: Day, seats: Seats, since: int) -> None:
        self._day = day
        self._seats = seats
        self._since = since
        self._hosts = {host.id: host for host in day.hosts}
        self._guests = {guest.id: guest for guest in day.guests}

    def why_not(self, side: Side, pair: tuple[int, int]) -> Why:
        """Why the wish of whoever is on this `side` of the pair is not honoured."""
        host, guest = self._hosts.get(pair[0]), self._guests.get(pair[1])
        if host is None or guest is None:
            return Why.ABSENT
        return self._rule(host, guest) or self._room(side, host, guest)

    def _rule(self, host: Host, guest: Guest) -> Why | None:
        if (host.id, guest.id) in self._day.excluded:
            return Why.EXCLUDED
        if not can_talk(host, guest):
            return Why.NO_LANGUAGE
        if not common_slots(self._day, host, guest, since=self._since):
            return Why.NEVER_TOGETHER
        return None

    def _room(self, side: Side, host: Host, guest: Guest) -> Why:
        full = {
            Side.HOST: not self._seats.free_slots(Side.HOST, host.id),
            Side.GUEST: not self._seats.free_slots(Side.GUEST, guest.id),
        }
        if full.pop(side):
            return Why.OWN_FULL
        return Why.OTHER_FULL if any(full.values()) else Why.NO_SLOT
