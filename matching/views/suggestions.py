"""What to search for, while somebody types it: for visitors, too, and nothing but what occurs among the open offers."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from matching.models import Placement
from matching.presentation.suggestions import suggested, suggested_places
from matching.queries.offer_names import OFFER_NAMES, OfferNames
from portal.core.suggestions import Suggestion, answer_suggestions
from programmes.scoping import sees_public


@require_safe
def offer_suggestions(request: HttpRequest) -> HttpResponse:
    """Titles, kinds, fields, skills, organisations and towns."""

    def find(text: str) -> Iterable[Suggestion]:
        return suggested(text, _names(request), get_language() or "")

    return answer_suggestions(request, find)


@require_safe
def place_suggestions(request: HttpRequest) -> HttpResponse:
    """Towns with offers, and regions around them; then towns of the list."""

    def find(text: str) -> Iterable[Suggestion]:
        return suggested_places(text, _names(request))

    return answer_suggestions(request, find)


def _names(request: HttpRequest) -> OfferNames:
    """What is open is public, so it is all or nothing."""
    return OFFER_NAMES.current() if sees_public(request.user, Placement) else OfferNames.of({}, {})
