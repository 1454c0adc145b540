"""What is chosen in the list of offers, each as a link that takes it away, and ways on where nothing is left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.filters import OfferFilter
from matching.notices.search_words import KILOMETRES, parts_of
from matching.scoring.offer_wishes import RADII
from matching.scoring.reading import Question, Term

MOST_WORDS, MOST_CHIPS = 5, 12
"""So many of the words, and of what is chosen otherwise, are tried without: each is a search of its own."""


class Chip(NamedTuple):
    label: str
    url: str
    """The list without it."""


class WayOn(NamedTuple):
    label: str
    url: str


def chips(filters: OfferFilter) -> list[Chip]:
    programmes = dict(filters.choices["programme"])
    parts = parts_of(filters.chosen, language=filters.asked_language, programmes=programmes)
    return [Chip(part.label, without(filters.data, *part.names, value=part.value)) for part in parts]


def without(data: QueryDict, *names: str, value: str | None = None) -> str:
    """The address of the list without these parameters, or without one value of them."""
    left = data.copy()
    for name in (*names, "page"):
        kept = [each for each in left.getlist(name) if value is not None and name in names and each != value]
        left.setlist(name, kept)
    return f"?{left.urlencode()}"


# --- Where nothing is found ---


def found_nothing(filters: OfferFilter) -> list[str]:
    """Those of the words that no offer has, as they were typed."""
    if not filters.search_words:
        return []
    answer = filters.answer
    terms = (term for group in answer.question.alternatives for term in group)
    return [term.text for term in terms if not np.any(answer.each[term] >= 0)]


def ways_on(filters: OfferFilter) -> list[WayOn]:
    """What there is without one of the words, farther around, or without a filter: only what finds something."""
    ways = [*_without_a_word(filters), *_wider(filters), *_without_a_filter(filters)]
    return ways or list(_with_one_thing(filters))


def _without_a_word(filters: OfferFilter) -> Iterator[WayOn]:
    """Only where the others were found: then the list itself is asked, as it may read them otherwise by themselves."""
    groups = filters.answer.question.alternatives if filters.search_words else ()
    if len(groups) != 1 or len(groups[0]) < 2:
        return
    telling = [term for term in groups[0] if np.any(filters.answer.without(term) >= 0)][:MOST_WORDS]
    left = {term: _words_without(filters.answer.question, term) for term in telling}
    filters.offers.answer_ahead(left.values())
    for term, words in left.items():
        if found := _counted(filters, q=words):
            label = ngettext(
                "Without “%(word)s”: %(count)d offer", "Without “%(word)s”: %(count)d offers", found
            ) % {"word": term.text, "count": found}
            yield WayOn(label, _with(filters.data, q=words))


def _words_without(question: Question, term: Term) -> str:
    """The others as they were typed, with what is not wanted."""
    (group,) = question.alternatives
    wanted = [other.typed for other in group if other is not term]
    return " ".join([*wanted, *(f"-{other.typed}" for other in question.unwanted)])


def _wider(filters: OfferFilter) -> Iterator[WayOn]:
    if filters.town is None:
        return
    for radius in RADII:
        if radius > filters.kilometres and (found := _counted(filters, km=str(radius))):
            label = ngettext(
                "Within %(distance)s: %(count)d offer", "Within %(distance)s: %(count)d offers", found
            ) % {"distance": KILOMETRES[str(radius)], "count": found}
            yield WayOn(label, _with(filters.data, km=str(radius)))
            return


def _without_a_filter(filters: OfferFilter) -> Iterator[WayOn]:
    for chip in chips(filters)[:MOST_CHIPS]:
        data = QueryDict(chip.url.removeprefix("?"))
        found = _again(filters, data).total if data else 0
        if found:
            label = ngettext(
                "Without %(filter)s: %(count)d offer", "Without %(filter)s: %(count)d offers", found
            ) % {"filter": chip.label, "count": found}
            yield WayOn(label, chip.url)


def _with_one_thing(filters: OfferFilter) -> Iterator[WayOn]:
    """Where taking one thing away is not enough: each by itself, of the words those that are found."""
    left = filters.search_words and [
        term.text
        for group in filters.answer.question.alternatives
        for term in group
        if term.text not in found_nothing(filters)
    ]
    things = [(_("“%(words)s”") % {"words": " ".join(left)}, _only(q=" ".join(left)))] if left else []
    for chip in chips(filters)[:MOST_CHIPS]:
        other = QueryDict(chip.url.removeprefix("?"))
        one = {
            name: filters.data.getlist(name)
            for name in filters.data
            if filters.data.getlist(name) != other.getlist(name)
        }
        if "q" not in one:
            things.append((chip.label, f"?{urlencode(one, doseq=True)}"))
    for label, url in things:
        if found := _again(filters, QueryDict(url.removeprefix("?"))).total:
            words = ngettext("Only %(filter)s: %(count)d offer", "Only %(filter)s: %(count)d offers", found)
            yield WayOn(words % {"filter": label, "count": found}, url)


def _only(**wanted: str) -> str:
    return f"?{urlencode(wanted)}"


def _counted(filters: OfferFilter, **instead: str) -> int:
    return _again(filters, QueryDict(_with(filters.data, **instead).removeprefix("?"))).total


def _again(filters: OfferFilter, data: QueryDict) -> OfferFilter:
    return OfferFilter(data, user=filters.user, talent=filters.talent)


def _with(data: QueryDict, **instead: str) -> str:
    changed = data.copy()
    changed.pop("page", None)
    for name, value in instead.items():
        changed[name] = value
    return f"?{changed.urlencode()}"
