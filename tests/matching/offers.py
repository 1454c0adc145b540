"""Offers to search and filter."""

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from i18nfield.strings import LazyI18nString

from matching.filters import OfferFilter
from matching.models import PlacementLanguage
from matching.queries.offer_rows import rows_for_cards
from matching.services.search import index_placement
from tests.factories import (
    i18n,
    make_placement,
)


def offers(query="", user=None, talent=None):
    return OfferFilter(QueryDict(query), user=user or AnonymousUser(), talent=talent)


def titles(query="", **about):
    return sorted(listed(query, **about))


def listed(query="", **about):
    """The titles in their order."""
    return titles_of(offers(query, **about))


def titles_of(found):
    return [str(placement.title) for placement in rows_for_cards(found.ordered)]


def make_offer(organisation, title, *, languages=(), **fields):
    text = i18n(title) if isinstance(title, str) else LazyI18nString(title)
    placement = make_placement(organisation, title=text, **fields)
    for language, level in dict(languages).items():
        PlacementLanguage.objects.create(placement=placement, language=language, level=level)
    index_placement(placement=placement)
    return placement
