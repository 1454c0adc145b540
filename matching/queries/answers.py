"""What somebody's words find among the open offers: each term by itself, then all of them together.

What is meant (a kind, a place, a condition, a field) is a column of the index. What is named is asked of PostgreSQL: in
every form of the word, and by all other names that an occupation has. A word that nothing has is read as the one that
it resembles most among those that occur.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.queries.offer_names import OfferNames
from matching.queries.offer_words import ABOUT, FOUND, NAMED, Asked, Close, close_to_words
from matching.scoring.meant import having
from matching.scoring.offers import OfferIndex
from matching.scoring.reading import Question, Term, each_word, read

MEANT = NAMED_SO = 4
NAMED_OTHERWISE = 3
ABOUT_IT = 2
ABOUT_OTHERWISE = 1
SPOKEN_OF = 0
NOT_FOUND = -1
"""How close an offer comes to one term."""

Closeness = NDArray[np.int64]
Counts = Mapping[str, int]
"""What each degree of nearness counts."""


@dataclass(frozen=True)
class Answer:
    closeness: Closeness
    """Of each offer of the index, the sum over the terms; -1 is not found."""
    question: Question
    each: Mapping[Term, Closeness]
    """The same for each term."""
    instead: Mapping[str, str]
    """Words that nothing has, and what they were taken for."""

    def without(self, term: Term) -> Closeness:
        """What would be found without this one."""
        groups = tuple(
            tuple(other for other in group if other != term) for group in self.question.alternatives
        )
        left = Question(tuple(group for group in groups if group), self.question.unwanted)
        return _together(left, self.each)


def answer(typed: str, index: OfferIndex, names: OfferNames) -> Answer:
    question = read(typed, names.places)
    each = _close_to(question.terms, index, names)
    instead = names.corrections(
        word
        for term in question.terms
        if not np.any(each[term] >= 0)
        for word in each_word(Question(((term,),)))
    )
    if instead:
        text = typed
        for wrong, right in instead.items():
            text = text.replace(wrong, right)
        corrected = read(text, names.places)
        return _answer(corrected, _close_to(corrected.terms, index, names), instead)
    return _answer(question, each, {})


def _answer(question: Question, each: Mapping[Term, Closeness], instead: Mapping[str, str]) -> Answer:
    return Answer(_together(question, each), question, each, instead)


def _together(question: Question, each: Mapping[Term, Closeness]) -> Closeness:
    """The closest of the groups, in which every term counts; nothing where a term that nobody wants is found."""
    size = next((column.size for column in each.values()), 0)
    best = np.full(size, NOT_FOUND, dtype=np.int64)
    for group in question.alternatives or (((),) if question.unwanted else ()):
        columns = _of_group(group, each)
        total = sum(columns, np.zeros(size, dtype=np.int64))
        for column in columns:
            total = np.where(column < 0, NOT_FOUND, total)
        best = np.maximum(best, total)
    for term in question.unwanted:
        best[each[term] >= 0] = NOT_FOUND
    return best


def _of_group(group: Sequence[Term], each: Mapping[Term, Closeness]) -> list[Closeness]:
    """What can be done from anywhere is near every place: who asks for both takes either, both first."""
    columns = {term: each[term] for term in group}
    places = [term for term in group if term.is_place]
    anywhere = [term for term in group if term.facts == ("remote",)]
    if places and anywhere:
        near = np.maximum.reduce([each[term] for term in places])
        remote = np.maximum.reduce([each[term] for term in anywhere])
        for term in places:
            columns[term] = np.maximum(columns[term], np.where(remote >= MEANT, ABOUT_IT, NOT_FOUND))
        for term in anywhere:
            columns[term] = np.maximum(columns[term], np.where(near >= MEANT, ABOUT_OTHERWISE, NOT_FOUND))
    return list(columns.values())


def _close_to(terms: Iterable[Term], index: OfferIndex, names: OfferNames) -> dict[Term, Closeness]:
    """One statement for all terms."""
    questions = {term: _questions(term, names) for term in terms}
    asked = [each for of_term in questions.values() for _counts, each in of_term]
    found = iter(close_to_words(asked))
    return {
        term: _closeness(term, index, [(counts, next(found)) for counts, _asked in of_term])
        for term, of_term in questions.items()
    }


def _questions(term: Term, names: OfferNames) -> list[tuple[Counts, Asked]]:
    """What is asked for a term, and what each degree of nearness counts."""
    if term.facts:
        return [({NAMED: ABOUT_IT}, Asked(term.words, (NAMED,)))]
    others = {ABOUT: ABOUT_OTHERWISE, NAMED: NAMED_OTHERWISE}
    inside = names.compounds(term.text)
    return [
        ({FOUND: SPOKEN_OF, ABOUT: ABOUT_IT, NAMED: NAMED_SO}, Asked(term.words)),
        *((others, Asked(words, (ABOUT, NAMED))) for words in term.other_words),
        *([({NAMED: ABOUT_IT}, Asked(inside, (NAMED,)))] if inside else []),
    ]


def _closeness(term: Term, index: OfferIndex, found: Iterable[tuple[Counts, Close]]) -> Closeness:
    closeness = np.full(index.ids.size, NOT_FOUND, dtype=np.int64)
    for fact in term.maybe:
        closeness[having(index, fact)] = SPOKEN_OF if term.topics else ABOUT_OTHERWISE
    speaks: list[NDArray[np.int64]] = []
    for counts, close in found:
        for level, least in counts.items():
            if level == FOUND and term.topics:
                speaks.append(close.found)
            else:
                _raise(closeness, index, getattr(close, level), least)
    if not np.any(closeness > SPOKEN_OF):
        for ids in speaks:
            _raise(closeness, index, ids, SPOKEN_OF)
    for fact in term.facts:
        closeness[having(index, fact)] = MEANT
    return closeness


def _raise(closeness: Closeness, index: OfferIndex, ids: NDArray[np.int64], least: int) -> None:
    flags = index.flags_of(ids)
    closeness[flags] = np.maximum(closeness[flags], least)
