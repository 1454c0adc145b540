"""A plan of a day of meetings: who meets when and where, how good that is, and what became of everybody's wishes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from matching.scoring.assignment.days import MOST_WISHES, Person, Side

Place = tuple[int, int, int]
"""Slot, host and guest of a meeting."""


@dataclass(frozen=True, slots=True, order=True)
class Meeting:
    """In `slot` the guest sits at the host's table number `table`, counted from 1."""

    slot: int
    host: int
    guest: int
    table: int = 1

    @property
    def pair(self) -> tuple[int, int]:
        return self.host, self.guest

    @property
    def place(self) -> Place:
        return self.slot, self.host, self.guest


class Why(StrEnum):
    """Why a wish is not honoured: the first of these that is true."""

    ABSENT = "absent"
    """Whoever was wished for takes no part."""
    EXCLUDED = "excluded"
    """The two must not meet."""
    NO_LANGUAGE = "no_language"
    """They have no language in common."""
    NEVER_TOGETHER = "never_together"
    """There is no slot, or none any more, in which both are there."""
    OWN_FULL = "own_full"
    """Whoever wishes has no room for another meeting."""
    OTHER_FULL = "other_full"
    """Whoever was wished for has none."""
    NO_SLOT = "no_slot"
    """Both have room, but never at once."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What became of one wish: either the meeting, or why there is none."""

    other: int
    rank: int
    meeting: Meeting | None
    why: Why | None


@dataclass(frozen=True, slots=True, order=True)
class Score:
    """How good a plan is. Compared from the left, so everybody's first wish comes before anybody's third.

    `first` counts the people of both sides with at least one wish honoured, `second` those with two or more;
    `points` adds up what each honoured wish is worth by its rank, less the price of meetings moved.
    """

    first: int
    second: int
    points: int


@dataclass(frozen=True, slots=True)
class Scale:
    """Scores as whole numbers of the same order, and back: three digits in a mixed radix, of which none is below 0.

    `people` and `points` are what a score can't exceed.
    """

    people: int
    points: int

    @property
    def second(self) -> int:
        """What somebody's second wish is worth: more than all points."""
        return self.points + 1

    @property
    def first(self) -> int:
        """What somebody's first wish is worth: more than all second ones and points."""
        return self.second * (self.people + 1)

    @property
    def most(self) -> int:
        """What nothing exceeds."""
        return self.first * self.people + self.second * self.people + self.points

    def score(self, number: int) -> Score:
        first, rest = divmod(number, self.first)
        return Score(first, *divmod(rest, self.second))


@dataclass(frozen=True, slots=True)
class Plan:
    """The meetings of a day in their order, how good they are, and a score that no plan of that day exceeds.

    `wishes` has everybody who wishes for anybody, with what became of each wish, the dearest first. `moved` are the
    meetings of the plan before, still possible, that are now at another time or not held.
    """

    meetings: tuple[Meeting, ...]
    score: Score
    bound: Score
    wishes: Mapping[Person, tuple[Wish, ...]]
    moved: tuple[Meeting, ...] = ()

    @property
    def is_best(self) -> bool:
        """Whether it is proven that no plan is better."""
        return self.score == self.bound

    @property
    def gap(self) -> float:
        """By which share, 0 to 1, the first number of the score that isn't proven best may fall short of the bound."""
        for reached, most in (
            (self.score.first, self.bound.first),
            (self.score.second, self.bound.second),
            (self.score.points, self.bound.points),
        ):
            if reached != most:
                return min(1.0, (most - reached) / max(abs(most), 1))
        return 0.0

    def honoured(self, side: Side) -> dict[int, tuple[int, int]]:
        """By rank, how many wishes of this side are honoured, and how many there were."""
        wishes = [wish for (of, _), each in self.wishes.items() if of is side for wish in each]
        asked = {rank: [wish for wish in wishes if wish.rank == rank] for rank in range(1, MOST_WISHES + 1)}
        return {
            rank: (sum(wish.meeting is not None for wish in of_rank), len(of_rank))
            for rank, of_rank in asked.items()
            if of_rank
        }
