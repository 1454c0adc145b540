"""Which offers somebody's words find: asked of PostgreSQL, answered with ids."""

from __future__ import annotations

import re
from functools import reduce
from operator import and_, or_

import numpy as np
from django.contrib.postgres.search import SearchQuery, SearchQueryCombinable, SearchRank
from django.db.models import F
from numpy.typing import NDArray

from matching.constants import PLAIN_SEARCH, SEARCH_CONFIGS
from matching.models import Placement

_GRAMMARS = (*SEARCH_CONFIGS.values(), PLAIN_SEARCH)
_WITHOUT = re.compile(r'(?<!\S)-[\s-]*("[^"]*"|\w\S*)')
"""What is not wanted: a word or a phrase behind a minus that stands before it. One in the middle of a word is none."""
_IDLE_MINUS = re.compile(r'-(?=[^\w"]*-)')
"""A minus before another one, with no word between: PostgreSQL takes no more than thirty of them in a row."""

PREFIX_LENGTH = 3
"""From so many letters on, the last word may be the beginning of one: people are still typing it."""


def close_to_words(text: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The ids of placements that these words find, and how close each comes to them."""
    query = search_query(text)
    rank = SearchRank(F("search"), query)
    rows = list(Placement.objects.shown().filter(search=query).values_list("pk", rank).order_by())
    ids = np.array([pk for pk, _rank in rows], dtype=np.int64)
    ranks = np.array([rank for _pk, rank in rows], dtype=np.float64)
    return ids, (ranks * 1_000_000).astype(np.int64)


def search_query(text: str) -> SearchQueryCombinable:
    """The search for `text`, in the grammar of each language and as written; a last word may be a beginning.

    What is wanted may be found by any grammar; what is not wanted, by none. In one query they would be asked together,
    and whichever grammar doesn't know the unwanted phrase would let it pass.
    """
    text = _IDLE_MINUS.sub("", text)
    unwanted = dict.fromkeys(_WITHOUT.findall(text))
    wanted = _WITHOUT.sub(" ", text).strip()
    parts: list[SearchQueryCombinable] = [
        ~_websearch(each, config) for each in unwanted for config in _GRAMMARS
    ]
    return reduce(and_, [_wanted_query(wanted), *parts] if wanted or not parts else parts)


def _wanted_query(text: str) -> SearchQueryCombinable:
    queries: list[SearchQueryCombinable] = [_websearch(text, config) for config in _GRAMMARS]
    beginning = re.search(r"\w+$", text)
    if beginning and len(beginning[0]) >= PREFIX_LENGTH and not re.search(r'["-]', text):
        last = SearchQuery(f"'{beginning[0]}':*", config=PLAIN_SEARCH, search_type="raw")
        before = text[: beginning.start()].strip()
        queries += [_websearch(before, config) & last for config in _GRAMMARS] if before else [last]
    return reduce(or_, queries)


def _websearch(text: str, config: str) -> SearchQuery:
    return SearchQuery(text, config=config, search_type="websearch")
