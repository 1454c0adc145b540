"""Forms of words: their lemmas, the word without its feminine ending, their stems, and the parts of compounds.

Lemmas are looked up by simplemma in dictionaries that its package ships, kept in the form that takes 20 MB for three
languages and some 20 µs a look-up; what was looked up is remembered. Stems are Snowball's, for the languages that it
has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product

from django.conf import settings
from simplemma import is_known, lemmatize
from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES
from snowballstemmer import algorithms, stemmer

from portal.core.locales import locale_of
from portal.core.words.spelling import spellings

SHORTEST_PART = 4
"""Letters of a part of a compound; shorter ones are found by accident."""
FIRST_PARTS = frozenset(
    ("app", "bau", "bio", "elektro", "geo", "hydro", "hör", "mikro", "nano", "neuro", "thermo", "weg", "web")
)
"""What compounds begin with, beside longer words that stand alone."""
TELLING_PART = 9
"""Letters of a last part that is one though nobody knows what stands before it, such as the name of a product."""

_COMPOUNDING = ("de",)
"""Languages that write compounds as one word."""
_LINKS = ("", "s", "n", "en", "es", "er", "e")
"""What German puts between the parts of a compound."""
_INSTEAD = {
    "de": {"ae": ("ae", "ä"), "oe": ("oe", "ö"), "ue": ("ue", "ü"), "ss": ("ss", "ß")},
    "sl": {"c": ("c", "č"), "s": ("s", "š"), "z": ("z", "ž")},
}
"""How people write who don't find a letter on their keyboard."""
_MOST_RESPELLED = 5
"""Letters in one word that are tried both ways."""

_GERMAN_WOMAN = re.compile(
    r"(?P<man>\w*(?:er|or|eur|är|ist|yst|ent|ant|[^b]at|et|lot|ekt|eut|ept|urg|ärzt|ält|wirt|köch|schmied))in(?:nen)?$",
    re.IGNORECASE,
)
_GERMAN_WOMAN_OF_E = re.compile(
    r"(?P<man>\w{2,}(?:log|graf|pädagog|graph|gog|nom|kund|pert|leg|soph|zeug|erb|hilf|path|beamt|genoss))in(?:nen)?$",
    re.IGNORECASE,
)
_GERMAN_WIVES = ("fachfrau", "kauffrau", "obfrau", "amtfrau")
_SLOVENIAN_WOMEN = (
    ("ničarka", "nik"),
    ("irka", "ir"), ("erka", "er"), ("orka", "or"), ("arka", "ar"), ("istka", "ist"), ("entka", "ent"),
    ("antka", "ant"), ("ičarka", "ičar"), ("alka", "alec"), ("ilka", "ilec"), ("teljica", "telj"), ("nica", "nik"),
    ("ektka", "ekt"), ("evtka", "evt"), ("avka", "avec"), ("arica", "ar"), ("orica", "or"), ("etica", "et"),
    ("oginja", "og"), ("akinja", "ak"), ("ologinja", "olog"), ("ornica", "ornik"), ("atka", "at"), ("otka", "ot"),
)  # fmt: skip


@cache
def languages() -> tuple[str, ...]:
    """The portal's languages of which lemmas are known."""
    return tuple(code for code, _name in settings.LANGUAGES if code in SUPPORTED_LANGUAGES)


def index_forms(word: str, language: str | None) -> frozenset[str]:
    """The keys that a word of a text stands under. A text of no known language is taken for one of all of them."""
    return _forms(word, (language,) if language in languages() else languages())


@lru_cache(maxsize=5_000)
def query_forms(word: str) -> frozenset[str]:
    """The keys that a typed word is looked for by: whoever types need not say in which language."""
    return frozenset().union(_forms(word, languages()), *map(_lemma_forms, _respelled(word)))


@lru_cache(maxsize=20_000)
def part_forms(word: str, language: str | None) -> frozenset[str]:
    """The keys of what a compound is made of: "Softwareentwicklung" is found by software and by Entwicklung."""
    if language in languages() and language not in _COMPOUNDING:
        return frozenset()
    found = frozenset[str]().union(*(_forms(part, _COMPOUNDING) for part in parts(word)))
    return frozenset(key for key in found if "~" not in key) - index_forms(word, language)


# --- Forms of one word ---


@lru_cache(maxsize=20_000)
def _forms(word: str, codes: tuple[str, ...]) -> frozenset[str]:
    found = set(spellings(word))
    for code in codes:
        for form in _lemmas(word, code):
            found.update(spellings(form))
        found.update(_stems(word, code))
    return frozenset(found)


def _lemma_forms(word_and_language: tuple[str, str]) -> set[str]:
    return {key for form in _lemmas(*word_and_language) for key in spellings(form)}


def _lemmas(word: str, language: str) -> Iterator[str]:
    for form in {word, word.lower(), word.capitalize()}:
        lemma = lemmatize(form, lang=language, low_memory=True)
        yield lemma
        yield from _men(lemma, language)
    yield from _men(word, language)


def _men(word: str, language: str) -> Iterator[str]:
    """The masculine word that a feminine one is made of: offers name one, both, or a sign between them."""
    if language == "de":
        if found := _GERMAN_WOMAN.match(word):
            yield _without_umlaut(found["man"])
        if word.lower().endswith(_GERMAN_WIVES):
            yield f"{word[:-4]}mann"
        if found := _GERMAN_WOMAN_OF_E.match(word):
            yield found["man"] + "e"
    if language == "sl":
        yield from (word.removesuffix(she) + he for she, he in _SLOVENIAN_WOMEN if word.endswith(she))


def _without_umlaut(word: str) -> str:
    """Ärzt- is Arzt, Anwält- is Anwalt, Köch- is Koch; Verkäufer stays."""
    for umlaut, plain in (("ärzt", "arzt"), ("ält", "alt"), ("köch", "koch"), ("bäuer", "bauer")):
        word = re.sub(f"(?i){umlaut}$", plain, word)
    return word


def _stems(word: str, language: str) -> Iterator[str]:
    """The word's stem, marked as one of its language, since "die" is another word in another.

    A stemmer writes into itself what it is at: each word has its own, as two threads would mix up theirs.
    """
    if (name := _algorithm(language)) and word.isalpha():
        yield f"{language}~{spellings(stemmer(name).stemWord(word.lower()))[0]}"


@cache
def _algorithm(language: str) -> str:
    """Snowball's name of the language; "" where it has none."""
    name = (locale_of(language).get_language_name("en") or "").lower()
    return name if name in algorithms() else ""


def _respelled(word: str) -> Iterator[tuple[str, str]]:
    """What somebody may have meant who has not all letters, as far as it is a word, with its language."""
    for language in languages():
        instead = _INSTEAD.get(language, {})
        pieces = re.split(f"({'|'.join(instead)})", word.lower()) if instead else []
        if not 1 < len(pieces) <= 2 * _MOST_RESPELLED + 1:
            continue
        for choice in product(*(instead.get(piece, (piece,)) for piece in pieces)):
            if (other := "".join(choice)) != word.lower() and is_word(other, language):
                yield other, language


# --- Parts of compounds ---


def parts(word: str) -> frozenset[str]:
    """What a German compound is made of, as far as the dictionary knows; nothing if it is none."""
    return _parts(word.lower())


def last_parts(word: str) -> list[str]:
    """The parts that a compound may end with."""
    return sorted(part for part in parts(word) if word.lower().endswith(part))


@lru_cache(maxsize=20_000)
def _parts(word: str) -> frozenset[str]:
    ends = [at for at in range(3, len(word) - SHORTEST_PART + 1) if is_word(word[at:], "de")]
    found: set[str] = set()
    for at in ends:
        if first := _first_part(word[:at]):
            found |= {first, word[at:]} | _parts(first) | _parts(word[at:])
    if not found:
        telling = (word[at:] for at in ends if at >= SHORTEST_PART and len(word) - at >= TELLING_PART)
        found.update(next(([last, *_parts(last)] for last in telling), ()))
    return frozenset(found)


def _first_part(word: str) -> str | None:
    """The word that `word` is with what links it to the next, if it is one."""
    for link in _LINKS:
        bare = word.removesuffix(link)
        if bare in FIRST_PARTS or (
            word.endswith(link) and len(bare) >= SHORTEST_PART and is_word(bare, "de")
        ):
            return bare
    return None


@lru_cache(maxsize=20_000)
def is_word(word: str, language: str) -> bool:
    """Whether the dictionary of a language has it."""
    return any(is_known(form, lang=language, low_memory=True) for form in (word.capitalize(), word))
