"""What is said of what saved searches find. The fields hold keys of offers, and the searches as they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from i18nfield.strings import LazyI18nString

from matching.constants import PlacementKind
from matching.notices.search_words import place_in_words, search_in_words
from matching.queries.offer_names import OFFER_NAMES, OfferNames
from matching.queries.open_offers import OPEN_OFFERS, now
from matching.scoring.offers import OfferIndex
from portal.core.links import PagePath
from portal.notifications.extensions import Notice, register_notice


class FoundBySearch(TypedDict):
    search: int
    name: str
    """"" where it is called by what it looks for."""
    query: str
    programmes: dict[str, str]
    """What the programme is called that it names."""
    offers: list[int]
    """The keys of the first: what they are called is read when the message is, of those that are open by then."""
    more: int


@register_notice
@dataclass(frozen=True, kw_only=True)
class OffersFound(Notice):
    """New offers, by the searches that found them; of one search, none is ever told of twice.

    `at` is when the searches were looked at, and tells one message from the next.
    """

    at: str
    frequency: str
    count: int
    searches: list[FoundBySearch]

    name = "matching.offers_found"
    label = gettext_lazy("New offers for your saved searches")
    has_its_own_rhythm = True

    def dedupe_key(self) -> str:
        return f"{self.frequency}:{self.at}"

    def is_still_true(self) -> bool:
        return self._count_of(_now()) > 0

    def _count_of(self, offers: _Now) -> int:
        """Without those that it would name and that are closed by now."""
        named = {_key(each) for found in self.searches for each in found["offers"]}
        return self.count - len(named) + len(offers.open_among(named))

    def title(self) -> str:
        count = self._count_of(_now())
        if not count:
            return _("The new offers for your saved searches are no longer open")
        if len(self.searches) == 1:
            words = ngettext(
                "%(count)d new offer for %(search)s", "%(count)d new offers for %(search)s", count
            )
            return words % {"count": count, "search": _called(self.searches[0])}
        return ngettext(
            "%(count)d new offer for your saved searches",
            "%(count)d new offers for your saved searches",
            count,
        ) % {"count": count}

    def paragraphs(self) -> list[str]:
        offers = _now()
        return [line for found in self.searches for line in self._lines(found, offers)]

    def _lines(self, found: FoundBySearch, offers: _Now) -> Iterator[str]:
        named = offers.open_among(map(_key, found["offers"]))
        if len(self.searches) > 1 and (named or found["more"]):
            yield _("For %(search)s:") % {"search": _called(found)}
        for pk in named:
            yield offers.in_words(pk)
        if found["more"]:
            words = ngettext("and %(count)d more offer", "and %(count)d more offers", found["more"])
            yield words % {"count": found["more"]}

    def action(self) -> tuple[str, str]:
        if len(self.searches) == 1:
            return _("See the offers"), PagePath.to("matching:search_offers", self.searches[0]["search"])
        return _("See your saved searches"), PagePath.to("matching:my_searches")


def _called(found: FoundBySearch) -> str:
    return found["name"] or search_in_words(found["query"], found["programmes"])


def _key(offer: int | Mapping[str, int]) -> int:
    """A message of an older version holds more than the key."""
    return offer if isinstance(offer, int) else offer["placement"]


class _Now(NamedTuple):
    """The offers that are open at this moment, as they are called."""

    columns: OfferIndex
    names: OfferNames

    def open_among(self, keys: Iterable[int]) -> list[int]:
        """In their order."""
        wanted = list(keys)
        at, known = self.columns.at(wanted)
        is_open = self.columns.expires_at > now()
        return [
            pk
            for pk, place, is_known in zip(wanted, at, known, strict=True)
            if is_known and is_open[place] and pk in self.names.offers
        ]

    def in_words(self, pk: int) -> str:
        """Its title, who offers it, what it is and where."""
        offer, (place,) = self.names.offers[pk], self.columns.at([pk])[0]
        names = {"offer": str(LazyI18nString(dict(offer.titles))), "organisation": offer.organisation}
        kind = str(PlacementKind(self.columns.kinds[self.columns.kind[place]]).label)
        where = place_in_words(offer.city, offer.region, is_remote=bool(self.columns.is_remote[place]))
        return " · ".join(filter(None, (_("“%(offer)s”, %(organisation)s") % names, kind, where)))


def _now() -> _Now:
    return _Now(OPEN_OFFERS.current().index, OFFER_NAMES.current())
