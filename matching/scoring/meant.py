"""Which offers of the index have a fact that somebody's words mean, such as "kind=internship" or "language=de<=2"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce

import numpy as np

from matching.constants import FULL_TIME
from matching.scoring.offers import Flags, OfferIndex
from portal.core.regions.tree import within

NEAR = 5
"""Hours a week more or less than somebody asks for."""


def having(index: OfferIndex, fact: str) -> Flags:
    """All of what stands with "&" between."""
    return reduce(np.logical_and, (_having(index, each.strip()) for each in fact.split("&")))


def _having(index: OfferIndex, fact: str) -> Flags:
    name, _sign, value = fact.partition("=")
    return _FACTS[name](index, value)


def _of_kind(index: OfferIndex, kind: str) -> Flags:
    return np.isin(index.kind, [at for at, name in enumerate(index.kinds) if name == kind])


def _hours(index: OfferIndex, share: str) -> Flags:
    found: Flags = index.hours < FULL_TIME if share == "part" else index.hours >= FULL_TIME
    return found


def _field(index: OfferIndex, code: str) -> Flags:
    """Of offers that name it; those that are open to all fields don't."""
    bit = sum(1 << at for at, name in enumerate(index.field_names) if name == code)
    found: Flags = (index.fields & np.uint64(bit)) > 0
    return found


def _degree_from(index: OfferIndex, level: str) -> Flags:
    found: Flags = index.degree > int(level)
    return found


def _degree_up_to(index: OfferIndex, level: str) -> Flags:
    found: Flags = (index.degree > 0) & (index.degree <= int(level) + 1)
    return found


def _language(index: OfferIndex, asked: str) -> Flags:
    language, _sign, level = asked.partition("<=")
    return index.asking_at_most(language, int(level))


def _only(index: OfferIndex, language: str) -> Flags:
    """Nothing is asked of any other language."""
    others = (index.asking_at_most(each, 0) for each in index.asked if each != language)
    found: Flags = reduce(np.logical_and, others, np.ones(index.ids.size, dtype=np.bool_))
    return found


def _weekly(index: OfferIndex, hours: str) -> Flags:
    found: Flags = np.abs(index.hours - float(hours)) <= NEAR
    return found


def _at(index: OfferIndex, region: str) -> Flags:
    inside = {code.casefold() for code in within(region)}
    return np.isin(index.place, [at for at, place in enumerate(index.places) if place.casefold() in inside])


def _town(index: OfferIndex, point: str) -> Flags:
    latitude, longitude = map(float, point.split(","))
    found: Flags = (index.points[:, 0] == latitude) & (index.points[:, 1] == longitude)
    return found


_FACTS: Mapping[str, Callable[[OfferIndex, str], Flags]] = {
    "kind": _of_kind,
    "remote": lambda index, _value: index.is_remote,
    "paid": lambda index, _value: index.is_paid,
    "hours": _hours,
    "field": _field,
    "degree>": _degree_from,
    "degree<": _degree_up_to,
    "language": _language,
    "only": _only,
    "weekly": _weekly,
    "at": _at,
    "town": _town,
}
"""By what stands before the first "=": of "degree>=6", "degree>"."""
