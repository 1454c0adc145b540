"""What a saved search finds, at a secret address, for its owner's feed reader."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from matching.models import Placement, SavedSearch
from matching.presentation.searches import gone_in_words, search_name
from matching.queries.offer_rows import rows_for_feed
from matching.queries.saved_searches import search_at, search_of
from matching.queries.searches import OfferSearch
from matching.views.offers import FEED_LENGTH, FeedOfOffers
from portal.core.feeds import printable
from portal.core.secret_addresses import answer_program, too_many
from programmes.access import may


class SearchFeed(FeedOfOffers):
    """The newest offers that it finds for its owner, as far as they may see them today."""

    def __init__(self, search: SavedSearch) -> None:
        self.search = search

    def get_object(self, request: HttpRequest, *args: object, **kwargs: object) -> OfferSearch:
        return search_of(self.search.query, self.search.person)

    def title(self, asked: OfferSearch) -> str:
        return printable(search_name(self.search, asked.offers))

    def subtitle(self, asked: OfferSearch) -> str:
        return " ".join(gone_in_words(asked)) or _("What your saved search finds, the newest first.")

    def link(self, asked: OfferSearch) -> str:
        if asked.gone:  # which the list would leave out
            return reverse("matching:search_offers", args=[self.search.pk])
        return f"{reverse('matching:offer_list')}?{self.search.query}"

    def feed_url(self) -> str:
        return self.search.feed_path

    def feed_extra_kwargs(self, _asked: OfferSearch) -> dict[str, Any]:
        return {"empty_since": self.search.created_at}

    def items(self, asked: OfferSearch) -> list[Placement]:
        return rows_for_feed(asked.newest[:FEED_LENGTH])


@require_safe
def search_feed(request: HttpRequest, token: str) -> HttpResponse:
    """For as long as the search is kept, and its owner's account is there and may be used."""
    key = SavedSearch.hash_of(token)
    if refusal := too_many(request, app="matching.search", key=key):
        return refusal
    search = search_at(key)
    if search is None or not may(search.person, "view", SavedSearch):
        raise Http404
    with override(search.person.language):
        written = SearchFeed(search)(request)
    return answer_program(request, written.content.decode(), content_type=written["Content-Type"])
