"""The first page: what the portal is for, how it goes, its newest offers, where its programmes are and who pays."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from i18nfield.strings import LazyI18nString

from events.dashboard.events import next_events
from events.models import Event, Room
from events.queries.events import next_end
from matching.dashboard.placements import newest_offers
from matching.models import Placement, Skill
from matching.queries.expiry import next_expiry
from matching.queries.open_offers import OpenOffers, offer_figures, open_offers
from portal.core.collation import Alphabetical
from portal.core.presentation import spoken
from portal.core.regions.drawing import HEIGHT, WIDTH
from portal.core.visitor_pages.declared import for_visitors, shown_to_visitors
from portal.users.models import User
from programmes.access import may
from programmes.constants import EU_INSTRUMENTS
from programmes.models import Funding, Organisation, Programme
from programmes.presentation.regions import programmes_on_map
from programmes.querysets.programmes import ProgrammeQuerySet

ON_MAP, ROWS = 8, 100
"""So many programmes can be told apart on the map; so many are read with their subprogrammes."""


@for_visitors(shows=(Placement, Organisation, Programme, Skill, Event, Room))
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    shown = shown_to_visitors(request)
    shown.until(next_expiry)
    shown.until(next_end)
    public = _with_funders(Programme.objects.visible_to(request.user).public(), request.user)
    rows = list(public.order_by(F("parent").asc(nulls_first=True), "-status", Alphabetical())[:ROWS])
    top_level = [row for row in rows if row.parent_id is None]
    programmes = top_level[:ON_MAP]
    offers = open_offers(request.user)
    context = {
        "programmes": programmes_on_map(programmes, rows),
        "map_size": (WIDTH, HEIGHT),
        "figures": _figures(offers, len(top_level)),
        "offers": newest_offers(request.user, offers),
        "events": next_events(request.user),
        **_funders(programmes),
        "can_register_organisation": not request.user.is_authenticated
        or may(request.user, "add", Organisation),
    }
    return render(request, "site/home.html", context)


def _figures(offers: OpenOffers, programmes: int) -> list[tuple[str, int, str]]:
    """What there is at this moment: label, number and the list of just these, if there is one.

    What there is none of is left out.
    """
    figures = offer_figures(offers)
    found = [
        (_("Open offers"), figures.total, reverse("matching:offer_list")),
        (_("New this week"), figures.new, ""),
        (_("Regions and towns with offers"), figures.places, ""),
        (_("Programmes"), programmes, reverse("programmes:list")),
    ]
    return [figure for figure in found if figure[1]]


def _with_funders(programmes: ProgrammeQuerySet, user: User | AnonymousUser) -> ProgrammeQuerySet:
    """`funding_rows`: who pays for each of them, read along."""
    rows = (
        Funding.objects.visible_to(user)
        .filter(programme=OuterRef("pk"))
        .values(row=JSONObject(pk="pk", funder="funder", instrument="instrument", logo="logo"))
    )
    return programmes.annotate(funding_rows=ArraySubquery(rows))


def _funders(programmes: list[Programme]) -> dict[str, object]:
    """Who pays for the programmes on the page, each once, and whether the European Union does."""
    rows: list[tuple[str, LazyI18nString, dict[str, Any]]] = [
        (programme.slug, LazyI18nString(row["funder"]), row)
        for programme in programmes
        for row in programme.funding_rows  # type: ignore[attr-defined]
    ]
    return {
        "funders": list({str(funder): spoken(funder) for _slug, funder, _row in rows}.values()),
        "funder_logos": [
            (reverse("programmes:funding_logo", args=[slug, row["pk"]]), funder, "")
            for slug, funder, row in rows
            if row["logo"]
        ],
        "is_paid_by_eu": any(row["instrument"] in EU_INSTRUMENTS for _slug, _funder, row in rows),
    }
