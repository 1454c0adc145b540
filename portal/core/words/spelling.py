"""Words as they are written: how they are taken out of a text, and by which spellings they are found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from portal.core.text import fold

LONGEST_WORD = 60
"""Characters of one word that are looked at; what is longer is no word that anybody types."""

_WORD = re.compile(r"[^\W_]+(?:\+\+|#)?")
"""Letters and digits, and the two signs without which a programming language would be another one."""
_BOTH_GENDERS = re.compile(r"(?<=\w)(?:/-?|[*:_·])(?=in(?:nen)?\b)", re.IGNORECASE)
"""What stands between a German word and its feminine ending: Mechatroniker/in, Entwickler*innen."""
_HYPHENATED = re.compile(r"\W*\w+(?:-\w+)+\W*")
_DIGRAPHS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def tokens(text: str) -> list[str]:
    """The words of a text in their order, as they are written; both genders in one word are the feminine one."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(_BOTH_GENDERS.sub("", text))]


def chunks(text: str) -> Iterator[tuple[str, list[str]]]:
    """What stands between blanks, with the words in it: "Java-Entwickler", ["Java", "Entwickler"]."""
    for chunk in text.split():
        if words := tokens(chunk):
            yield chunk, words


def joined(words: Sequence[str]) -> str:
    """One word of several, as long as a word may be."""
    return "".join(words)[:LONGEST_WORD]


def is_hyphenated(chunk: str) -> bool:
    """Whether it is one word that is written with hyphens: "Java-Entwickler" is "Javaentwickler", too."""
    return bool(_HYPHENATED.fullmatch(chunk))


@lru_cache(maxsize=20_000)
def spellings(word: str) -> tuple[str, ...]:
    """The keys by which a word is found: without marks on its letters, and as Germans write it who have no umlauts.

    "Müller" is found as "muller" and as "mueller"; each side of a comparison has both.
    """
    found = (fold(word), fold(word.translate(_DIGRAPHS)))
    return tuple(dict.fromkeys(key for key in found if key))
