"""What everybody may read: how data is treated, how accessible the portal is, who runs it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.core.visitor_pages.declared import for_visitors
from portal.privacy.extensions import consent_places
from portal.privacy.models import RetentionPeriod
from portal.privacy.presentation.operators import operator
from portal.privacy.queries import periods_in_force


@for_visitors(shows=(RetentionPeriod,))
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/privacy.html", {**operator(), "periods": periods_in_force()})


@for_visitors(shows=())
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/accessibility.html", operator())


@for_visitors(shows=())
@require_safe
def imprint(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/imprint.html", {**operator(), "places": list(consent_places)})
