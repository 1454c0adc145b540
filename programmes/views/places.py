"""Regions and towns like what somebody types."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from portal.core.regions import finding
from portal.core.suggestions import answer_suggestions
from portal.users.decorators import AuthenticatedRequest


@login_required
@require_safe
def region_suggestions(request: AuthenticatedRequest) -> HttpResponse:
    return answer_suggestions(request, finding.suggestions)


@login_required
@require_safe
def town_suggestions(request: AuthenticatedRequest) -> HttpResponse:
    return answer_suggestions(request, finding.town_suggestions)
