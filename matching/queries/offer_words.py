"""Which offers somebody's words find, and how close each comes to them: asked of PostgreSQL, answered with ids."""

from __future__ import annotations

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from portal.core.words.query import query

Ids = NDArray[np.int64]

_IDS = "SELECT string_agg(int8send(id), ''::bytea) FROM matching_placement WHERE state = 'published' AND"
_NAMED = """ts_filter(search, '{a}'::"char"[])"""
_ABOUT = """ts_filter(search, '{a,b}'::"char"[])"""
_FOUND = f"{_IDS} search @@ %(words)s::tsquery"
_CLOSE = (
    f"""SELECT ({_FOUND}), ({_IDS} {_ABOUT} @@ %(words)s::tsquery), ({_IDS} {_NAMED} @@ %(words)s::tsquery)"""
)


def found_by_words(text: str) -> Ids:
    """The ids of published placements that these words find."""
    return _ask(_FOUND, text)[0]


def close_to_words(text: str) -> tuple[Ids, NDArray[np.int64]]:
    """The same, and how close each comes to the words.

    2 is what is named so, 1 what the words find in its title, among its skills or who offers it where; 0 is what
    only speaks of it.
    """
    found, about, named = _ask(_CLOSE, text)
    return found, np.isin(found, about).astype(np.int64) + np.isin(found, named)


def _ask(sql: str, text: str) -> list[Ids]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"words": query(text)})
        row = cursor.fetchone()
    return [np.frombuffer(ids or b"", dtype=">i8").astype(np.int64) for ids in row]
