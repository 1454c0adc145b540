"""What a row is found by: a tsvector of ready lexemes, made without any grammar of the database."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.core.words.forms import index_forms, is_word, last_parts, part_forms
from portal.core.words.spelling import chunks, is_hyphenated, joined, tokens

INDEXED_CHARACTERS = 20_000
"""Of one text. Nobody searches for what comes later."""
MOST_POSITIONS = 250
"""Places of one lexeme; PostgreSQL keeps 255."""
LAST_POSITION = 16_383
MOST_BYTES = 800_000
"""A tsvector holds a megabyte at most."""
APART = 10
"""Places between two texts, so that no phrase reaches from one into the next."""

_LESS = {"A": "B", "B": "C", "C": "D", "D": "D"}
_CUT_SHORT = re.compile(r"([^\W\d_]{2,})-\s*(?:/|,|&|und|oder|bzw\.)\s*([^\W\d_]{4,})")
"""Elektro-/Informationstechnik, Aus- und Weiterbildung: the first word ends as the second does."""


@dataclass(frozen=True)
class Text:
    """A text that a row is found by. How much it counts is a letter from A, most, to D.

    Words of a short one are found by what they are made of, too, which counts one letter less.
    """

    text: str
    weight: str
    language: str | None = None
    is_short: bool = False


def vector(texts: Iterable[Text]) -> str:
    """The texts' words in all their forms, as PostgreSQL reads a tsvector: `%s::tsvector`."""
    places: dict[str, dict[int, str]] = defaultdict(dict)
    room, start = MOST_BYTES, 1
    for text in texts:
        position = start
        for position, key, weight in _placed(text, start):
            found = places.get(key)
            room -= 4 if found else len(key.encode()) + 8
            if room < 0:
                return _written(places)
            if found is None or len(found) < MOST_POSITIONS:
                places[key][position] = min(weight, places[key].get(position, "D"))
        start = min(position + APART, LAST_POSITION)
    return _written(places)


def _placed(text: Text, start: int) -> Iterator[tuple[int, str, str]]:
    """Each key with its place and how much it counts there."""
    position = start
    content = text.text[:INDEXED_CHARACTERS]
    for word in _completed(content) if text.is_short else ():
        yield from ((start, key, text.weight) for key in index_forms(word, text.language))
    for chunk, words in chunks(content):
        whole = [joined(words)] if is_hyphenated(chunk) else []
        for number, word in enumerate(words):
            place = min(position + number, LAST_POSITION)
            for form in (word, *(whole if number == 0 else ())):
                yield from ((place, key, text.weight) for key in index_forms(form, text.language))
                if text.is_short:
                    yield from ((place, key, _LESS[text.weight]) for key in part_forms(form, text.language))
        position += len(words)


def _completed(text: str) -> Iterator[str]:
    """Words that are cut short because the next one ends alike, written out."""
    for cut, whole in _CUT_SHORT.findall(text):
        made = [cut + last for word in tokens(whole)[:1] for last in last_parts(word)]
        yield from [word for word in made if is_word(word, "de")] or made


def _written(places: dict[str, dict[int, str]]) -> str:
    return " ".join(
        f"{quoted(key)}:{','.join(f'{place}{weight}' for place, weight in sorted(found.items()))}"
        for key, found in sorted(places.items())
    )


def quoted(key: str) -> str:
    """A lexeme as PostgreSQL reads it in a tsvector or tsquery."""
    inner = key.replace("\\", "\\\\").replace("'", "''")
    return f"'{inner}'"
