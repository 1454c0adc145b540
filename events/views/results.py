"""What an event came to, in numbers: for those who run its programme or evaluate it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.models import Event
from events.presentation.events import when
from events.presentation.results import date_rows, result_facts, way_rows
from events.queries.results import absence_before, result_of
from portal.users.decorators import AuthenticatedRequest
from programmes.access import access_of
from programmes.models import Programme
from programmes.scoping import get_visible_or_404


@login_required
@never_cache
@require_safe
def event_result(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Numbers alone: whoever may not see the people learns no name here."""
    rows = Event.objects.select_related("programme", "host").prefetch_related("admissions")
    event = get_visible_or_404(rows, request.user, pk=pk)
    access = access_of(request.user)
    runs_it = access.reaches("change", Event, event.programme)
    if not runs_it and not access.reaches("evaluate", Programme, event.programme):
        raise PermissionDenied
    result = result_of(event)
    context = {
        "event": event,
        "when": when(event),
        "runs_it": runs_it,
        "facts": result_facts(event, result, absence_before(Event.objects.visible_to(request.user), event)),
        "ways": way_rows(result),
        "ways_head": [_("Way of taking part"), _("Registered"), _("Came")],
        "dates": date_rows(event, result),
    }
    return render(request, "events/result.html", context)
