"""Saving a search of the list, and one's own saved searches."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matching.filters import OfferFilter
from matching.forms.saved_searches import SearchForm
from matching.models import SavedSearch
from matching.notices.searches import OffersFound
from matching.presentation.searches import search_lines, search_name, search_parts
from matching.queries.open_offers import open_offers
from matching.queries.profiles import has_content, profile_of
from matching.services.saved_searches import (
    bring_back_search,
    change_search,
    look_without_what_is_gone,
    remove_search,
    renew_search_address,
    save_search,
)
from portal.core.devices import device_of
from portal.core.http import domain_errors_as_messages, domain_errors_in, typed
from portal.core.page_messages import worded
from portal.notifications.constants import Frequency
from portal.notifications.models import Preference
from portal.users.decorators import AuthenticatedRequest
from programmes.access import may
from programmes.scoping import get_visible_or_404


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def search_save(request: HttpRequest) -> HttpResponse:
    """Keep the search that stands in the address.

    A visitor fills the form, too: it is kept for this browser while they register or sign in, and stands here again.
    """
    if request.user.is_authenticated and not may(request.user, "add", SavedSearch):
        raise PermissionDenied
    talent = profile_of(request.user)
    filters = OfferFilter(request.GET, user=request.user, talent=talent if has_content(talent) else None)
    form = SearchForm(typed(request))
    if request.method == "POST" and form.is_valid():
        if not request.user.is_authenticated:
            door = "account_login" if device_of(request).owner else "account_signup"
            return redirect(f"{reverse(door)}?{urlencode({'next': request.get_full_path()})}")
        with domain_errors_in(form):
            save_search(person=request.user, query=filters.address, by=request.user, **form.cleaned_data)
            messages.success(request, worded(lambda: _("The search is saved.")))
            return redirect("matching:my_searches")
    context = {
        "form": form,
        "parts": search_parts(filters.search),
        "total": filters.total,
        "list": f"{reverse('matching:offer_list')}?{filters.address}",
    }
    is_wrong = request.method == "POST"
    return render(request, "matching/search_save.html", context, status=400 if is_wrong else 200)


@login_required
@require_safe
def my_searches(request: AuthenticatedRequest) -> HttpResponse:
    if not may(request.user, "view", SavedSearch):
        raise PermissionDenied
    return _list(request, {})


def _list(request: AuthenticatedRequest, wrong: Mapping[int, SearchForm]) -> HttpResponse:
    """The searches with a form each; `wrong` holds those that were sent with a mistake."""
    rows = list(SavedSearch.objects.visible_to(request.user).filter(person=request.user))
    offers = open_offers(request.user)
    lines = search_lines([row for row in rows if row.removed_at is None], request.user)
    context = {
        "lines": [(line, wrong.get(line.search.pk) or _form_of(line.search)) for line in lines],
        "removed": [(row, search_name(row, offers)) for row in rows if row.removed_at is not None],
        "site": settings.SITE_URL,
        "open": set(wrong),
        "gets_no_mails": _gets_no_mails(request.user.pk),
    }
    return render(request, "matching/my_searches.html", context, status=400 if wrong else 200)


def _form_of(search: SavedSearch, data: Mapping[str, object] | None = None) -> SearchForm:
    initial = {"name": search.name, "frequency": search.frequency}
    return SearchForm(data, initial=initial, auto_id=f"id_{search.pk}_%s")


def _gets_no_mails(person: int) -> bool:
    """Has somebody turned off in their settings what is mailed of all their searches?"""
    wish = Preference.objects.filter(user=person, kind=OffersFound.name)
    return wish.values_list("frequency", flat=True).first() == Frequency.OFF


@login_required
@require_safe
def search_offers(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What it finds, the newest first. Where it looks for what is gone, which the list would leave out, it says so."""
    search = _own(request, pk)
    (line,) = search_lines([search], request.user)
    if line.gone:
        return render(request, "matching/search_gone.html", {"line": line})
    query = f"{search.query}&" if search.query else ""
    return redirect(f"{reverse('matching:offer_list')}?{query}sort=newest")


@login_required
@require_POST
def search_change(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    search = _own(request, pk)
    form = _form_of(search, typed(request))
    if request.method == "POST" and form.is_valid():
        change_search(search=search, by=request.user, **form.cleaned_data)
        messages.success(request, worded(lambda: _("The search is changed.")))
        return redirect("matching:my_searches")
    return _list(request, {search.pk: form})


@login_required
@require_POST
def search_mend(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Look without what is gone from now on."""
    with domain_errors_as_messages(request):
        look_without_what_is_gone(search=_own(request, pk), by=request.user)
        messages.success(request, worded(lambda: _("The search is changed.")))
    return redirect("matching:my_searches")


@login_required
@require_POST
def search_renew(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    renew_search_address(search=_own(request, pk), by=request.user)
    said = worded(lambda: _("The feed has a new address. At the old one there is nothing any more."))
    messages.success(request, said)
    return redirect("matching:my_searches")


@login_required
@require_POST
def search_remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The list shows it for a day, to be brought back."""
    remove_search(search=_own(request, pk), by=request.user)
    messages.success(request, worded(lambda: _("The search is removed. You can bring it back for a day.")))
    return redirect("matching:my_searches")


@login_required
@require_POST
def search_bring_back(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    search: SavedSearch = get_visible_or_404(SavedSearch, request.user, "change", pk=pk)
    with domain_errors_as_messages(request):
        bring_back_search(search=search, by=request.user)
        messages.success(request, worded(lambda: _("The search is back.")))
    return redirect("matching:my_searches")


def _own(request: AuthenticatedRequest, pk: int) -> SavedSearch:
    rows = SavedSearch.objects.visible_to(request.user).kept()
    search: SavedSearch = get_visible_or_404(rows, request.user, "change", pk=pk)
    return search
