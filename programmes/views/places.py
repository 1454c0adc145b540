"""Regions and towns like what somebody types, as the options of a list below the line."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.views.decorators.http import require_safe

from portal.core.http import asked
from portal.core.regions import finding
from portal.users.decorators import AuthenticatedRequest

LONGEST = 1500
"""Characters of several regions in one line."""


@login_required
@require_safe
def region_suggestions(request: AuthenticatedRequest) -> HttpResponse:
    """For a line that may hold several, the last is completed; those before it stay."""
    before, comma, last = _typed(request).rpartition(",")
    kept = f"{before}{comma} " if comma else ""
    return _options(f"{kept}{name}" for name in finding.suggestions(last))


@login_required
@require_safe
def town_suggestions(request: AuthenticatedRequest) -> HttpResponse:
    return _options(finding.town_suggestions(_typed(request)))


def _typed(request: HttpRequest) -> str:
    """What the one line sends, whatever the form calls it."""
    name = next(iter(request.GET), "")
    return asked(request, name)[:LONGEST]


def _options(names: Iterable[str]) -> HttpResponse:
    return HttpResponse(format_html_join("", '<option value="{}"></option>', ([name] for name in names)))
