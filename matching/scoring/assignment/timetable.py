"""Meetings and their slots found together, for days on which people are away and for plans that must change little."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from matching.scoring.assignment.choice import worth_of_people
from matching.scoring.assignment.days import Candidate, Day, Person
from matching.scoring.assignment.plans import Meeting, Place, Scale
from matching.scoring.assignment.solving import Question

if TYPE_CHECKING:
    from ortools.math_opt.python import mathopt


class Timetable:
    """The question which places are taken: a yes or no for every candidate in every slot in which both are there."""

    def __init__(self, day: Day, candidates: Sequence[Candidate], held: Sequence[Meeting] = ()) -> None:
        self._question = Question()
        self._candidates = candidates
        self._places = {
            (slot, *each.pair): self._question.yes_or_no() for each in candidates for slot in each.slots
        }
        self._of_pair: dict[tuple[int, int], list[mathopt.Variable]] = defaultdict(list)
        for (_slot, host, guest), place in self._places.items():
            self._of_pair[host, guest].append(place)
        self._stays: list[mathopt.Variable] = []
        self._price = 0
        self._limit(day, held)

    def _limit(self, day: Day, held: Sequence[Meeting]) -> None:
        """Each pair meets once, no table is taken twice and no guest is in two places, or meets too many."""
        of_host, of_guest, of_day = defaultdict(list), defaultdict(list), defaultdict(list)
        for (slot, host, pk), place in self._places.items():
            of_host[host, slot].append(place)
            of_guest[pk, slot].append(place)
            of_day[pk].append(place)
        tables = {host.id: host.tables for host in day.hosts}
        for (host, _slot), places in of_host.items():
            self._question.at_most(tables[host], places)
        for places in chain(of_guest.values(), self._of_pair.values()):
            self._question.at_most(1, places)
        for guest in day.guests:
            if guest.most is not None:
                of_held = sum(each.guest == guest.id for each in held)
                self._question.at_most(max(0, guest.most - of_held), of_day[guest.id])

    def keep(self, places: Sequence[Place], most_moved: int, price: int) -> None:
        """All of `places` but so many are taken, and each that is taken is worth the `price` of moving it."""
        self._price = price
        self._stays = [self._places[place] for place in places]
        self._question.at_least(len(places) - most_moved, self._stays)

    def best(
        self, scale: Scale, honoured: Mapping[Person, Sequence[int]], start: Collection[Place]
    ) -> tuple[set[Place], int]:
        """The best places found from `start` on, none where time was too short, and what no others exceed.

        As a number of the scale, for people whose wishes are `honoured` already by meetings of which nothing is asked.
        """
        worth = [(each.points, place) for each in self._candidates for place in self._of_pair[each.pair]]
        worth += worth_of_people(self._question, scale, self._wishes(honoured), honoured)
        worth += [(self._price, stays) for stays in self._stays]
        answer = self._question.best(worth, [self._places[place] for place in start])
        places = {place for place, yes in self._places.items() if answer.takes(yes)}
        return places, scale.most if answer.bound is None else answer.bound

    def _wishes(self, people: Iterable[Person]) -> "dict[Person, list[mathopt.Variable]]":
        wishes: dict[Person, list[mathopt.Variable]] = {person: [] for person in people}
        for each in self._candidates:
            for wisher in each.wishers():
                wishes[wisher] += self._of_pair[each.pair]
        return wishes
