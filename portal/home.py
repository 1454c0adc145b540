"""The first page: what the portal is for, its newest offers, its programmes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from matching.dashboard.placements import newest_offers
from matching.models import Placement, Skill
from matching.queries.expiry import next_expiry
from portal.core.collation import Alphabetical
from portal.core.visitor_pages.declared import for_visitors, shown_to_visitors
from programmes.access import may
from programmes.models import Organisation, Programme
from programmes.presentation.programmes import programme_card

CARDS = 6


@for_visitors(shows=(Placement, Organisation, Programme, Skill))
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    shown_to_visitors(request).until(next_expiry)
    programmes = Programme.objects.visible_to(request.user).public().top_level().with_subprogramme_count()
    cards = [
        programme_card(programme) for programme in programmes.order_by("-status", Alphabetical())[:CARDS]
    ]
    context = {
        "cards": cards,
        "offers": newest_offers(request.user),
        "can_register_organisation": not request.user.is_authenticated
        or may(request.user, "add", Organisation),
    }
    return render(request, "site/home.html", context)
