"""Asking for all lines in turn, round after round, so that a slow moment of the machine meets all of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from django.db import connection

from tests.benchmarks.lines import Line
from tests.benchmarks.results import Result, guarded
from tests.benchmarks.serving import HOST, Web
from tests.benchmarks.visitors import PEOPLE, Answer, Visitor

ROUNDS, FEWEST = 31, 7
PATIENCE = 6.0
"""Seconds that one line may take in all; a slow one is asked for less often, though never less than a few times."""
CHANGES = (
    "UPDATE programmes_programme SET place = CASE place WHEN 'Jena' THEN 'Gera' ELSE 'Jena' END WHERE slug = 'zukunft'",
    "UPDATE events_event SET place = CASE place WHEN 'Erfurt' THEN 'Jena' ELSE 'Erfurt' END WHERE id = 1",
    "UPDATE matching_placement SET seats = 3 - least(seats, 2) WHERE id = 7",
)
"""Something that pages show is another each time: who only writes what was there before changes nothing."""


@dataclass
class Taken:
    answers: list[Answer] = field(default_factory=list)
    memory: float = 0

    @property
    def seconds(self) -> float:
        return sum(answer.seconds for answer in self.answers)

    def is_enough(self) -> bool:
        """Also of what gets no answer at all: nobody waits for it three times."""
        if sum(answer.status == 0 for answer in self.answers) > 1:
            return True
        return len(self.answers) >= FEWEST and self.seconds > PATIENCE


def measured(web: Web, lines: Sequence[Line], progress: Callable[[int, int, str], None]) -> Iterator[Result]:
    """One group at a time, so that the first is told while the others are measured."""
    for group in dict.fromkeys(line.group for line in lines):
        yield from guarded(group, "all its lines", _of_group(web, group, lines, progress))


def _of_group(
    web: Web, group: str, lines: Sequence[Line], progress: Callable[[int, int, str], None]
) -> Iterator[Result]:
    mine = [line for line in lines if line.group == group]
    takes = _rounds(web, mine, progress)
    for line in mine:
        yield _result(line, takes)


def _rounds(
    web: Web, lines: Sequence[Line], progress: Callable[[int, int, str], None]
) -> dict[tuple[str, str], Taken]:
    """What was taken, by person and address. The first round only warms up, and isn't counted."""
    people = {person: Visitor(person, HOST, web.port) for person in PEOPLE}
    takes: dict[tuple[str, str], Taken] = defaultdict(Taken)
    for number in range(ROUNDS + 1):
        progress(number, ROUNDS + 1, lines[0].group)
        for person, address, filled, changes in _asked(lines, number):
            take = takes[person, address + "!" * changes]
            if take.is_enough():
                continue
            if changes:
                change()
            answer = people[person].get(filled)
            if number:
                take.answers.append(answer)
                take.memory = max(take.memory, web.memory())
    progress(ROUNDS + 1, ROUNDS + 1, lines[0].group)
    return takes


def _asked(lines: Iterable[Line], number: int) -> Iterator[tuple[str, str, str, bool]]:
    """Each address once a round, the floors among them: person, address, the same with this round's number, changes."""
    seen = set()
    for line in lines:
        is_floor = line.held_against == "/floor/"
        asked = [
            (line.person, line.held_against, line.floor_at(number), line.changes and not is_floor),
            (line.person, line.address, line.at(number), line.changes),
        ]
        for each in asked:
            if each not in seen:
                seen.add(each)
                yield each


def change() -> None:
    """A row of each kind that public pages show is written anew."""
    with connection.cursor() as cursor:
        for statement in CHANGES:
            cursor.execute(statement)


def _result(line: Line, takes: dict[tuple[str, str], Taken]) -> Result:
    is_floor = line.held_against == "/floor/"
    take = takes[line.person, line.address + "!" * line.changes]
    floor = takes[line.person, line.held_against + "!" * (line.changes and not is_floor)]
    wrong = sorted({answer.status for answer in take.answers} - {200})
    return Result(
        group=line.group,
        name=line.name,
        seconds=median(answer.seconds for answer in take.answers),
        floor=median(answer.seconds for answer in floor.answers),
        bound=line.bound,
        statements=round(median(answer.statements for answer in take.answers)),
        cpu=median(answer.cpu for answer in take.answers),
        memory=take.memory,
        fault=f"status {wrong}" if wrong else "",
    )
