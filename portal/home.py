"""The first page: what the portal is for, how it goes, its newest offers, where its programmes are and who pays."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matching.dashboard.placements import newest_offers
from matching.models import Placement, Skill
from matching.queries.expiry import next_expiry
from matching.queries.open_offers import offer_figures
from portal.core.collation import Alphabetical
from portal.core.regions.drawing import HEIGHT, WIDTH
from portal.core.visitor_pages.declared import for_visitors, shown_to_visitors
from portal.users.models import User
from programmes.access import may
from programmes.constants import EU_INSTRUMENTS
from programmes.models import Funding, Organisation, Programme
from programmes.presentation.regions import programmes_on_map

ON_MAP, ROWS = 8, 100
"""So many programmes can be told apart on the map; so many are read with their subprogrammes."""


@for_visitors(shows=(Placement, Organisation, Programme, Skill))
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    shown_to_visitors(request).until(next_expiry)
    public = Programme.objects.visible_to(request.user).public()
    rows = list(public.order_by(F("parent").asc(nulls_first=True), "-status", Alphabetical())[:ROWS])
    programmes = [row for row in rows if row.parent_id is None][:ON_MAP]
    context = {
        "programmes": programmes_on_map(programmes, rows),
        "map_size": (WIDTH, HEIGHT),
        "figures": _figures(request.user, len(programmes)),
        "offers": newest_offers(request.user),
        **_funders(request.user, programmes),
        "can_register_organisation": not request.user.is_authenticated
        or may(request.user, "add", Organisation),
    }
    return render(request, "site/home.html", context)


def _figures(user: User | AnonymousUser, programmes: int) -> list[tuple[str, int, str]]:
    """What there is at this moment: label, number and the list behind it. What there is none of is left out."""
    offers = offer_figures(user)
    found = [
        (_("Open offers"), offers.total, reverse("matching:offer_list")),
        (_("New this week"), offers.new, f"{reverse('matching:offer_list')}?sort=newest"),
        (_("Regions and towns with offers"), offers.places, ""),
        (_("Programmes"), programmes, reverse("programmes:list")),
    ]
    return [figure for figure in found if figure[1]]


def _funders(user: User | AnonymousUser, programmes: list[Programme]) -> dict[str, object]:
    """Who pays for the programmes on the page, each once, and whether the European Union does."""
    fundings = Funding.objects.visible_to(user).filter(programme__in=programmes).select_related("programme")
    rows = list(fundings) if programmes else []
    return {
        "funders": list(dict.fromkeys(str(funding.funder) for funding in rows)),
        "funder_logos": [
            (reverse("programmes:funding_logo", args=[row.programme.slug, row.pk]), str(row.funder), "")
            for row in rows
            if row.logo
        ],
        "is_paid_by_eu": any(row.instrument in EU_INSTRUMENTS for row in rows),
    }
