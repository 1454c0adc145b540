"""Applying: what one sends, and who will see it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from matching.constants import PROFILE_DAYS, WORDS_DAYS, PostingState
from matching.forms.applications import ApplyForm, AskForm, MessageForm
from matching.models import Application, Document, Placement
from matching.presentation.talents import profile_facts
from matching.queries.profiles import profile_of
from matching.services.applications import apply
from matching.services.talents import add_document, ensure_talent
from matching.views.offer import own_application
from portal.core.collation import Alphabetical
from portal.core.devices import device_of
from portal.core.http import domain_errors_in, typed
from portal.core.page_messages import worded
from portal.privacy.constants import GUARDIAN_LINK_DAYS
from portal.users.models import User
from portal.users.services import update_settings
from programmes.access import access_of, may
from programmes.models import Programme
from programmes.scoping import get_visible_or_404


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply_for(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Write to the company, with a CV kept here or a new one."""
    if application := own_application(request.user, pk):
        said = (
            worded(lambda: _("You have asked for this place already. Here you see where it stands."))
            if application.is_of_minor
            else worded(lambda: _("You have applied for this offer already. Here you see where it stands."))
        )
        messages.info(request, said)
        return redirect(application)
    placement = get_visible_or_404(Placement, request.user, pk=pk)
    access = access_of(request.user)
    is_refused = request.user.is_authenticated and not may(request.user, "add", Application)
    if is_refused and (not access.waits_for_guardian or request.method == "POST"):
        raise PermissionDenied
    if not placement.is_open:
        messages.error(
            request, worded(lambda: _("This offer is no longer open, so you can't apply for it any more."))
        )
        return redirect(placement)
    if not request.user.is_authenticated:
        return _write_first(request, placement)
    if access.is_pupil:
        return _ask(request, request.user, placement)
    documents = Document.objects.visible_to(request.user).filter(talent__user=request.user)
    form = ApplyForm(typed(request), request.FILES or None, documents=documents, phone=request.user.phone)
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            application = _send(request.user, placement, form.cleaned_data)
            messages.success(
                request, worded(lambda: _("Your application is on its way. You see here when it is opened."))
            )
            return redirect(application)
    talent = profile_of(request.user)
    return _page(request, placement, form, profile_facts(talent) if talent is not None else [])


def _ask(request: HttpRequest, person: User, placement: Placement) -> HttpResponse:
    """A pupil chooses sentences. Before a guardian has agreed these stay in the browser, and the page says what is
    missing: nothing reaches the portal.
    """
    form = AskForm(typed(request))
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            talent = ensure_talent(user=person, by=person)
            application = apply(
                talent=talent, placement=placement, message="", cv=None, set_words=form.words, by=person
            )
            messages.success(
                request, worded(lambda: _("You have asked for the place. You see here what comes next."))
            )
            return redirect(application)
    context = {
        "form": form,
        "placement": placement,
        "programmes": _programmes_that_read(placement),
        "words_days": WORDS_DAYS,
        "kept_days": GUARDIAN_LINK_DAYS,
        "waits": access_of(person).waits_for_guardian,
    }
    return render(request, "matching/ask.html", context, status=400 if request.method == "POST" else 200)


def _write_first(request: HttpRequest, placement: Placement) -> HttpResponse:
    """A visitor may write before registering: what they send is kept for this browser, and stands here again then.

    Where somebody has signed in before, their session has ended, and they have an account.
    """
    if request.method == "POST":
        door = "account_login" if device_of(request).owner else "account_signup"
        return redirect(f"{reverse(door)}?{urlencode({'next': request.path})}")
    return _page(request, placement, MessageForm(typed(request)), [])


def _page(
    request: HttpRequest, placement: Placement, form: BaseForm, facts: Sequence[tuple[Any, ...]]
) -> HttpResponse:
    return render(
        request,
        "matching/apply.html",
        {
            "form": form,
            "placement": placement,
            "contact_count": User.objects.recruiting_for(placement.organisation).count(),
            "programmes": _programmes_that_read(placement),
            "facts": facts,
            "profile_days": PROFILE_DAYS,
            "words_days": WORDS_DAYS,
            "profile_is_empty": not any(fact[1] for fact in facts),
        },
        status=400 if request.method == "POST" else 200,
    )


def _programmes_that_read(placement: Placement) -> list[Programme]:
    """Those whose staff sees applications to the placement: they have reviewed it, and said yes."""
    postings = placement.postings.filter(state=PostingState.PUBLISHED).select_related("programme")
    return [posting.programme for posting in postings.order_by(Alphabetical("programme__sort_keys"))]


def _send(person: User, placement: Placement, sent: dict[str, Any]) -> Application:
    """A new CV counts more than a chosen one; it stays among the person's documents whatever becomes of the rest."""
    talent, cv = ensure_talent(user=person, by=person), sent.get("cv")
    if sent["upload"]:
        cv = add_document(talent=talent, title=sent["upload"].name[:100], upload=sent["upload"], by=person)
    if "phone" in sent and sent["phone"] != person.phone:
        update_settings(user=person, by=person, phone=sent["phone"])
    return apply(talent=talent, placement=placement, message=sent["message"], cv=cv, by=person)
