"""What is on offer: the list and its feed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from django_stubs_ext import StrOrPromise

from matching.constants import PUPILS_KINDS
from matching.filters import SORTS, OfferFilter, OfferFilterForm
from matching.models import Placement, SavedSearch, Skill, Talent
from matching.presentation.placements import offer_cards, offer_summary
from matching.queries.bookmarks import marks_on
from matching.queries.expiry import next_expiry
from matching.queries.offer_rows import rows_for_cards, rows_for_feed, rows_to_fit
from matching.queries.profiles import has_content, profile_of
from matching.scoring.reading import MOST_TERMS
from matching.views.offer_chips import chips, found_nothing, ways_on
from portal.core.feeds import SpokenFeed, printable
from portal.core.form_parts import suggested
from portal.core.http import asked, same_query
from portal.core.locales import language_name
from portal.core.presentation import fallback_language
from portal.core.visitor_pages.declared import for_visitors, shown_to_visitors
from programmes.access import may
from programmes.models import Organisation, Programme

PAGE_SIZE = 20
FEED_LENGTH = 50
SHOWN = (Placement, Organisation, Programme, Skill)


@for_visitors(shows=SHOWN, knows=[*OfferFilterForm.base_fields, "page"])
@require_safe
def offer_list(request: HttpRequest) -> HttpResponse:
    """Open offers, searched, filtered and counted; for talents the best-fitting first.

    What can't be understood in the address is named beside its field, with status 400. htmx takes only answers
    with status 200, so it gets that.
    """
    shown_to_visitors(request).until(next_expiry)
    talent = profile_of(request.user)
    fitted = talent if has_content(talent) else None
    filters = OfferFilter(request.GET, user=request.user, talent=fitted)
    page = _page(filters, asked(request, "page"))
    ids = page.object_list
    rows = (rows_to_fit if fitted else rows_for_cards)(ids, request.user)
    context = {
        "filters": filters,
        "form": filters.form,
        "page": page,
        "cards": offer_cards(rows, fitted, marks_on(rows, request.user)),
        "panel": filters.panel,
        "language_name": capfirst(language_name(filters.asked_language)),
        "submit": ngettext("Show %(count)d offer", "Show %(count)d offers", filters.total)
        % {"count": filters.total},
        "heading": ngettext("%(count)d offer", "%(count)d offers", filters.total) % {"count": filters.total},
        "chips": chips(filters),
        "nothing_of": found_nothing(filters) if not filters.total else [],
        "ways_on": ways_on(filters) if not filters.total else [],
        "instead": filters.answer.instead.items() if filters.search_words else [],
        "is_cut": bool(filters.search_words) and filters.answer.question.is_cut,
        "most_terms": MOST_TERMS,
        "is_wordless": filters.search.is_wordless,
        "left_out": ", ".join(str(filters.form[name].label) for name in filters.form.errors),
        "towns_meant": _towns_meant(request, filters),
        "pupils_kinds": _pupils_kinds(request, filters),
        "orders": _orders(request, filters),
        "feed": same_query(request, "matching:offer_feed"),
        "save": f"{reverse('matching:search_save')}?{filters.address}",
        "may_save": not request.user.is_authenticated or may(request.user, "add", SavedSearch),
        "has_profile": fitted is not None,
        "can_have_profile": may(request.user, "add", Talent),
    }
    template = "matching/offer_list.html#refresh" if request.htmx else "matching/offer_list.html"  # type: ignore[attr-defined]
    is_wrong = bool(filters.form.errors) and not request.htmx  # type: ignore[attr-defined]
    response = render(request, template, context, status=400 if is_wrong else 200)
    patch_vary_headers(response, ["HX-Request"])
    return response


class FeedOfOffers(Feed):
    """How an offer reads in any feed."""

    feed_type = SpokenFeed

    def item_extra_kwargs(self, item: Placement) -> dict[str, Any]:
        return {"language": fallback_language(item.title)}

    def item_title(self, item: Placement) -> str:
        return printable(f"{item.title} – {item.organisation.name}")

    def item_description(self, item: Placement) -> str:
        return printable(offer_summary(item))

    def item_author_name(self, item: Placement) -> str:
        return printable(item.organisation.name)

    def item_pubdate(self, item: Placement) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Placement) -> datetime:
        return item.updated_at


class OfferFeed(FeedOfOffers):
    """The newest offers that a search finds, for feed readers."""

    def get_object(self, request: HttpRequest, *args: object, **kwargs: object) -> OfferFilter:
        shown_to_visitors(request).until(next_expiry)
        self.request = request
        return OfferFilter(request.GET, user=request.user)

    def title(self) -> str:
        return _("Offers on Bleibe")

    def subtitle(self) -> str:
        return _("Jobs, internships, theses and more, the newest first.")

    def link(self) -> str:
        return same_query(self.request, "matching:offer_list")

    def feed_url(self) -> str:
        return self.request.get_full_path()

    def items(self, filters: OfferFilter) -> list[Placement]:
        return rows_for_feed(filters.newest[:FEED_LENGTH])


def _towns_meant(request: HttpRequest, filters: OfferFilter) -> list[tuple[str, str]]:
    """Towns that may be meant by what is none, each with the address that looks around it."""
    query = request.GET.copy()
    query.pop("page", None)
    found = []
    for name, town in suggested(filters.form["around"]):
        query["around"] = town
        found.append((name, f"?{query.urlencode()}"))
    return found


def _pupils_kinds(request: HttpRequest, filters: OfferFilter) -> str:
    """Where pupils' days are, with all that is chosen otherwise; nothing where they are shown as all else is."""
    if not filters.shows_pupils_kinds_last or not any(
        kind in PUPILS_KINDS for kind, *_option in filters.options("kind")
    ):
        return ""
    query = request.GET.copy()
    query.pop("page", None)
    query.setlist("kind", list(PUPILS_KINDS))
    return query.urlencode()


def _page(filters: OfferFilter, number: str | None) -> Page[int]:
    """The ids of the page asked for, or of the first or last one."""
    return Paginator(filters.ordered, PAGE_SIZE).get_page(number)


def _orders(request: HttpRequest, filters: OfferFilter) -> Sequence[tuple[str, StrOrPromise, bool]]:
    query = request.GET.copy()
    query.pop("page", None)
    orders = []
    for order in filters.orders:
        query["sort"] = order
        orders.append((f"?{query.urlencode()}", SORTS[order], order == filters.order))
    return orders


@for_visitors(shows=SHOWN, knows=OfferFilterForm.base_fields)
@require_safe
def offer_feed(request: HttpRequest) -> HttpResponse:
    """A feed of its own for each request, which it knows while it writes: two at once must not mix."""
    return OfferFeed()(request)
