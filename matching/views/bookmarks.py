"""Keeping an offer for later, with and without an account, and the offers one has kept."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from matching.models import Bookmark, Placement
from matching.presentation.bookmarks import bookmark_cards
from matching.presentation.placements import mark_of
from matching.queries.bookmarks import bookmarks_of, mark_for
from matching.services.bookmarks import bookmark_offer, remove_bookmark
from portal.core.devices import device_of
from portal.core.http import asked, domain_errors_as_messages, page_before, sent, typed
from portal.core.page_messages import worded
from portal.users.decorators import AuthenticatedRequest
from programmes.access import may
from programmes.scoping import get_visible_or_404

PAGE_SIZE = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offer_bookmark(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep an offer, or no longer. Visitors sign in first; then the button stands here again."""
    if request.method == "POST" and request.user.is_authenticated:
        return _turn(cast("AuthenticatedRequest", request), pk)
    placement = get_visible_or_404(
        Placement.objects.open().select_related("organisation"), request.user, pk=pk
    )
    if request.user.is_authenticated and not may(request.user, "add", Bookmark):
        raise PermissionDenied
    typed(request)
    if request.method == "POST":
        door = "account_login" if device_of(request).owner else "account_signup"
        return redirect(f"{reverse(door)}?{urlencode({'next': request.path})}")
    context = {"placement": placement, "mark": mark_of(placement.pk, mark_for(placement, request.user))}
    return render(request, "matching/offer_bookmark.html", context)


def _turn(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """As the button said, which a second press or another tab doesn't turn round; then back to where it stands."""
    bookmark = Bookmark.objects.visible_to(request.user).filter(person=request.user, placement=pk).first()
    is_wanted = sent(request, "keep") != "no"
    if bookmark is None:
        placement = get_visible_or_404(Placement.objects.open(), request.user, pk=pk)
        page = placement.get_absolute_url()
    else:
        placement, page = bookmark.placement, reverse("matching:my_bookmarks")
    with domain_errors_as_messages(request):
        if is_wanted:
            bookmark_offer(person=request.user, placement=placement, by=request.user)
            messages.success(request, worded(_kept_words))
        elif bookmark is not None:
            remove_bookmark(bookmark=bookmark, by=request.user)
            messages.success(request, worded(_removed_words))
    before, _mark, _place = page_before(request, page).partition("#")
    return redirect(f"{before}#bookmark-{pk}")


def _kept_words() -> SafeString:
    url = reverse("matching:my_bookmarks")
    return format_html('{} <a href="{}">{}</a>', _("The offer is bookmarked."), url, _("Bookmarked offers"))


def _removed_words() -> SafeString:
    url, words = f"{reverse('matching:my_bookmarks')}#removed", _("Bring it back")
    return format_html('{} <a href="{}">{}</a>', _("The offer is no longer bookmarked."), url, words)


@login_required
@require_safe
def my_bookmarks(request: AuthenticatedRequest) -> HttpResponse:
    if not may(request.user, "view", Bookmark):
        raise PermissionDenied
    rows = list(bookmarks_of(request.user))
    page = Paginator([row for row in rows if row["removed_at"] is None], PAGE_SIZE).get_page(
        asked(request, "page")
    )
    removed = [row for row in rows if row["removed_at"] is not None]
    cards = bookmark_cards([*page.object_list, *removed])
    shown = len(page.object_list)
    context = {"page": page, "cards": cards[:shown], "removed": cards[shown:]}
    return render(request, "matching/my_bookmarks.html", context)
