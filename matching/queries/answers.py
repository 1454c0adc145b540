"""What somebody's words find among the open offers: each term by itself, then all of them together.

What is meant (a kind, a place, a condition, a field) is a column of the index. What is named is asked of PostgreSQL: in
every form of the word, and by all other names that an occupation has. A word that nothing has is read as the one that
it resembles most among those that occur.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.queries.offer_names import OfferNames
from matching.queries.offer_words import ABOUT, FOUND, NAMED, Asked, Close, close_to_words, found_among
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

Closeness = NDArray[np.int8]
"""Small numbers, as many are remembered: no more terms are asked for than their sum leaves room for."""
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
    """Mistyped words, and what they were taken for."""

    def without(self, term: Term) -> Closeness:
        """What would be found without this one."""
        groups = tuple(
            tuple(other for other in group if other != term) for group in self.question.alternatives
        )
        left = Question(tuple(group for group in groups if group), self.question.unwanted)
        return _together(left, self.each)


def answer(typed: str, index: OfferIndex, names: OfferNames) -> Answer:
    return answer_all([typed], index, names)[typed]


def answer_all(typed: Collection[str], index: OfferIndex, names: OfferNames) -> dict[str, Answer]:
    """What each of these words finds: one statement for all, and another where some had to be read otherwise."""
    questions = {words: read(words, names.places) for words in typed}
    each = _close_to(_terms(questions), index, names)
    instead = {words: _corrections(words, question, each, names) for words, question in questions.items()}
    corrected = {
        words: read(_replaced(words, wrong), names.places) for words, wrong in instead.items() if wrong
    }
    each |= _close_to(_terms(corrected) - each.keys(), index, names)
    questions |= corrected
    return {words: _answer(question, each, instead[words]) for words, question in questions.items()}


def may_find(typed: Collection[str], index: OfferIndex, names: OfferNames) -> set[str]:
    """Those of these words that may find one of the few offers of this index.

    More than `answer` finds among all, never fewer: what nothing has is read otherwise there, and who only speaks of
    something counts less beside titles that name it. So any mention is enough here, and so is a mistyped word. One
    statement that reads a few rows, however many words there are.
    """
    questions = {words: read(words, names.places) for words in typed}
    held = _held(_terms(questions), index, names)
    return {words for words, question in questions.items() if _may_hold(question, held, names)}


def _held(terms: Collection[Term], index: OfferIndex, names: OfferNames) -> set[Term]:
    """Those of these terms that have anything to do with one of the offers."""
    asked = {term: {each.question for _counts, each in _questions(term, names)} for term in terms}
    found = found_among(index.ids, set[str]().union(*asked.values()))
    return {
        term
        for term, questions in asked.items()
        if questions & found or any(np.any(having(index, fact)) for fact in (*term.facts, *term.maybe))
    }


def _may_hold(question: Question, held: Collection[Term], names: OfferNames) -> bool:
    """A place and what can be done from anywhere stand for each other (`_of_group`)."""

    def holds(term: Term, group: Sequence[Term]) -> bool:
        stands_for_another = len(group) > 1 and (term.is_place or term.facts == ("remote",))
        return term in held or stands_for_another

    if any(names.corrections(_words_of(term)) for term in question.terms):
        return True
    groups = question.alternatives or (((),) if question.unwanted else ())
    return any(all(holds(term, group) for term in group) for group in groups)


def _words_of(term: Term) -> Iterable[str]:
    return each_word(Question(((term,),)))


def _terms(questions: Mapping[str, Question]) -> set[Term]:
    return {term for question in questions.values() for term in question.terms}


def _corrections(
    typed: str, question: Question, each: Mapping[Term, Closeness], names: OfferNames
) -> dict[str, str]:
    """Of words that nothing has, or that beside the others were meant to make a name; and, where all of them together
    find nothing, of those of which only a stem is somewhere."""
    plain = [term for term in question.terms if not term.is_meant]
    unknown = [term for term in question.terms if not np.any(each[term] >= 0)]
    if not unknown and not np.any(_together(question, each) >= 0):
        unknown = plain
    return _corrections_of(unknown, names) or _completing(typed, question, plain, names)


def _completing(typed: str, question: Question, plain: Sequence[Term], names: OfferNames) -> dict[str, str]:
    """Of words of which a stem is somewhere, too: "software enginer" is a software engineer, not what speaks of
    software and of an engine."""
    instead = _corrections_of((term for term in plain if not term.is_phrase), names)
    if instead and len(read(_replaced(typed, instead), names.places).terms) < len(question.terms):
        return instead
    return {}


def _corrections_of(terms: Iterable[Term], names: OfferNames) -> dict[str, str]:
    return names.corrections(word for term in terms for word in _words_of(term))


def _replaced(text: str, instead: Mapping[str, str]) -> str:
    for wrong, right in instead.items():
        text = text.replace(wrong, right)
    return text


def _answer(question: Question, each: Mapping[Term, Closeness], instead: Mapping[str, str]) -> Answer:
    own = {term: each[term] for term in question.terms}
    return Answer(_together(question, own), question, own, instead)


def _together(question: Question, each: Mapping[Term, Closeness]) -> Closeness:
    """The closest of the groups, in which every term counts; nothing where a term that nobody wants is found."""
    size = next((column.size for column in each.values()), 0)
    best = np.full(size, NOT_FOUND, dtype=np.int8)
    for group in question.alternatives or (((),) if question.unwanted else ()):
        columns = _of_group(group, each)
        total = sum(columns, np.zeros(size, dtype=np.int8))
        for column in columns:
            total[column < 0] = NOT_FOUND
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
            columns[term] = np.maximum(columns[term], _or_not(remote >= MEANT, ABOUT_IT))
        for term in anywhere:
            columns[term] = np.maximum(columns[term], _or_not(near >= MEANT, ABOUT_OTHERWISE))
    return list(columns.values())


def _or_not(found: NDArray[np.bool_], level: int) -> Closeness:
    return np.where(found, np.int8(level), np.int8(NOT_FOUND))


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
    elsewhere = [words for name in term.ends if (words := names.compounds(name)) and words != inside]
    return [
        ({FOUND: SPOKEN_OF, ABOUT: ABOUT_IT, NAMED: NAMED_SO}, Asked(term.words)),
        *((others, Asked(words, (ABOUT, NAMED))) for words in term.other_words),
        *([({NAMED: ABOUT_IT}, Asked(inside, (NAMED,)))] if inside else []),
        *(({NAMED: ABOUT_OTHERWISE}, Asked(words, (NAMED,))) for words in elsewhere),
    ]


def _closeness(term: Term, index: OfferIndex, found: Iterable[tuple[Counts, Close]]) -> Closeness:
    closeness = np.full(index.ids.size, NOT_FOUND, dtype=np.int8)
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
