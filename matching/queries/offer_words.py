"""Which offers somebody's words find, and how close each comes to them: asked of PostgreSQL, answered with ids."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from portal.core.words.query import query

Ids = NDArray[np.int64]

# A function that may not pass by the indexes: PostgreSQL's planner doesn't know what it costs to read a vector.
_CLOSE = "SELECT found, about, named FROM matching_offers_close(%(words)s::tsquery)"


class Close(NamedTuple):
    """Ids of published placements, nearer to the words from one to the next; what is not `found` does not count."""

    found: Ids
    about: Ids
    """The words find it in its title, among its skills, or who offers it where."""
    named: Ids
    """It is named so."""


def close_to_words(text: str) -> Close:
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, {"words": query(text)})
        row = cursor.fetchone()
    return Close(*(np.frombuffer(ids or b"", dtype=">i8").astype(np.int64) for ids in row))
