"""What somebody typed, as a question to a tsvector that `portal.core.words.vector` made. Any text makes one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQuery

from portal.core.words.forms import index_forms, query_forms
from portal.core.words.spelling import chunks, is_hyphenated, joined, spellings, tokens
from portal.core.words.vector import quoted

PREFIX_LENGTH = 3
"""From so many letters on, the last word may be the beginning of one: people are still typing it."""
MOST_WORDS = 60
"""That are looked for, or not wanted; nobody types more, and each costs the database some work."""

_TERM = re.compile(r'(?P<minus>(?<!\S)-+(?=[^\s-]))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_OR = frozenset(("or", "oder", "ali"))
_ENGLISH = "a an and are as at be by for from in is of on the to with"
_GERMAN = (
    "am an auf aus bei das dem den der des die ein eine einem einen einer eines für fuer im in ist mit oder und "
    "vom von zu zum zur"
)
_SLOVENIAN = "ali in iz je k na ob od po pri s so v z za"
_IDLE = frozenset(f"{_ENGLISH} {_GERMAN} {_SLOVENIAN}".split())
"""Words that say nothing about what is looked for, as long as others stand beside them."""

Words = tuple[str, ...]


class WordsQuery(SearchQuery):
    """`search=WordsQuery("typed words")`: for columns that hold a `vector`."""

    def __init__(self, typed: str, **extra: Any) -> None:
        self.query = query(typed)
        super().__init__(self.query, search_type="raw", **extra)

    def as_sql(self, *_args: Any, **_extra: Any) -> Any:
        return "%s::tsquery", [self.query]


class Typed(NamedTuple):
    """What stands between blanks or in quotation marks: `text` without the minus before it."""

    text: str
    is_wanted: bool
    is_phrase: bool

    @property
    def is_choice(self) -> bool:
        return not self.is_phrase and self.is_wanted and self.text.casefold() in _OR


def typed_terms(typed: str) -> list[Typed]:
    """What somebody typed, term by term; signs alone are none."""
    terms = [term for term in _TERM.finditer(typed) if any(_chunks(term))]
    return [
        Typed(term["word"] or term["phrase"] or "", term["minus"] is None, term["phrase"] is not None)
        for term in terms[:MOST_WORDS]
    ]


def any_name(names: Iterable[tuple[str, str | None]]) -> list[str]:
    """Questions for any of these names, each with its language, by their lemmas alone: for those of one word, and for
    those of several, as PostgreSQL reads every row again in which a phrase may stand. So a name that has another one in
    it is left out, since that finds as much.
    """
    found = dict.fromkeys(
        tuple(_lemmas(word, language) for word in words)
        for name, language in names
        if (words := tokens(name))
    )
    single = [name[0] for name in found if len(name) == 1]
    several = [
        name for name in found if len(name) > 1 and not any(word <= one for word in name for one in single)
    ]
    parts = [
        [_group(_any(keys)) for keys in single],
        [_group(" <-> ".join(_group(_any(keys)) for keys in name)) for name in several],
    ]
    return [" | ".join(dict.fromkeys(each)) for each in parts if each]


def _lemmas(word: str, language: str | None) -> frozenset[str]:
    forms = index_forms(word, language) if language else query_forms(word)
    return frozenset(key for key in forms if "~" not in key)


def query(typed: str, *, may_go_on: bool = True) -> str:
    """All of the words in any of their forms, as PostgreSQL reads a tsquery: `%s::tsquery`.

    Words in quotation marks stand one after the other. What stands directly behind a minus must not be there; a dash
    between blanks says nothing.
    "or", "oder" and "ali" between words give a choice. The last word may be the beginning of one. Nothing but signs
    finds nothing. Where it may not go on, it stands there whole.
    """
    terms = list(_TERM.finditer(typed))
    wanted = _alternatives([term for term in terms if term["minus"] is None], may_go_on=may_go_on)
    unwanted = dict.fromkeys(
        words for term in terms if term["minus"] is not None for _chunk, words in _chunks(term)
    )
    parts = [f"!{_group(_phrase(words))}" for words in list(unwanted)[:MOST_WORDS]]
    if wanted:
        parts.insert(0, wanted if len(parts) == 0 else f"({wanted})")
    return " & ".join(parts)


def _alternatives(terms: Sequence[re.Match[str]], *, may_go_on: bool) -> str:
    groups: list[list[str]] = [[]]
    said = _without_idle(terms)
    for term in said[:MOST_WORDS]:
        if len(said) > 1 and _plain(term) in _OR:
            groups.append([])
            continue
        last = may_go_on and term is said[-1] and term["phrase"] is None
        groups[-1] += [
            _group(_term(chunk, words, may_go_on=last and chunk[-1].isalnum()))
            for chunk, words in _chunks(term)
        ]
    return " | ".join(" & ".join(group) for group in groups if group)


def _without_idle(terms: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """Without words that say nothing, unless there are no others; and without a choice that has but one side."""
    telling = [term for term in terms if _plain(term) not in _IDLE | _OR and any(_chunks(term))]
    if not telling:
        return [term for term in terms if any(_chunks(term))]
    first, last = terms.index(telling[0]), terms.index(telling[-1])
    return [term for term in terms[first : last + 1] if term in telling or _plain(term) in _OR]


def _plain(term: re.Match[str]) -> str:
    return (term["word"] or "").casefold()


def _chunks(term: re.Match[str]) -> list[tuple[str, Words]]:
    """A phrase is one; a word with signs in it, too."""
    if term["phrase"] is not None:
        return [(term["phrase"], words)] if (words := tuple(tokens(term["phrase"]))) else []
    return [(chunk, tuple(words)) for chunk, words in chunks(term["word"])]


def _term(chunk: str, words: Words, *, may_go_on: bool) -> str:
    found = [_phrase(words)]
    if is_hyphenated(chunk):
        found.append(_any(query_forms(joined(words))))
    if may_go_on and len(words[-1]) >= PREFIX_LENGTH:
        beginnings = " | ".join(f"{quoted(key)}:*" for key in spellings(words[-1]))
        before = f"{_phrase(words[:-1])} <-> " if len(words) > 1 else ""
        found.append(f"{before}{_group(beginnings)}")
    return " | ".join(found)


def _phrase(words: Words) -> str:
    return " <-> ".join(_group(_any(query_forms(word))) for word in words[:MOST_WORDS])


def _any(keys: Iterable[str]) -> str:
    return " | ".join(map(quoted, sorted(keys)))


def _group(part: str) -> str:
    return f"({part})" if " " in part else part
