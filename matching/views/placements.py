"""The company's side: writing placements, taking them through review, and seeing who applies."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matching.constants import (
    WORDS_DAYS,
    PlacementState,
)
from matching.forms.placements import (
    ExtendForm,
)
from matching.models import Application, Placement, Posting, Talent
from matching.presentation.applicants import Group, Ranked, answers_to_give, grouped, ranked
from matching.presentation.placement_history import placement_timeline
from matching.queries.applicants import (
    ApplicantRow,
    profiles_behind,
    with_applicants,
    with_application_counts,
)
from matching.queries.profiles import TALENT_COLUMNS, with_placement_profile, with_talent_profile
from matching.queries.steps import placement_steps, with_applied
from matching.queries.terms import end_of_day
from matching.querysets.placements import PlacementQuerySet
from matching.services.placements.listing import (
    close_placement,
    extend_placement,
    pause_placement,
    resume_placement,
)
from matching.services.placements.review import submit_placement
from matching.services.placements.writing import (
    discard_placement,
)
from matching.workflows.placements import PLACEMENT, POSTING
from portal.core.collation import Alphabetical
from portal.core.compiled import is_any_of
from portal.core.dates import day
from portal.core.http import asked, domain_errors_as_messages, domain_errors_in, typed
from portal.core.page_messages import worded
from portal.core.workflow import Actor
from portal.privacy.constants import AccessKind, ReadingPurpose
from portal.privacy.services.access_log import log_access
from portal.users.decorators import AuthenticatedRequest
from portal.users.models import User
from programmes.access import access_of
from programmes.models import Organisation
from programmes.scoping import CompiledForReader, get_visible_or_404, granted_or_404, with_grant

PAGE_SIZE = 20
EXTENSION_DAYS = 60
"""What one click adds, counted from today."""


# --- List ----------------------------------------------------------------------------------------------------------


@login_required
@require_safe
def placement_list(request: AuthenticatedRequest) -> HttpResponse:
    """Placements of the organisations the person speaks for, by state."""
    organisations = list(
        Organisation.objects.visible_to(request.user)
        .filter(pk__in=access_of(request.user).organisation_ids("change", Placement))
        .order_by(Alphabetical(), "pk")
    )
    if not organisations:
        return redirect("programmes:organisation_home")
    rows = Placement.objects.worked_on_by(request.user, "change").filter(organisation__in=organisations)
    counts = dict(rows.order_by().values_list("state").annotate(number=Count("pk")))
    state = asked(request, "state")
    state = state if state in PlacementState.values else ""
    if state:
        rows = rows.filter(state=state)
    page = Paginator(_for_list(rows, request.user), PAGE_SIZE).get_page(asked(request, "page"))
    return render(
        request,
        "matching/placement_list.html",
        {
            "page": page,
            "rows": [(placement, PLACEMENT.badge(placement.state)) for placement in page],
            "total": sum(counts.values()),
            "tabs": _state_tabs(counts, state),
            "organisations": organisations,
            "state": state,
        },
    )


def _for_list(rows: PlacementQuerySet, user: User) -> PlacementQuerySet:
    counted = with_application_counts(rows.select_related("organisation"), user)
    return counted.defer("search", "description").order_by("-created_at", "-pk")


def _state_tabs(counts: dict[str, int], current: str) -> list[tuple[str, str, bool, int]]:
    """Items of components/tabs.html: everything, and each state in which there is something."""
    tabs = [(request_path := reverse("matching:placement_list"), _("All"), not current, sum(counts.values()))]
    for state in PlacementState:
        if counts.get(state) or state == current:
            address = f"{request_path}?{urlencode({'state': state.value})}"
            tabs.append((address, str(state.label), state == current, counts.get(state, 0)))
    return tabs


# --- Detail --------------------------------------------------------------------------------------------------------


@login_required
@require_safe
def placement_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Where it stands, who has applied, and what can be done next."""
    placement = granted_or_404(_WITH_ALL.first(request.user, pk=pk))
    applicants = _applicants(placement, request.user)
    page = Paginator(applicants, PAGE_SIZE).get_page(asked(request, "page"))
    shown = list(page.object_list)
    postings = _POSTINGS(request.user, placement=placement.pk)
    number, taken = placement.applied, placement.accepted  # type: ignore[attr-defined]
    if shown:
        _log_applicants(request.user, placement, len(shown))
    return render(
        request,
        "matching/placement_detail.html",
        {
            "placement": placement,
            "badge": PLACEMENT.badge(placement.state),
            "explanation": PLACEMENT.explanation(placement.state, Actor.ORGANISATION),
            "postings": [(posting, POSTING.state(posting.state)) for posting in postings],
            "page": page,
            "groups": _groups(placement, applicants, shown, request.user),
            "application_count": len(applicants),
            "no_longer_shown": number - len(applicants),
            "words_days": WORDS_DAYS,
            "taken": taken,
            **answers_to_give(shown, applicants),
            "is_paused_unanswered": placement.is_paused_unanswered,
            "speaks_for_it": access_of(request.user).speaks_for(
                "view", Application, placement.organisation_id
            ),
            "steps": placement_steps(placement, postings, applications=number, taken=taken),
            "can_extend": PLACEMENT.allows("extend", placement.state),
            "history": placement_timeline(placement),
            "is_past": placement.expires_at <= timezone.now(),
        },
    )


def _with_all(reader: User, pk: int) -> QuerySet[Placement]:
    rows = with_grant(Placement.objects.visible_to(reader).filter(pk=pk), reader, "change")
    return with_applicants(with_applied(with_placement_profile(rows.select_related("organisation"))), reader)


def _applicants(placement: Placement, reader: User) -> list[Ranked]:
    """All of them in the order of the list. How well each fits is worked out; what is shown is read for one page."""
    rows: list[ApplicantRow] = placement.applicant_rows  # type: ignore[attr-defined]
    return ranked(
        placement, rows, _TALENTS(reader, placement=placement.pk, ids=[row["talent"] for row in rows])
    )


def _talents(reader: User, placement: int, ids: object) -> QuerySet[Talent]:
    applications = Application.objects.worked_on_by(reader).filter(placement=placement)
    talents = profiles_behind(applications, reader).filter(is_any_of("id", "ids"))
    return with_talent_profile(talents.only(*TALENT_COLUMNS))


def _groups(
    placement: Placement, applicants: list[Ranked], shown: Sequence[Ranked], reader: User
) -> list[Group]:
    rows = _SHOWN(reader, ids=[each.pk for each in shown])
    return grouped(placement, applicants, shown, {application.pk: application for application in rows})


def _shown(reader: User, ids: object) -> QuerySet[Application]:
    rows = Application.objects.worked_on_by(reader).filter(is_any_of("id", "ids"))
    return rows.select_related("talent__user").order_by()


def _postings(reader: User, placement: int) -> QuerySet[Posting]:
    return Posting.objects.visible_to(reader).filter(placement=placement).select_related("programme")


_WITH_ALL = CompiledForReader(_with_all)
_TALENTS = CompiledForReader(_talents)
_SHOWN = CompiledForReader(_shown)
_POSTINGS = CompiledForReader(_postings)


def _log_applicants(reader: User, placement: Placement, number: int) -> None:
    """One line for the whole list: who opens one of the applications leaves another."""
    log_access(
        by=reader,
        kind=AccessKind.READ,
        label=Application._meta.label_lower,
        object_id=placement.pk,
        purpose=ReadingPurpose.APPLICANTS,
        rows=number,
    )


# --- Steps ---------------------------------------------------------------------------------------------------------

SERVICES: dict[str, Callable[..., object]] = {
    "submit": submit_placement,
    "pause": pause_placement,
    "resume": resume_placement,
    "close": close_placement,
    "discard": discard_placement,
}
"""The steps that need nothing but a yes."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def placement_step(request: AuthenticatedRequest, pk: int, step: str) -> HttpResponse:
    """Ask once more, then submit, pause, resume, close or delete."""
    placement = get_visible_or_404(Placement, request.user, "change", pk=pk)
    words = PLACEMENT.step(step)
    if request.method == "POST":
        with domain_errors_as_messages(request):
            SERVICES[step](placement=placement, by=request.user)
            messages.success(request, words.done)
            if words.deletes:
                return redirect("matching:placement_list")
        return redirect("matching:placement_detail", placement.pk)
    closed = _closed_by_it(placement, request.user) if step == "close" else 0
    context = {"placement": placement, "step": words, "closed": closed}
    return render(request, "matching/placement_confirm.html", context)


def _closed_by_it(placement: Placement, reader: User) -> int:
    """How many applications close for good with the placement."""
    return Application.objects.visible_to(reader).filter(placement=placement).under_way().count()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def placement_extend(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Say that it is still open: one click for the usual time, or another day."""
    placement = get_visible_or_404(Placement, request.user, "change", pk=pk)
    usual = timezone.localdate() + timedelta(days=EXTENSION_DAYS)
    form = ExtendForm(typed(request), initial={"until": usual})
    if request.method == "POST" and form.is_valid():
        until = end_of_day(form.cleaned_data["until"], list(placement.programmes.all()))
        with domain_errors_in(form):
            extended = extend_placement(placement=placement, until=until, by=request.user)
            messages.success(
                request,
                worded(
                    lambda: _("Thank you. It is shown until %(day)s.") % {"day": day(extended.expires_at)}
                ),
            )
            return redirect("matching:placement_detail", placement.pk)
    return render(
        request,
        "matching/placement_extend.html",
        {
            "form": form,
            "placement": placement,
            "usual": usual,
            "is_past": placement.expires_at <= timezone.now(),
        },
        status=400 if request.method == "POST" else 200,
    )
