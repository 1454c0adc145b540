"""What is said of what saved searches find. The fields hold names of offers, and the searches as they are kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from i18nfield.strings import LazyI18nString

from matching.constants import PlacementKind
from matching.models import Placement
from matching.notices.placements import AboutPlacement, about_placement
from matching.notices.search_words import place_in_words, search_in_words
from portal.core.links import PagePath
from portal.notifications.extensions import Notice, register_notice


class FoundOffer(AboutPlacement):
    kind: str
    city: str
    region: str
    is_remote: bool


class FoundBySearch(TypedDict):
    search: int
    name: str
    """"" where it is called by what it looks for."""
    query: str
    programmes: dict[str, str]
    """What the programme is called that it names."""
    offers: list[FoundOffer]
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

    def dedupe_key(self) -> str:
        return f"{self.frequency}:{self.at}"

    def title(self) -> str:
        if len(self.searches) == 1:
            words = ngettext(
                "%(count)d new offer for %(search)s",
                "%(count)d new offers for %(search)s",
                self.count,
            )
            return words % {"count": self.count, "search": _called(self.searches[0])}
        return ngettext(
            "%(count)d new offer for your saved searches",
            "%(count)d new offers for your saved searches",
            self.count,
        ) % {"count": self.count}

    def paragraphs(self) -> list[str]:
        return [line for found in self.searches for line in self._lines(found)]

    def _lines(self, found: FoundBySearch) -> Iterator[str]:
        if len(self.searches) > 1:
            yield _("For %(search)s:") % {"search": _called(found)}
        for offer in found["offers"]:
            yield _offer_in_words(offer)
        if found["more"]:
            words = ngettext("and %(count)d more offer", "and %(count)d more offers", found["more"])
            yield words % {"count": found["more"]}

    def action(self) -> tuple[str, str]:
        if len(self.searches) == 1:
            return _("See the offers"), PagePath.to("matching:search_offers", self.searches[0]["search"])
        return _("See your saved searches"), PagePath.to("matching:my_searches")


def about_found(placement: Placement) -> FoundOffer:
    return {
        **about_placement(placement),
        "kind": placement.kind,
        "city": placement.city,
        "region": placement.region,
        "is_remote": placement.is_remote,
    }


def _called(found: FoundBySearch) -> str:
    return found["name"] or search_in_words(found["query"], found["programmes"])


def _offer_in_words(offer: FoundOffer) -> str:
    """Its title, who offers it, what it is and where."""
    names = {"offer": str(LazyI18nString(offer["offer"])), "organisation": offer["organisation"]}
    kind = str(PlacementKind(offer["kind"]).label) if offer["kind"] in PlacementKind.values else ""
    where = place_in_words(offer["city"], offer["region"], is_remote=offer["is_remote"])
    return " · ".join(filter(None, (_("“%(offer)s”, %(organisation)s") % names, kind, where)))
