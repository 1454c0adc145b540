"""What somebody types who looks for offers, read as terms: each a name that means something, a place, or plain words.

Several terms all have to hold; "or" between them gives a choice, a minus takes away. Words that say nothing beside
others are left out. Pure: nothing is asked of the database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from matching.constants import Cefr
from matching.scoring.lexicon import (
    LONGEST,
    Entry,
    idle_words,
    keys_of,
    language_names,
    lexicon,
    says_of_languages,
    topic_ends,
    topic_words,
)
from portal.core.words.forms import is_word
from portal.core.words.query import Typed, any_name, query, typed_terms
from portal.core.words.spelling import joined, tokens

Places = Callable[[str], Sequence[str]]
"""The facts of the place that is called so, such as "at=DEG"; none where there is no such place."""

MOST_TERMS = 12
"""That are looked for together, and as many that are not wanted: each costs the database some work, and memory."""
_LEVEL = re.compile(r"[abc][12]", re.IGNORECASE)
SHORTEST_KIND, SHORTEST_HEAD = 6, 3
"""Letters of the parts of a compound."""
_SKILLS = ("kenntnisse", "kenntnissen")
_SPEAKING = re.compile(r"sprachig(?:e[mnrs]?)?$")
_NUMBER = re.compile(r"(\d{1,2})([^\W\d]*)")
_POSTCODE = re.compile(r"\d{4,5}")


@dataclass(frozen=True)
class Term:
    """One thing that somebody looks for. What has a fact is meant; otherwise it is found by words."""

    text: str
    """As it was typed."""
    words: str
    """A question of PostgreSQL for the words themselves."""
    facts: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    """Facts of what may be meant, too, but stands last."""
    topics: tuple[int, ...] = ()
    says_little: bool = False
    """Nothing beside other terms."""
    is_phrase: bool = False
    """It stood in quotation marks."""

    @property
    def typed(self) -> str:
        return _quoted(self.text) if self.is_phrase else self.text

    @property
    def is_meant(self) -> bool:
        return bool(self.facts or self.maybe or self.topics)

    @property
    def is_place(self) -> bool:
        return any(fact.startswith(("at=", "town=")) for fact in self.facts)

    @property
    def other_words(self) -> list[str]:
        """Questions for the other names of what is meant."""
        return [words for topic in self.topics for words in topic_words(topic)]

    @property
    def ends(self) -> list[str]:
        """What compounds end with that are called so in another language."""
        return [name for topic in self.topics for name in topic_ends(topic)]


class Question(NamedTuple):
    """One of the alternatives has to hold, all terms of it; none of what is unwanted."""

    alternatives: tuple[tuple[Term, ...], ...] = ()
    unwanted: tuple[Term, ...] = ()
    is_cut: bool = False
    """More was typed than is looked for."""

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(term for group in (*self.alternatives, self.unwanted) for term in group)


class _Token(NamedTuple):
    word: str
    typed: int
    """Which of the typed terms it stands in."""


def read(typed: str, places: Places) -> Question:
    terms = typed_terms(typed)
    last = terms[-1] if terms and not terms[-1].is_phrase else None
    groups: list[list[Typed]] = [[]]
    for term in terms:
        if term.is_choice:
            groups.append([])
        elif term.is_wanted:
            groups[-1].append(term)
    wanted = [group for group in (_telling(_group(group, places, last)) for group in groups) if group]
    if not wanted:
        wanted = [
            group for group in (tuple(_plain(each, last) for each in group) for group in groups) if group
        ]
    unwanted = tuple(_phrase(term, places) for term in terms if not term.is_wanted)
    return _cut(Question(tuple(wanted), unwanted))


def _cut(question: Question) -> Question:
    """The first of many terms."""
    left, groups = MOST_TERMS, []
    for group in question.alternatives:
        groups.append(group[:left])
        left -= len(groups[-1])
    cut = Question(tuple(group for group in groups if group), question.unwanted[:MOST_TERMS])
    return cut._replace(is_cut=len(cut.terms) < len(question.terms))


def _telling(terms: Sequence[Term]) -> tuple[Term, ...]:
    """Without what says nothing beside the others."""
    telling = tuple(term for term in terms if not term.says_little)
    return telling or tuple(terms)


def _group(typed: Sequence[Typed], places: Places, last: Typed | None) -> list[Term]:
    """Names of several words before those of one, from the left; phrases stand for themselves."""
    found: list[Term] = []
    run: list[Typed] = []
    for each in typed:
        if each.is_phrase:
            found += [*_run(run, places, last), _phrase(each, places)]
            run = []
        else:
            run.append(each)
    return [*found, *_run(run, places, last)]


def _run(typed: Sequence[Typed], places: Places, last: Typed | None) -> list[Term]:
    words = [_Token(word, number) for number, each in enumerate(typed) for word in tokens(each.text)]
    found: list[tuple[int, Term]] = []
    left: list[int] = []
    at = 0
    while at < len(words):
        length, terms = _from(words[at : at + LONGEST], places)
        found += [(at, term) for term in terms]
        if not terms and not _is_idle(words[at].word):
            left.append(at)
        at += length
    found += _left_over(words, left, typed, last)
    return [term for _at, term in sorted(found, key=lambda each: each[0])]


def _from(words: Sequence[_Token], places: Places) -> tuple[int, list[Term]]:
    """The longest name that these words begin with, and how many of them it has."""
    for length in range(len(words), 0, -1):
        if term := _meant([token.word for token in words[:length]], places):
            return length, [term]
    return 1, _compound(words[0].word, places)


def _left_over(
    words: Sequence[_Token], left: Sequence[int], typed: Sequence[Typed], last: Typed | None
) -> Iterator[tuple[int, Term]]:
    """Words that mean nothing by themselves: what was typed without a blank stays together."""
    for number in dict.fromkeys(words[at].typed for at in left):
        of_it = [at for at, word in enumerate(words) if word.typed == number]
        if all(at in left for at in of_it):
            yield of_it[0], _plain(typed[number], last)
        else:
            yield from ((at, _word(words[at].word)) for at in of_it if at in left)


def _compound(word: str, places: Places) -> list[Term]:
    """A kind with what it is about, in one word: Marketingpraktikum."""
    for at in range(len(word) - SHORTEST_KIND, SHORTEST_HEAD - 1, -1):
        kinds = [entry for entry in lexicon().meanings([word[at:]]) if entry.fact.startswith("kind=")]
        if kinds:
            about = [word[:at], *(word[:at].removesuffix(link) for link in ("s", "-"))]
            heads = [head for each in about if (head := _meant([each], places)) or is_word(each, "de")]
            known = next((term for each in about if (term := _meant([each], places))), None)
            head = known or (_word(about[-1]) if heads else None)
            return [_of_entries(word[at:], kinds), *([head] if head else [])]
    return []


def _meant(span: Sequence[str], places: Places) -> Term | None:
    text = " ".join(span)
    if (fact := _level(span) or _hours(span)) is not None:
        return Term(text, query(_quoted(text)), (fact,))
    if len(span) == 1 and _is_idle(span[0]):
        return None
    if entries := _entries(span):
        return _of_entries(text, entries)
    if facts := tuple(places(text)):
        return Term(text, query(_quoted(text)), facts)
    return None


def _entries(span: Sequence[str]) -> list[Entry]:
    """Also with small words between the others, and written as one."""
    telling = [word for at, word in enumerate(span) if at in (0, len(span) - 1) or not _is_idle(word)]
    for words in (span, telling, [joined(telling)]):
        if len(words) and (found := lexicon().meanings(words)):
            return found
    return []


def _of_entries(text: str, entries: Sequence[Entry]) -> Term:
    facts = [entry.fact for entry in entries if entry.fact]
    is_field = bool(facts) and all(fact.startswith("field=") for fact in facts)
    return Term(
        text,
        query(_quoted(text), may_go_on=False) if is_field else any_name([(text, None)])[0],
        tuple(fact.lstrip("?") for fact in facts if not fact.startswith("~")),
        tuple(fact[1:] for fact in facts if fact.startswith("~")),
        tuple(entry.topic for entry in entries if entry.topic is not None),
        all(entry.fact.startswith("?") for entry in entries),
    )


def _level(span: Sequence[str]) -> str | None:
    """A language and how much of it: a level, none, a little; or that it is the only one. In any order, with or
    without words such as "knowledge" and "required"."""
    languages = [language for word in span if (language := _language(word))]
    said = [word for word in span if not _language(word) and not keys_of(word) & says_of_languages("skills")]
    if len(languages) != 1 or (not said and not _is_only(span)):
        return None
    (language,) = languages
    if (levels := [_how_much(word) for word in said if not _says(word, "only")]) and None not in levels:
        return f"language={language}<={max(level or 0 for level in levels)}"
    return f"only={language}" if not levels else None


def _how_much(word: str) -> int | None:
    """The highest level that fits these words; of what is no word of a level, nothing."""
    if _LEVEL.fullmatch(word):
        return Cefr[word.upper()].value
    if _says(word, "none"):
        return 0
    return next((Cefr[name].value for name in ("A2", "B2", "C1") if _says(word, name)), None)


def _says(word: str, meaning: str) -> bool:
    return bool(keys_of(word) & says_of_languages(meaning))


def _is_only(span: Sequence[str]) -> bool:
    """English-speaking, in one word: englischsprachig."""
    return len(span) == 1 and bool(_SPEAKING.search(span[0].casefold()))


def _hours(span: Sequence[str]) -> str | None:
    """Hours a week: 20 Stunden, 20h."""
    said = _NUMBER.fullmatch("".join(span)) if len(span) <= 2 else None
    return f"weekly={said[1]}" if said and said[2] and keys_of(said[2]) & says_of_languages("hours") else None


def _language(word: str) -> str | None:
    bare = next((word[: -len(end)] for end in _SKILLS if word.casefold().endswith(end)), word)
    bare = _SPEAKING.sub("", bare.casefold())
    names = language_names()
    return next((names[key] for key in sorted(keys_of(bare)) if key in names), None)


def _phrase(typed: Typed, places: Places) -> Term:
    """What stands in quotation marks is meant literally; a word that is not wanted is what it means, too."""
    if typed.is_phrase:
        return _plain(typed, None)
    words = tokens(typed.text)
    term = _meant(words, places) if len(words) <= LONGEST else None
    own = query(typed.text, may_go_on=False)
    return replace(term, words=own) if term else Term(typed.text, own)


def _plain(typed: Typed, last: Typed | None) -> Term:
    text = _quoted(typed.text) if typed.is_phrase else typed.text
    return Term(typed.text, query(text, may_go_on=typed is last), is_phrase=typed.is_phrase)


def _word(word: str) -> Term:
    return Term(word, query(word, may_go_on=False))


def _quoted(text: str) -> str:
    return f'"{text}"'


def _is_idle(word: str) -> bool:
    """A postcode says nothing beside the town, and alone nothing that an offer has."""
    if _POSTCODE.fullmatch(word):
        return True
    return bool(keys_of(word) & idle_words()) and not _LEVEL.fullmatch(word)


def each_word(question: Question) -> Iterator[str]:
    for term in question.terms:
        yield from tokens(term.text)
