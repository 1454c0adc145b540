"""Which of the possible meetings are chosen where nobody asks in which slot.

A choice that gives nobody more meetings than there is room for is a b-matching of a bipartite graph. Every plan of a
day makes one, so what the best of them is worth is a bound for all plans.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from matching.scoring.assignment.days import Candidate, Day, Person, Side
from matching.scoring.assignment.plans import Scale
from matching.scoring.assignment.solving import Question

if TYPE_CHECKING:
    from ortools.math_opt.python import mathopt


def choose(day: Day, candidates: Sequence[Candidate], scale: Scale) -> tuple[list[Candidate], int]:
    """The `candidates` that are worth most together, and a number of the scale that no others exceed."""
    question = Question()
    chosen = [question.yes_or_no() for _ in candidates]
    of_people: dict[Person, list[mathopt.Variable]] = defaultdict(list)
    wishes: dict[Person, list[mathopt.Variable]] = defaultdict(list)
    for candidate, yes in zip(candidates, chosen, strict=True):
        of_people[Side.HOST, candidate.host].append(yes)
        of_people[Side.GUEST, candidate.guest].append(yes)
        for wisher in candidate.wishers():
            wishes[wisher].append(yes)
    for host in day.hosts:
        question.at_most(host.room(day.slots), of_people[Side.HOST, host.id])
    for guest in day.guests:
        question.at_most(guest.room(day.slots), of_people[Side.GUEST, guest.id])
    worth = [(candidate.points, yes) for candidate, yes in zip(candidates, chosen, strict=True)]
    worth += worth_of_people(question, scale, wishes, {})
    answer = question.best(worth)
    best = [each for each, yes in zip(candidates, chosen, strict=True) if answer.takes(yes)]
    return best, scale.most if answer.bound is None else answer.bound


def worth_of_people(
    question: Question,
    scale: Scale,
    wishes: "Mapping[Person, Sequence[mathopt.Variable]]",
    honoured: Mapping[Person, Sequence[int]],
) -> "Iterator[tuple[int, mathopt.Variable]]":
    """What the first and the second wish of everybody add, with those that are `honoured` already."""
    for person, yeses in wishes.items():
        first, second = question.yes_or_no(), question.yes_or_no()
        question.no_more_than([first, second], yeses, besides=len(honoured.get(person, ())))
        yield scale.first, first
        yield scale.second, second
