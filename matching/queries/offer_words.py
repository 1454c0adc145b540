"""Which offers somebody's words find, and how close each comes to them: asked of PostgreSQL, answered with ids.

What a question has found is remembered. Where placements change, it is asked of these alone when it comes again: an
occupation with all its other names is thirty searches, and somewhere an offer changes every minute.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from matching.models import Placement
from portal.core.changes.following import Changed, Follower

Ids = NDArray[np.int64]

# A function that may not pass by the indexes: PostgreSQL's planner doesn't know what it costs to read a vector.
_CLOSE = """
SELECT close.found, close.about, close.named
FROM unnest(%(questions)s::text[], %(levels)s::text[]) WITH ORDINALITY AS asked (question, levels, number)
CROSS JOIN LATERAL matching_offers_close(asked.question::tsquery, asked.levels) AS close ORDER BY asked.number
"""

# Of few placements each row is read, and no index.
_CLOSE_AMONG = """
SELECT asked.number, words.placement_id, asked.levels LIKE '%%found%%' AND words.search @@ question.read,
    asked.levels LIKE '%%about%%' AND ts_filter(words.search, '{a,b}') @@ question.read,
    asked.levels LIKE '%%named%%' AND ts_filter(words.search, '{a}') @@ question.read
FROM unnest(%(questions)s::text[], %(levels)s::text[]) WITH ORDINALITY AS asked (question, levels, number)
CROSS JOIN LATERAL (SELECT asked.question::tsquery) AS question (read)
JOIN matching_offerwords AS words ON words.placement_id = ANY(%(ids)s)
"""

_AMONG = """
SELECT asked.number FROM unnest(%(questions)s::text[]) WITH ORDINALITY AS asked (question, number)
WHERE EXISTS (
    SELECT FROM matching_offerwords AS words
    WHERE words.placement_id = ANY(%(ids)s) AND words.search @@ asked.question::tsquery
)
"""

MOST_QUESTIONS, MOST_IDS = 2000, 500_000
"""What is remembered of all questions: 4 MB."""
MOST_BEHIND = 50
"""Where more placements have changed since a question was asked, it is asked of all again."""
FOUND, ABOUT, NAMED = "found", "about", "named"


class Asked(NamedTuple):
    """A question, as PostgreSQL reads a tsquery, and how close is asked for: each costs a search of its own."""

    question: str
    levels: tuple[str, ...] = (FOUND, ABOUT, NAMED)


class Close(NamedTuple):
    """Ids of published placements, nearer to the words from one to the next; what is not `found` does not count."""

    found: Ids
    about: Ids
    """The words find it in its title, among its skills, or who offers it where."""
    named: Ids
    """It is named so."""

    def among(self, changed: Ids, now: Close) -> Close:
        """The same, with what of these placements is found now."""
        return Close(
            *(
                np.concatenate([before[~np.isin(before, changed)], after])
                for before, after in zip(self, now, strict=True)
            )
        )


class _Answered(NamedTuple):
    close: Close
    behind: frozenset[int] = frozenset()
    """Placements that have changed since."""


@dataclass(frozen=True)
class AnsweredQuestions:
    """What is remembered; who adds to it may find that another thread has forgotten it at once."""

    by_question: dict[Asked, _Answered] = field(default_factory=dict)

    def behind_with(self, placements: Collection[int]) -> AnsweredQuestions:
        """The same after these have changed."""
        known = dict(self.by_question)  # another thread may add to it meanwhile
        moved = {
            asked: _Answered(close, behind.union(placements)) for asked, (close, behind) in known.items()
        }
        return AnsweredQuestions(
            {asked: each for asked, each in moved.items() if len(each.behind) <= MOST_BEHIND}
        )

    def add(self, found: Mapping[Asked, Close]) -> None:
        both = {**self.by_question, **{asked: _Answered(close) for asked, close in found.items()}}
        size = sum(ids.size for each in both.values() for ids in each.close)
        if len(both) > MOST_QUESTIONS or size > MOST_IDS:
            self.by_question.clear()
        self.by_question.update({asked: both[asked] for asked in found})


class _Following(Follower[AnsweredQuestions]):
    follows = (Placement,)

    def build(self) -> AnsweredQuestions:
        return AnsweredQuestions()

    def patch(self, thing: AnsweredQuestions, changed: Changed) -> AnsweredQuestions:
        if changed.everything_of(Placement):
            return self.build()
        return thing.behind_with(changed.rows_of(Placement))


ANSWERED = _Following()


def close_to_words(questions: Sequence[Asked]) -> list[Close]:
    """For each of these questions: in one statement those that are new, in another those that are known of most.

    In a transaction nothing new is remembered: it may see what nobody else sees, or sees any more.
    """
    answered = ANSWERED.current()
    known = {asked: each for asked in questions if (each := answered.by_question.get(asked))}
    behind = {asked: each for asked, each in known.items() if each.behind}
    found = _close([asked for asked in dict.fromkeys(questions) if asked not in known])
    found |= _close_again(behind)
    if found and not connection.in_atomic_block:
        answered.add(found)
    return [found[asked] if asked in found else known[asked].close for asked in questions]


def _close(questions: Sequence[Asked]) -> dict[Asked, Close]:
    if not questions:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, _parameters(questions))
        rows = cursor.fetchall()
    found = (Close(*(np.frombuffer(ids or b"", dtype=">i8").astype(np.int64) for ids in row)) for row in rows)
    return dict(zip(questions, found, strict=True))


def _close_again(answered: Mapping[Asked, _Answered]) -> dict[Asked, Close]:
    """Of the placements that have changed since one of them was answered."""
    if not answered:
        return {}
    questions = list(answered)
    changed = np.array(sorted(frozenset[int]().union(*(each.behind for each in answered.values()))))
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE_AMONG, {**_parameters(questions), "ids": changed.tolist()})
        rows = cursor.fetchall()
    now: dict[Asked, Close] = {}
    for number, asked in enumerate(questions, start=1):
        mine = [row for row in rows if row[0] == number]
        levels = ([row[1] for row in mine if row[level]] for level in (2, 3, 4))
        now[asked] = Close(*(np.array(ids, dtype=np.int64) for ids in levels))
    return {asked: each.close.among(changed, now[asked]) for asked, each in answered.items()}


def _parameters(questions: Sequence[Asked]) -> dict[str, list[str]]:
    return {
        "questions": [each.question for each in questions],
        "levels": [" ".join(each.levels) for each in questions],
    }


def found_among(ids: Ids, questions: Collection[str]) -> set[str]:
    """Those of these questions that find one of these published placements, wherever in its words.

    Few placements and many questions: each row is read, and no index.
    """
    asked = [question for question in questions if question]
    if not asked or not ids.size:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_AMONG, {"questions": asked, "ids": ids.tolist()})
        return {asked[number - 1] for (number,) in cursor.fetchall()}
