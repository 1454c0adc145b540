"""What somebody looks for among the offers, in words: the chips of the list, and how a saved search is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from matching.constants import (
    SEARCH_DEGREES,
    SEARCH_FIELDS,
    SEARCH_FLAGS,
    SEARCH_LEVELS,
    SEARCH_STARTS,
    SEARCH_YES,
    USUAL_KILOMETRES,
    PlacementKind,
)
from matching.queries.searches import Nowhere, said_in
from matching.scoring.offer_wishes import RADII
from portal.core.locales import language_name
from portal.core.regions.towns import Town
from portal.core.regions.tree import land_name, region_name

KILOMETRES = {str(radius): f"{radius} km" for radius in RADII}


class Part(NamedTuple):
    """One thing that is looked for: how it reads, and the parameters of the address that say it."""

    label: str
    names: tuple[str, ...]
    value: str | None = None
    """Of a parameter with several values, which one."""


def parts_of(said: Mapping[str, Any], *, language: str, programmes: Mapping[str, StrOrPromise]) -> list[Part]:
    """`language` is the one that a level speaks of; `programmes` says what they are called, by their slugs."""
    return [*_words(said), *_places(said), *_person(said, language), *_choices(said, programmes)]


def search_in_words(query: str, programmes: Mapping[str, StrOrPromise]) -> str:
    """How a saved search is called that has no name of its own."""
    said = said_in(query)
    labels = [part.label for part in parts_of(said, language=said.get("language", ""), programmes=programmes)]
    return ", ".join(labels) or _("All offers")


def place_in_words(city: str, region: str, *, is_remote: bool) -> str:
    """Town and Land of an offer, or that it can be done from anywhere."""
    names = (city, land_name(region), _("remote possible") if is_remote else "")
    return ", ".join(dict.fromkeys(name for name in names if name))


def _words(said: Mapping[str, Any]) -> Iterator[Part]:
    if words := said.get("q"):
        yield Part(_("“%(words)s”") % {"words": words}, ("q",))


def _places(said: Mapping[str, Any]) -> Iterator[Part]:
    where, region = said.get("around"), said.get("place")
    if isinstance(where, Town):
        km = said.get("km", USUAL_KILOMETRES)
        distance = KILOMETRES.get(km, f"{km} km")
        words = _("%(town)s and %(distance)s around") % {"town": where.name, "distance": distance}
        yield Part(words, ("around", "km"))
    elif isinstance(where, Nowhere):
        yield Part(where.name, ("around", "km"))
    elif where:
        yield Part(region_name(where), ("around", "km"))
    if region:
        yield Part(region_name(region), ("place",))


def _person(said: Mapping[str, Any], language: str) -> Iterator[Part]:
    """What somebody has said of themselves."""
    if level := said.get("level"):
        words = {"language": capfirst(language_name(language)), "level": SEARCH_LEVELS.get(level, level)}
        yield Part(_("My %(language)s: %(level)s") % words, ("level", "language"))
    if degree := said.get("degree"):
        words = {"degree": SEARCH_DEGREES.get(degree, degree)}
        yield Part(_("My degree: %(degree)s") % words, ("degree",))


def _choices(said: Mapping[str, Any], programmes: Mapping[str, StrOrPromise]) -> Iterator[Part]:
    """What is chosen from lists; a value that no list has any more is called as it stands in the address."""
    languages = {
        code: capfirst(language_name(code)) for name in ("written", "spoken") for code in said.get(name, ())
    }
    lists: Mapping[str, Mapping[str, StrOrPromise]] = {
        "kind": dict(PlacementKind.choices),
        "written": languages,
        "spoken": languages,
        "programme": programmes,
        "field": SEARCH_FIELDS,
        "starts": SEARCH_STARTS,
    }
    for name, labels in lists.items():
        values = said.get(name, ())
        for value in [values] if isinstance(values, str) else values:
            yield Part(str(labels.get(value, value)), (name,), value)
    for name in [each for each in SEARCH_FLAGS if said.get(each)]:
        yield Part(str(SEARCH_YES[name]), (name,))
