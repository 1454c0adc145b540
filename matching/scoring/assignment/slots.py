"""In which slot each of the chosen meetings is held: the edges of a bipartite graph coloured along alternating paths.

König (1916): as many colours as edges meet in the fullest node are enough for no two of a node to have the same. Nodes
are guests and tables, edges meetings, colours slots. His proof is the method: where a guest and a table are
never free at once, two slots are exchanged along the path of their meetings that begins at the table. Where people are
away a path may end at somebody who can't come then, and others are tried; a meeting for which none works is left out.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import product

from matching.scoring.assignment.days import Candidate, Day, Side, there
from matching.scoring.assignment.plans import Meeting

Node = tuple[Side, int, int]
"""A table of a host by its number, or a guest with number 1."""


def put_into_slots(day: Day, chosen: Iterable[Candidate]) -> list[Meeting]:
    """Those of `chosen` for which a slot was found: all where nobody is away and nobody has more than room for."""
    colouring = _Colouring(day)
    tables = {
        host.id: [(Side.HOST, host.id, number + 1) for number in range(host.tables)] for host in day.hosts
    }
    for candidate in sorted(chosen, key=lambda each: (len(each.slots), each.pair)):
        guest = (Side.GUEST, candidate.guest, 1)
        for table in colouring.emptiest(tables[candidate.host]):
            if colouring.add(table, guest):
                break
    return colouring.meetings()


class _Colouring:
    """Who meets whom in which slot, seen from both."""

    def __init__(self, day: Day) -> None:
        self._there = {(Side.HOST, host.id): there(host, day.slots) for host in day.hosts}
        self._there |= {(Side.GUEST, guest.id): there(guest, day.slots) for guest in day.guests}
        self._others: dict[Node, dict[int, Node]] = defaultdict(dict)

    def emptiest(self, tables: Iterable[Node]) -> list[Node]:
        return sorted(tables, key=lambda table: len(self._others[table]))

    def add(self, table: Node, guest: Node) -> bool:
        """Whether a slot was found, perhaps by moving others."""
        of_table, of_guest = self._free(table), self._free(guest)
        for slot in of_table:
            if slot in of_guest:
                return self._join(table, guest, slot)
        for slot, other in product(of_guest, of_table):
            if slot in self._there[table[:2]] and self._exchange(table, slot, other):
                return self._join(table, guest, slot)
        return False

    def _free(self, node: Node) -> list[int]:
        return [slot for slot in self._there[node[:2]] if slot not in self._others[node]]

    def _join(self, table: Node, guest: Node, slot: int) -> bool:
        self._others[table][slot] = guest
        self._others[guest][slot] = table
        return True

    def _exchange(self, start: Node, slot: int, other: int) -> bool:
        """Make `slot` free at `start`, where `other` is free; False where the last on the path can't come then.

        The path can't end at the guest, who is free in `slot`: guests on it are reached by a meeting in that slot.
        """
        path, takes, gives = [start], slot, other
        while takes in self._others[path[-1]]:
            path.append(self._others[path[-1]][takes])
            takes, gives = gives, takes
        if takes not in self._there[path[-1][:2]]:
            return False
        for node in path:
            others = self._others[node]
            exchanged = {to: others.pop(at) for at, to in ((slot, other), (other, slot)) if at in others}
            others.update(exchanged)
        return True

    def meetings(self) -> list[Meeting]:
        return sorted(
            Meeting(slot, host, guest[1], table)
            for (side, host, table), others in self._others.items()
            if side is Side.HOST
            for slot, guest in others.items()
        )
