"""What to search for, while somebody types it: for visitors, too, and nothing but what occurs among the open offers."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from matching.constants import SHOWN_TO_PUPILS, PlacementKind
from matching.models import Placement
from matching.presentation.suggestions import suggested, suggested_places
from matching.queries.offer_names import OFFER_NAMES, OfferNames
from matching.queries.open_offers import open_offers
from portal.core.suggestions import Suggestion, answer_suggestions
from programmes.access import access_of
from programmes.scoping import sees_public


@require_safe
def offer_suggestions(request: HttpRequest) -> HttpResponse:
    """Titles, kinds, fields, skills, organisations and towns."""

    def find(text: str) -> Iterable[Suggestion]:
        kinds = SHOWN_TO_PUPILS if access_of(request.user).is_pupil else frozenset(PlacementKind)
        return suggested(text, _names(request), get_language() or "", kinds)

    return answer_suggestions(request, find)


@require_safe
def place_suggestions(request: HttpRequest) -> HttpResponse:
    """Towns with offers, and regions around them; then towns of the list."""

    def find(text: str) -> Iterable[Suggestion]:
        return suggested_places(text, _names(request))

    return answer_suggestions(request, find)


def _names(request: HttpRequest) -> OfferNames:
    """What is open is public, so it is all or nothing; all for pupils is what is meant for them."""
    if not sees_public(request.user, Placement):
        return OfferNames.of({}, {})
    return open_offers(request.user).names() if access_of(request.user).is_pupil else OFFER_NAMES.current()
