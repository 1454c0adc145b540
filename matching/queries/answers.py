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
from matching.queries.offer_words import Close, close_to_words
from matching.scoring.meant import having
from matching.scoring.offers import OfferIndex
from matching.scoring.reading import Question, Term, each_word, read

MEANT = NAMED = 4
NAMED_OTHERWISE = 3
ABOUT = 2
ABOUT_OTHERWISE = 1
SPOKEN_OF = 0
NOT_FOUND = -1
"""How close an offer comes to one term."""

Closeness = NDArray[np.int64]


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
            columns[term] = np.maximum(columns[term], np.where(remote >= MEANT, ABOUT, NOT_FOUND))
        for term in anywhere:
            columns[term] = np.maximum(columns[term], np.where(near >= MEANT, ABOUT_OTHERWISE, NOT_FOUND))
    return list(columns.values())


def _close_to(terms: Iterable[Term], index: OfferIndex, names: OfferNames) -> dict[Term, Closeness]:
    """One statement for all terms."""
    terms = list(dict.fromkeys(terms))
    questions = [
        text
        for term in terms
        for text in (term.words, term.other_words, names.compounds(term.text) if not term.facts else "")
    ]
    found = iter(close_to_words(questions))
    return {term: _closeness(term, index, next(found), next(found), next(found)) for term in terms}


def _closeness(term: Term, index: OfferIndex, own: Close, others: Close, compounds: Close) -> Closeness:
    closeness = np.full(index.ids.size, NOT_FOUND, dtype=np.int64)
    if not term.is_meant:
        _raise(closeness, index, own.found, SPOKEN_OF)
    for fact in term.maybe:
        closeness[having(index, fact)] = SPOKEN_OF if term.topics else ABOUT_OTHERWISE
    _raise(closeness, index, others.about, ABOUT_OTHERWISE)
    if not term.facts:
        _raise(closeness, index, own.about, ABOUT)
    _raise(closeness, index, compounds.named, ABOUT)
    _raise(closeness, index, others.named, NAMED_OTHERWISE)
    _raise(closeness, index, own.named, ABOUT if term.facts else NAMED)
    if term.topics and not np.any(closeness > SPOKEN_OF):
        _raise(closeness, index, own.found, SPOKEN_OF)
    for fact in term.facts:
        closeness[having(index, fact)] = MEANT
    return closeness


def _raise(closeness: Closeness, index: OfferIndex, ids: NDArray[np.int64], least: int) -> None:
    flags = index.flags_of(ids)
    closeness[flags] = np.maximum(closeness[flags], least)
