"""Applying, following an application, and answering it: the same page for both sides."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from matching.constants import PROFILE_DAYS, WORDS_DAYS, ApplicationState, PostingState
from matching.forms.applications import ApplyForm, StepForm
from matching.models import Application, Document, Placement, Talent
from matching.presentation.applicants import fit_of
from matching.presentation.applications import (
    application_timeline,
    terms_for_applicant,
    terms_for_company,
)
from matching.presentation.talents import profile_facts
from matching.queries.applicants import profiles_behind, reading_terms
from matching.queries.profiles import profile_of, with_placement_profile, with_talent_profile
from matching.queries.steps import application_steps, speaks_for_company
from matching.querysets import under_way
from matching.services.applications import apply, mark_viewed, move_application
from matching.services.talents import add_document, ensure_talent
from matching.views.offer import own_application
from matching.workflows import APPLICATION
from portal.core.collation import Alphabetical
from portal.core.errors import WrongState
from portal.core.http import asked, domain_errors_as_messages, domain_errors_in, typed
from portal.core.workflow import Actor, Button, Message, Step
from portal.privacy.constants import AccessKind, ReadingPurpose
from portal.privacy.services.access_log import log_access
from portal.users.decorators import AuthenticatedRequest
from portal.users.models import User
from programmes.access import may
from programmes.models import Programme
from programmes.scoping import get_visible_or_404

PAGE_SIZE = 20


# --- Applying ------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply_for(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Write to the company, with a CV kept here or a new one."""
    if application := own_application(request.user, pk):
        messages.info(request, _("You have applied for this offer already. Here you see where it stands."))
        return redirect(application)
    placement = get_visible_or_404(Placement, request.user, pk=pk)
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_signup')}?{urlencode({'next': request.path})}")
    if not may(request.user, "add", Application):
        raise PermissionDenied
    if not placement.is_open:
        messages.error(request, _("This offer is no longer open, so you can't apply for it any more."))
        return redirect(placement)
    documents = Document.objects.visible_to(request.user).filter(talent__user=request.user)
    form = ApplyForm(typed(request), request.FILES or None, documents=documents)
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            application = _send(request.user, placement, form.cleaned_data)
            messages.success(request, _("Your application is on its way. You see here when it is opened."))
            return redirect(application)
    talent = profile_of(request.user)
    facts = profile_facts(talent) if talent is not None else []
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
            "profile_is_empty": not any(value for _label, value in facts),
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
    return apply(talent=talent, placement=placement, message=sent["message"], cv=cv, by=person)


# --- Following -----------------------------------------------------------------------------------------------------


@login_required
@require_safe
def my_applications(request: AuthenticatedRequest) -> HttpResponse:
    """All of one's own applications, the latest moved first."""
    if not may(request.user, "view", Application):
        raise PermissionDenied
    rows = Application.objects.visible_to(request.user).filter(talent__user=request.user)
    counts = rows.aggregate(all=Count("pk"), open=Count("pk", filter=under_way()))
    is_under_way = asked(request, "show") == "open"
    chosen = rows.under_way() if is_under_way else rows
    chosen = chosen.select_related("placement__organisation").defer(
        "placement__description", "placement__search"
    )
    page = Paginator(chosen.order_by("-updated_at", "-pk"), PAGE_SIZE).get_page(asked(request, "page"))
    address = reverse("matching:my_applications")
    return render(
        request,
        "matching/application_list.html",
        {
            "page": page,
            "rows": [(application, APPLICATION.badge(application.state)) for application in page],
            "tabs": [
                (address, _("All"), not is_under_way, counts["all"]),
                (f"{address}?show=open", _("Under way"), is_under_way, counts["open"]),
            ],
            "is_under_way": is_under_way,
        },
    )


@login_required
@require_safe
def application_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Where an application stands. The company's first look is written down, which the applicant was promised.

    That is the one thing a GET changes here: it happens once, is what the person asked for by opening the page, and
    a browser that only fetches ahead is told apart.
    """
    application = _application(request, pk)
    is_for_company = speaks_for_company(application, request.user)
    is_own = application.talent.user_id == request.user.pk
    is_first_look = APPLICATION.allows("view", application.state) and not _fetches_ahead(request)
    if is_for_company and not is_own and is_first_look:
        mark_viewed(application=application, by=request.user)
        application = _application(request, pk)
    if not is_own:
        _log_reading(application, request.user, is_for_company=is_for_company)
    placement, talent = application.placement, _profile(application, request.user)
    offer = _offer(application, request.user)
    score, reasons = fit_of(offer, talent) if talent and offer else (0, [])
    steps = application_steps(application, request.user)
    return render(
        request,
        "matching/application_detail.html",
        {
            "application": application,
            "placement": placement,
            "organisation": placement.organisation,
            "applicant": application.talent.user,
            "is_own": is_own,
            "speaks_for_company": is_for_company,
            "badge": APPLICATION.badge(application.state),
            "sees_profile": talent is not None,
            "sees_fit": bool(talent and offer),
            "facts": profile_facts(talent) if talent else [],
            "score": score,
            "reasons": reasons,
            "timeline": application_timeline(application, request.user),
            "steps": [step for step in steps if step.button is not Button.NONE],
            "explanation": APPLICATION.explanation(application.state, Actor.PERSON) if is_own else "",
            "cv": _cv(application, request.user) if talent and application.cv_id else None,
            "terms": _terms(application, is_own=is_own, is_for_company=is_for_company),
            "reads_placement": offer is not None,
        },
    )


def _profile(application: Application, reader: User) -> Talent | None:
    """The profile behind it, with all that fitting needs, if `reader` sees it beside this application."""
    seen = Application.objects.visible_to(reader).filter(pk=application.pk)
    rows = with_talent_profile(profiles_behind(seen, reader).filter(pk=application.talent_id))
    return rows.first()


def _offer(application: Application, reader: User) -> Placement | None:
    """The placement with all that it asks for, if `reader` sees it."""
    rows = with_placement_profile(Placement.objects.visible_to(reader).filter(pk=application.placement_id))
    return rows.first()


def _log_reading(application: Application, reader: User, *, is_for_company: bool) -> None:
    log_access(
        by=reader,
        kind=AccessKind.READ,
        label=Application._meta.label_lower,
        object_id=application.pk,
        purpose=ReadingPurpose.SENT_APPLICATION if is_for_company else ReadingPurpose.PARTICIPANTS,
        subject=application.talent.user,
    )


def _cv(application: Application, user: User) -> Document | None:
    return Document.objects.visible_to(user).filter(applications=application).first()


def _terms(application: Application, *, is_own: bool, is_for_company: bool) -> str:
    """Until when the company reads what: told to both sides."""
    terms = reading_terms(application)
    if is_own:
        return terms_for_applicant(terms, application.placement.organisation.name)
    return terms_for_company(terms) if is_for_company else ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def application_step(request: AuthenticatedRequest, pk: int, state: str) -> HttpResponse:
    """Take one step: what it means, a message to the other side, and the button."""
    application = _application(request, pk)
    step = _step_to(state)
    if not may(request.user, "change", application):
        raise PermissionDenied
    form = StepForm(typed(request))
    form.fields["message"].help_text = str(step.hint)
    form.fields["message"].required = step.message is Message.NEEDED
    if request.method == "POST" and form.is_valid():
        with domain_errors_as_messages(request):
            message = form.cleaned_data["message"]
            move_application(application=application, state=state, message=message, by=request.user)
            messages.success(request, str(step.done))
        return redirect(application)
    if state not in [each.target for each in application_steps(application, request.user)]:
        messages.error(request, str(WrongState()))
        return redirect(application)
    return render(
        request,
        "matching/application_step.html",
        {"application": application, "placement": application.placement, "form": form, "step": step},
        status=400 if request.method == "POST" else 200,
    )


def _step_to(state: str) -> Step[ApplicationState]:
    """The step that people take to this state; none leads back to the first."""
    for step in APPLICATION.steps:
        if step.target == state and Actor.PORTAL not in step.actors:
            return step
    raise Http404


def _application(request: AuthenticatedRequest, pk: int) -> Application:
    rows = Application.objects.visible_to(request.user).with_reading()
    rows = rows.select_related("placement__organisation", "talent__user")
    application: Application = get_visible_or_404(rows, request.user, pk=pk)
    return application


def _fetches_ahead(request: AuthenticatedRequest) -> bool:
    return "prefetch" in request.headers.get("Sec-Purpose", "")
