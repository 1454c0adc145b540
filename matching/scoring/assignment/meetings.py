"""Plan a day of meetings so that nobody is in two places at once, and plan it anew when somebody drops out.

What is best: first as many people as possible, of both sides alike, with one wish honoured; of those plans the ones
with most people with two; of those the ones with most points for ranks. So nobody has a third meeting at the cost of
somebody's first.

Meetings are chosen first and put into slots then, which is exact where nobody is away (`choice`, `slots`). Where people
are, and when a plan must stay near another, slots and meetings are found together (`timetable`); that is hard in
general (Even, Itai and Shamir 1976), so a plan says how near to the best it is proven to be.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from matching.scoring.assignment.choice import choose
from matching.scoring.assignment.days import Candidate, Day, candidates_of, points_of, wishes_of
from matching.scoring.assignment.plans import Meeting, Place, Plan, Scale, Score
from matching.scoring.assignment.seats import Seats
from matching.scoring.assignment.slots import put_into_slots
from matching.scoring.assignment.timetable import Timetable
from matching.scoring.assignment.wishes import honoured_ranks, score_of, what_became

MOVE = 8
"""The points that moving somebody's meeting costs: as many as a first wish is worth."""
MOST_MOVED = 0.05
"""The share of the meetings still possible that a new plan may move."""


def plan(day: Day) -> Plan:
    """The best plan of the day, or the best that was found in time."""
    work = _Work(day, 0, (), candidates_of(day))
    scale = scale_of(day)
    chosen, bound = choose(day, work.candidates, scale)
    meetings = put_into_slots(day, chosen)
    if len(meetings) < len(chosen):
        meetings, in_time = work.solved(scale, meetings)
        bound = min(bound, in_time)
    return work.told(meetings, scale.score(bound))


def replan(day: Day, earlier: Plan, *, since: int = 0, most_moved: float = MOST_MOVED) -> Plan:
    """A plan for what has become of the day, near the `earlier` one.

    Meetings before slot `since` have begun and stay as they are, whoever has left. Of the others those that are still
    possible stay but for a share of `most_moved`, and none is moved that isn't worth ``MOVE`` points or somebody's
    first or second wish. Who has left is unavailable from then on (``Day.without_guest``) or not in the day
    any more, who has come is in it.
    """
    held = tuple(each for each in earlier.meetings if each.slot < since)
    met = {each.pair for each in held}
    candidates = tuple(each for each in candidates_of(day, since=since) if each.pair not in met)
    work = _Work(day, since, held, candidates)
    kept = work.possible(each for each in earlier.meetings if each.slot >= since)
    price, scale = MOVE * len(kept), scale_of(day, MOVE * len(kept))
    meetings, number = work.solved(scale, kept, kept, int(len(kept) * most_moved + 1e-9))
    bound = scale.score(number)
    return work.told(meetings, replace(bound, points=bound.points - price), kept)


def look_at(day: Day, meetings: Iterable[Meeting], bound: Score) -> Plan:
    """These meetings of a plan that was made before, and what became of everybody's wishes; `bound` is its bound."""
    return _Work(day, 0, (), candidates_of(day)).told(meetings, bound)


@dataclass(frozen=True, slots=True)
class _Work:
    """What is to be planned: the slots from `since` on, after the meetings `held`, by these `candidates`."""

    day: Day
    since: int
    held: tuple[Meeting, ...]
    candidates: tuple[Candidate, ...]

    def seats(self, meetings: Iterable[Meeting] = ()) -> Seats:
        seats = Seats(self.day, self.held, since=self.since)
        for meeting in meetings:
            seats.take(meeting)
        return seats

    def possible(self, meetings: Iterable[Meeting]) -> tuple[Meeting, ...]:
        """Those that can still be held as they are, all together."""
        seats, pairs = self.seats(), {each.pair for each in self.candidates}
        for meeting in sorted(meetings):
            if meeting.pair in pairs and seats.can_take(meeting):
                seats.take(meeting)
        return tuple(seats.meetings)

    def solved(
        self, scale: Scale, start: Iterable[Meeting], kept: Sequence[Meeting] = (), most_moved: int = 0
    ) -> tuple[list[Meeting], int]:
        """The best meetings found from `start` on, and a number of the scale that no others exceed."""
        begun = self.filled(start)
        honoured = honoured_ranks(self.day, self.held)
        timetable = Timetable(self.day, self.candidates, self.held)
        timetable.keep([each.place for each in kept], most_moved, MOVE)
        places, bound = timetable.best(scale, honoured, [each.place for each in begun])
        meetings = self.at_tables(places, kept) if places else begun
        return self.filled(meetings), bound + score_of(honoured).points

    def filled(self, meetings: Iterable[Meeting]) -> list[Meeting]:
        """And whatever else there is room for, the dearest first: a start, and the end of a search cut short."""
        seats = self.seats(meetings)
        for candidate in sorted(self.candidates, key=lambda each: (-each.points, each.pair)):
            if candidate.pair not in seats.pairs and (slots := seats.slots_for(candidate)):
                seats.take(seats.meeting(slots[0], candidate.pair))
        return seats.meetings

    def at_tables(self, places: Collection[Place], kept: Iterable[Meeting]) -> list[Meeting]:
        """Those that are kept stay at their table, others get the first that is free."""
        seats = self.seats(each for each in kept if each.place in places)
        for slot, host, guest in sorted(set(places) - {each.place for each in seats.meetings}):
            seats.take(seats.meeting(slot, (host, guest)))
        return seats.meetings

    def told(self, meetings: Iterable[Meeting], bound: Score, kept: Iterable[Meeting] = ()) -> Plan:
        seats = self.seats(meetings)
        places = {each.place for each in seats.meetings}
        moved = tuple(each for each in kept if each.place not in places)
        everything = tuple(sorted((*self.held, *seats.meetings)))
        score = score_of(honoured_ranks(self.day, everything), price=MOVE * len(moved))
        wishes = what_became(self.day, self.held, seats, since=self.since)
        return Plan(everything, score, max(score, bound), wishes, moved)


def scale_of(day: Day, price: int = 0) -> Scale:
    wishes = wishes_of(day)
    points = sum(points_of(rank) for ranks in wishes.values() for rank in ranks.values())
    return Scale(len(wishes), points + price)
