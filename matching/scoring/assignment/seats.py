"""Who sits where on a day, and where there is room: what a plan is written into."""

from collections import Counter
from collections.abc import Collection

from matching.scoring.assignment.days import Candidate, Day, Side, there
from matching.scoring.assignment.plans import Meeting


class Seats:
    """The meetings of a day so far. Slots before `since` have begun, and nothing is entered there any more."""

    def __init__(self, day: Day, held: Collection[Meeting] = (), *, since: int = 0) -> None:
        self._tables = {host.id: host.tables for host in day.hosts}
        self._most = {guest.id: guest.most for guest in day.guests}
        self._slots = {(Side.HOST, host.id): there(host, day.slots, since=since) for host in day.hosts}
        self._slots |= {(Side.GUEST, guest.id): there(guest, day.slots, since=since) for guest in day.guests}
        self._seated: set[tuple[int, int]] = set()
        self._taken: set[tuple[int, int, int]] = set()
        self._meetings_of: Counter[int] = Counter(each.guest for each in held)
        self.pairs = {each.pair for each in held}
        self.meetings: list[Meeting] = []

    def take(self, meeting: Meeting) -> None:
        self._seated.add((meeting.slot, meeting.guest))
        self._taken.add((meeting.slot, meeting.host, meeting.table))
        self._meetings_of[meeting.guest] += 1
        self.pairs.add(meeting.pair)
        self.meetings.append(meeting)

    def can_take(self, meeting: Meeting) -> bool:
        """Whether both are free for it, and its very table is."""
        return (
            meeting.pair not in self.pairs
            and meeting.table in self._free_tables(meeting.slot, meeting.host)
            and meeting.slot in self.free_slots(Side.HOST, meeting.host)
            and meeting.slot in self.free_slots(Side.GUEST, meeting.guest)
        )

    def meeting(self, slot: int, pair: tuple[int, int]) -> Meeting:
        """One at the first table that is free."""
        host, guest = pair
        return Meeting(slot, host, guest, self._free_tables(slot, host)[0])

    def slots_for(self, candidate: Candidate) -> list[int]:
        """Where these two could still meet."""
        of_guest = self.free_slots(Side.GUEST, candidate.guest)
        return [slot for slot in self.free_slots(Side.HOST, candidate.host) if slot in of_guest]

    def free_slots(self, side: Side, pk: int) -> list[int]:
        """In which of them somebody of the day could have one more meeting."""
        if side is Side.HOST:
            return [slot for slot in self._slots[side, pk] if self._free_tables(slot, pk)]
        most = self._most[pk]
        if most is not None and self._meetings_of[pk] >= most:
            return []
        return [slot for slot in self._slots[side, pk] if (slot, pk) not in self._seated]

    def _free_tables(self, slot: int, host: int) -> list[int]:
        return [table for table in range(1, self._tables[host] + 1) if (slot, host, table) not in self._taken]
