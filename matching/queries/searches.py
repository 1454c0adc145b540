"""What somebody looks for among the open offers, and what it finds: list, feeds and saved searches ask the same.

A search is what the list's form has understood of an address (`said`). As long as it is kept it is the address itself,
in one order, of what says something (`search_address`), so that the same search is the same text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from numpy.typing import NDArray

from matching.constants import (
    PUPILS_KINDS,
    SEARCH_DEGREES,
    SEARCH_FIELDS,
    SEARCH_FLAGS,
    SEARCH_LEVELS,
    SEARCH_LINES,
    SEARCH_LISTS,
    SEARCH_STARTS,
    USUAL_KILOMETRES,
    PlacementKind,
)
from matching.models import Talent
from matching.queries.answers import Answer
from matching.queries.fits import fits_for
from matching.queries.open_offers import NEW, OpenOffers, moment, now, spans
from matching.scoring.offer_wishes import RADII, Around, Wanted
from matching.scoring.offers import Found
from portal.core.locales import LANGUAGE_CODES
from portal.core.regions.finding import find_region, find_well_known_town, regions_called
from portal.core.regions.towns import Town
from portal.core.regions.tree import is_region, regions, within

KNOWN: Mapping[str, Collection[str]] = {
    "kind": PlacementKind.values,
    "level": SEARCH_LEVELS,
    "language": LANGUAGE_CODES,
    "km": [str(radius) for radius in RADII],
    "written": LANGUAGE_CODES,
    "spoken": LANGUAGE_CODES,
    "field": SEARCH_FIELDS,
    "degree": SEARCH_DEGREES,
    "starts": SEARCH_STARTS,
}
"""Parameters with a fixed list of values. A version of the portal may drop one that a kept search still says."""
BELONGS_TO = {"level": ("language",), "language": ("level",), "around": ("km",)}
"""Parameters that say nothing without another one."""

_CODE = re.compile(r"[A-Z]{2}[A-Z0-9]{1,3}")
"""Of a region, as NUTS writes it."""


class Nowhere(NamedTuple):
    """What was typed as a town or region that the lists don't have, or have no longer."""

    name: str


class Gone(NamedTuple):
    """Something that a kept search looks for and nobody can look for any more."""

    name: str
    """Of the parameter."""
    value: str


class OfferSearch:
    """`talent` is the reader's profile, where there is anything in it; `is_pupil` says whether a pupil reads."""

    def __init__(
        self,
        said: Mapping[str, Any],
        *,
        offers: OpenOffers,
        talent: Talent | None = None,
        is_pupil: bool = False,
    ) -> None:
        self.said, self.offers, self.talent, self.is_pupil = said, offers, talent, is_pupil

    # --- What is asked ---

    @property
    def words(self) -> str:
        words: str = self.said.get("q", "")
        return words

    @cached_property
    def answer(self) -> Answer:
        """What the words are read as, and how close each offer comes to them."""
        return self.offers.answer(self.words)

    @property
    def is_wordless(self) -> bool:
        """Was something typed that has no word in it, so that nothing can ever be found?"""
        return bool(self.words) and not self.answer.question.terms

    @property
    def language(self) -> str:
        """The language that `level` speaks of."""
        code: str = self.said.get("language") or self.usual_language
        return code

    @property
    def usual_language(self) -> str:
        return usual_language(self.offers, self.said.get("programme", ""))

    @property
    def town(self) -> Town | None:
        """What is looked around."""
        place = self.said.get("around")
        return place if isinstance(place, Town) else None

    @property
    def kilometres(self) -> int:
        return int(self.said.get("km", USUAL_KILOMETRES))

    @property
    def gone(self) -> list[Gone]:
        """What it looks for that is no longer there: as long as it says so, it finds nothing.

        Leaving it out of account instead would tell people of offers that they have never asked for.
        """
        place = self.said.get("place", "")
        is_retired = _CODE.fullmatch(place) and not is_region(place)
        return [*self._gone, *([Gone("place", place)] if is_retired else ())]

    @cached_property
    def _gone(self) -> list[Gone]:
        """Without a place: no offer is at one that is gone, so the index has the answer."""
        return [*self._not_there()]

    def _not_there(self) -> Iterator[Gone]:
        for name, known in KNOWN.items():
            values = self.said.get(name, ())
            for value in [values] if isinstance(values, str) else values:
                if value not in known:
                    yield Gone(name, value)
        if isinstance(place := self.said.get("around"), Nowhere):
            yield Gone("around", place.name)
        slug = self.said.get("programme")
        if slug is not None and slug not in self.offers.programmes:
            yield Gone("programme", slug)
        if "fits" in self.said and self.talent is None:
            yield Gone("fits", "on")

    @property
    def shows_pupils_kinds_last(self) -> bool:
        """Pupils' days stand behind all that is for graduates, for whoever asks for no kind and looks for none."""
        asks = "kind" in self.said or self.words
        looks_for = set(self.talent.kinds) & set(PUPILS_KINDS) if self.talent else set()
        return not (asks or looks_for or self.is_pupil)

    # --- What is found ---

    @cached_property
    def found(self) -> Found:
        if self._gone:
            nothing = Wanted(words=np.empty(0, dtype=np.int64))
            return self.offers.index.asking(nothing, language="", now=now(), spans=spans())
        wanted = self._wanted(
            words=self.offers.index.ids[self.answer.closeness >= 0] if self.words else None,
            fits=_fitting(self.talent) if self.talent and "fits" in self.said else None,
        )
        return self.offers.index.asking(wanted, language=self.language, now=now(), spans=spans())

    @property
    def newest(self) -> NDArray[np.int64]:
        """The ids of what is found, the newest first."""
        return self.found.ordered(self.offers.index.newest)

    @property
    def new(self) -> int:
        """How many of what is found have come within a week."""
        since = moment(timezone.now() - NEW)
        return int(np.count_nonzero(self.offers.index.published_at[self.found.flags] >= since))

    def leaves_among(self, few: OpenOffers) -> bool:
        """Do its filters leave any of these offers, whatever its words and the person's profile leave of them?"""
        if self._gone:
            return False
        found = few.index.asking(self._wanted(), language=self.language, now=now(), spans=spans())
        return found.total > 0

    def _wanted(self, **also: NDArray[np.int64] | None) -> Wanted:
        said = self.said
        return Wanted(
            kind=said.get("kind", ()),
            level=_number(said.get("level")),
            place=_places_in(said.get("place", "")),
            inside=self._region,
            programme=self._programme,
            field=said.get("field", ()),
            degree=_number(said.get("degree")),
            starts=said.get("starts", ""),
            remote=said.get("remote", False),
            paid=said.get("paid", False),
            around=Around(self.town.point, self.kilometres) if self.town else None,
            written=said.get("written", ()),
            spoken=said.get("spoken", ()),
            **also,
        )

    @property
    def _programme(self) -> int | None:
        slug = self.said.get("programme")
        return None if slug is None else self.offers.programmes[slug].pk

    @property
    def _region(self) -> frozenset[str]:
        """What lies in the region that is looked around, where it is one and no town."""
        region = self.said.get("around", "")
        return _places_in(region) if isinstance(region, str) else frozenset()


def _fitting(talent: Talent) -> NDArray[np.int64]:
    """Ids of what somebody is eligible for and looks for, as their own page says."""
    fits = fits_for(talent)
    return fits.demand_ids[fits.is_recommended]


def usual_language(offers: OpenOffers, programme: str) -> str:
    """What is spoken where this programme works; without one, where the portal is run. English comes last."""
    shown = offers.programmes.get(programme)
    spoken = shown.languages if shown else settings.HOME_LANGUAGES
    return next((code for code in spoken if code != "en"), "en")


def place_called(text: str) -> Town | str | None:
    """A town of the list by any of its names, or the code of a region."""
    if town := find_well_known_town(text):
        return town
    return next(iter(regions_called(text)), None)


def _places_in(typed: str) -> frozenset[str]:
    """What stands at offers in a region, however it is called; at those in a place that the list has not."""
    code = find_region(typed)
    return frozenset(place.casefold() for place in (typed, *(within(code) if code else ())) if place)


def _number(value: str | None) -> int | None:
    return None if value is None else int(value)


# --- Searches that are kept ---


def search_address(search: OfferSearch, *, around: str = "") -> str:
    """A search as an address: the same text for the same search, however it was typed or chosen.

    `around` is how a town is called where somebody typed it; a region is kept by its own name. What is usual is said,
    too, as it may be another one day. What changes nothing of what is found is left out: the order, a distance around
    nothing, a language alone.
    """
    said = {**search.said, "around": around, "km": "", "language": ""}
    if search.town is not None:
        is_called_so = place_called(search.town.name) == search.town
        said |= {"around": search.town.name if is_called_so else around, "km": str(search.kilometres)}
    elif code := search.said.get("around"):
        name = regions()[code].name if is_region(code) else code
        said["around"] = name if place_called(name) == code else code
    if "level" in said:
        said["language"] = search.language
    kept = QueryDict(mutable=True)
    kept.update({name: said[name] for name in SEARCH_LINES if said.get(name)})
    for name in SEARCH_LISTS:
        kept.setlist(name, sorted(said.get(name, ())))
    kept.update({name: "on" for name in SEARCH_FLAGS if said.get(name)})
    return kept.urlencode()


def said_in(address: str) -> dict[str, Any]:
    """What a kept search says."""
    data = QueryDict(address)
    said: dict[str, Any] = {name: data[name] for name in SEARCH_LINES if data.get(name)}
    said |= {name: data.getlist(name) for name in SEARCH_LISTS if data.get(name)}
    said |= dict.fromkeys([name for name in SEARCH_FLAGS if data.get(name)], True)
    if "around" in said:
        said["around"] = place_called(said["around"]) or Nowhere(said["around"])
    return said


def without(address: str, gone: Iterable[Gone]) -> str:
    """A kept search that looks for all but this. It stands in the same order."""
    left = QueryDict(address, mutable=True)
    for name, value in gone:
        others = [each for each in left.getlist(name) if name in SEARCH_LISTS and each != value]
        left.setlist(name, others)
        for other in BELONGS_TO.get(name, ()):
            left.pop(other, None)
    return left.urlencode()
