"""What words mean that are no part of an offer's text: kinds, conditions, fields of study, and occupations by all the
names they have. Files of `matching/catalogue`, a column for each language; a new word is a new word there.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from portal.core.locales import locale_of
from portal.core.words.forms import index_forms, query_forms
from portal.core.words.query import any_name
from portal.core.words.spelling import joined, spellings, tokens

CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue"
LONGEST = 6
"""Words of one name."""
END = "-"
"""Stands before a name that compounds end with."""
LEAST_BARE = 3
"""Letters."""
_ENDING = re.compile("(?:ega|emu|ami|imi|en|ih|im|em|om|n|s|a|e|i|o|u)$")

Keys = frozenset[str]


class Entry(NamedTuple):
    """What a name means: facts of offers, each with "&" between what has to hold at once, or a topic by its number.

    "~" marks what such offers may be, but need not be; "?" what says nothing beside other words.
    """

    fact: str = ""
    topic: int | None = None


@dataclass(frozen=True)
class Lexicon:
    """Names by the first word's keys, each with the keys of all its words."""

    names: Mapping[str, Sequence[tuple[tuple[Keys, ...], Entry]]]

    def meanings(self, words: Sequence[str]) -> list[Entry]:
        """Of a name that is made of just these words, in any of their forms."""
        return self._meanings([keys_of(word) for word in words]) or self._meanings(
            [keys_of(word) | _bare(word) for word in words]
        )

    def _meanings(self, typed: Sequence[Keys]) -> list[Entry]:
        found = {
            entry: None
            for key in typed[0]
            for name, entry in self.names.get(key, ())
            if len(name) == len(typed) and all(a & b for a, b in zip(name, typed, strict=True))
        }
        return list(found)


def made_ahead() -> None:
    """Read the files now, so that nobody who searches waits for it."""
    lexicon(), idle_words(), language_names(), known_names()


@cache
def lexicon() -> Lexicon:
    names: dict[str, list[tuple[tuple[Keys, ...], Entry]]] = defaultdict(list)
    for language, name, entry in _entries():
        for words in _ways(name):
            keys = tuple(_own_keys(word, language) | _bare(word) for word in words)
            for key in keys[0]:
                names[key].append((keys, entry))
    return Lexicon(dict(names))


@cache
def topic_words(topic: int) -> tuple[str, ...]:
    """Questions for all names of an occupation or subject, in every language."""
    named = [(name, language) for language, names in _topics()[topic].items() for name in names]
    return tuple(any_name((name.removeprefix(END), language) for name, language in named))


@cache
def topic_ends(topic: int) -> tuple[str, ...]:
    """Names that compounds end with, which are called so, too: of "Ingenieur", Prozessingenieurin."""
    names = (name for names in _topics()[topic].values() for name in names)
    return tuple(name.removeprefix(END) for name in names if name.startswith(END))


@cache
def _topics() -> list[dict[str, list[str]]]:
    return _rows("topics")


@cache
def idle_words() -> frozenset[str]:
    """Words that say nothing about what is looked for, as long as others stand beside them."""
    (row,) = _rows("idle")
    return frozenset(
        key
        for language, words in row.items()
        for word in words
        for part in tokens(word)
        for key in _own_keys(part, language)
    )


@cache
def known_names() -> frozenset[str]:
    """Every word of a name, as it is written: what a mistyped one may have meant."""
    return frozenset(word for _language, name, _entry in _entries() for word in tokens(name))


@cache
def says_of_languages(meaning: str) -> frozenset[str]:
    """Keys of the words that say that no language is needed ("none"), or that speak of how much ("skills")."""
    rows = [row for row in _rows("languages") if row["meaning"] == [meaning]]
    names = (name for row in rows for column, names in row.items() if column != "meaning" for name in names)
    return frozenset(key for name in names for word in tokens(name) for key in keys_of(word))


@cache
def language_names() -> Mapping[str, str]:
    """Codes of languages by the keys of their names in the portal's languages."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        for code, name in locale_of(language).languages.items():
            if len(code) == 2 and len(words := tokens(name)) == 1:
                for key in _own_keys(words[0], language):
                    found.setdefault(key, code)
    return found


def keys_of(word: str) -> Keys:
    return frozenset(key for key in query_forms(word) if "~" not in key)


def _bare(word: str) -> Keys:
    """Without the ending of a plural or a case, for words that no dictionary has in all their forms."""
    bare = (_ENDING.sub("", key) for key in spellings(word))
    return frozenset(f"{key}~" for key in bare if len(key) >= LEAST_BARE)


def _own_keys(word: str, language: str) -> Keys:
    return frozenset(key for key in index_forms(word, language) if "~" not in key)


def _ways(name: str) -> Iterator[Sequence[str]]:
    """A name of several words may be written as one."""
    words = tokens(name)
    yield words
    if 1 < len(words) <= 3:
        yield [joined(words)]


def _entries() -> Iterator[tuple[str, str, Entry]]:
    for row in _rows("meanings"):
        (fact,) = row.pop("meaning")
        yield from ((language, name, Entry(fact=fact)) for language, names in row.items() for name in names)
    for number, row in enumerate(_topics()):
        yield from (
            (language, name.removeprefix(END), Entry(topic=number))
            for language, names in row.items()
            for name in names
        )


def _rows(name: str) -> list[dict[str, list[str]]]:
    with (CATALOGUE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [
            {column: [part for part in value.split("|") if part] for column, value in row.items()}
            for row in csv.DictReader(file, delimiter=";")
        ]
