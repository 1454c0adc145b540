"""Which offers somebody's words find, and how close each comes to them: asked of PostgreSQL, answered with ids."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from django.db import connection
from numpy.typing import NDArray

Ids = NDArray[np.int64]

# A function that may not pass by the indexes: PostgreSQL's planner doesn't know what it costs to read a vector.
_CLOSE = """
SELECT close.found, close.about, close.named
FROM unnest(%(questions)s::text[], %(levels)s::text[]) WITH ORDINALITY AS asked (question, levels, number)
CROSS JOIN LATERAL matching_offers_close(asked.question::tsquery, asked.levels) AS close ORDER BY asked.number
"""

_AMONG = """
SELECT asked.number FROM unnest(%(questions)s::text[]) WITH ORDINALITY AS asked (question, number)
WHERE EXISTS (
    SELECT FROM matching_offerwords AS words
    WHERE words.placement_id = ANY(%(ids)s) AND words.search @@ asked.question::tsquery
)
"""


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


def close_to_words(questions: Sequence[Asked]) -> list[Close]:
    """For each of these questions, in one statement."""
    if not questions:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _CLOSE,
            {
                "questions": [each.question for each in questions],
                "levels": [" ".join(each.levels) for each in questions],
            },
        )
        rows = cursor.fetchall()
    return [Close(*(np.frombuffer(ids or b"", dtype=">i8").astype(np.int64) for ids in row)) for row in rows]


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
