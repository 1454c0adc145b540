"""One act on many rows: looked at before it is done, carried out, and followed."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.dates import day
from portal.core.http import asked, domain_errors_as_messages, sent
from portal.users.decorators import AuthenticatedRequest
from programmes.access import may_administer
from programmes.extensions import Act, bulk_acts
from programmes.models import BulkAct, Programme
from programmes.querysets.programmes import ProgrammeQuerySet
from programmes.scoping import get_visible_or_404
from programmes.services.bulk_acts import MOST, start_bulk_act

LISTED = 100
"""So many rows are listed before one acts on them; the others are counted."""
REST = "rest"
"""Name of the box for the rows that are counted and not listed."""


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bulk_act_start(request: AuthenticatedRequest, kind: str) -> HttpResponse:
    """Who or what waits, each with a box that is ticked; the button acts on those that still are."""
    if kind not in bulk_acts:
        raise Http404
    act = bulk_acts[kind]
    if not may_administer(request.user, act.action, act.model):
        raise PermissionDenied
    programmes = _programmes(request)
    found = list(act.rows(request.user, programmes).order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    keys = found[:MOST]
    if request.method == "POST":
        with domain_errors_as_messages(request):
            chosen = _chosen(request, keys)
            return redirect(start_bulk_act(kind=kind, keys=chosen, programmes=programmes, by=request.user))
    return _preview(request, act, keys, is_cut=len(found) > MOST)


def _programmes(request: AuthenticatedRequest) -> ProgrammeQuerySet:
    """Those the person works in, or of them the one that the address names with what is below it."""
    mine: ProgrammeQuerySet = Programme.objects.administered_by(request.user)
    slug = asked(request, "programme")
    chosen = mine.filter(slug=slug).first() if slug else None
    return mine.with_below(chosen) if chosen else mine


def _chosen(request: AuthenticatedRequest, keys: list[int]) -> list[int]:
    """What is ticked, be it that some of it waits no more, and the rest where that is."""
    ticked = [int(key) for key in request.POST.getlist("row") if key.isdecimal() and len(key) < 19]
    return [*ticked[:LISTED], *(keys[LISTED:] if sent(request, REST) else [])]


def _preview(request: AuthenticatedRequest, act: Act, keys: list[int], *, is_cut: bool) -> HttpResponse:
    listed = list(act.named(request.user, keys[:LISTED]).order_by("pk"))
    last = act.last_of(listed) if act.last_of else {}
    is_sent = request.method == "POST"
    ticked = set(_chosen(request, keys) if is_sent else keys)
    context = {
        "act": act,
        "rows": [
            (row.pk, act.name_of(row), _last(act, last.get(row.pk)), row.pk in ticked) for row in listed
        ],
        "is_rest_ticked": bool(not is_sent or sent(request, REST)),
        "number": len(keys),
        "more": max(len(keys) - LISTED, 0),
        "is_cut": is_cut,
        "rest": REST,
        "back": settings.LOGIN_REDIRECT_URL,
    }
    return render(request, "programmes/bulk_act_start.html", context)


def _last(act: Act, moment: datetime | None) -> str:
    return str(act.last) % {"date": day(moment)} if moment else ""


@login_required
@never_cache
@require_safe
def bulk_act(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """How far it is, and for how many it was done."""
    row = get_visible_or_404(BulkAct, request.user, pk=pk)
    if row.kind not in bulk_acts:
        raise Http404
    return render(
        request,
        "programmes/bulk_act.html",
        {"row": row, "act": bulk_acts[row.kind], "back": settings.LOGIN_REDIRECT_URL},
    )
