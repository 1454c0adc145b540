"""Writing placements: begun with a kind or an earlier one, changed, and looked at as others see them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matching.constants import PlacementKind, PlacementState
from matching.facts import ASKED_OF_KIND
from matching.forms.placements import (
    SECTIONS,
    LanguageFormSet,
    LanguageRows,
    PlacementForm,
    SkillFormSet,
    SkillRows,
)
from matching.models import Placement, Posting
from matching.presentation.placement_patterns import KIND_HINTS, from_earlier, from_kind
from matching.presentation.placements import asked_facts, offer_facts, offer_tags, place_of
from matching.services.placements.writing import create_placement, update_placement
from matching.workflows.placements import PLACEMENT
from portal.core.collation import Alphabetical
from portal.core.concurrent_edits import atomic_when_sent, lock_if_sent
from portal.core.formsets import asks_for_lines, keep_unchecked, with_more_lines
from portal.core.http import asked, domain_errors_in, sent, typed
from portal.core.locales import language_name
from portal.core.page_messages import worded
from portal.core.workflow import Actor
from portal.users.decorators import AuthenticatedRequest
from programmes.access import access_of, may_for
from programmes.models import Organisation
from programmes.scoping import get_visible_or_404

EARLIER = 5
"""Placements that are offered to be copied, the newest first."""


class Forms(NamedTuple):
    """The form of a placement with its lines; kinds that need no skills have no lines for them."""

    form: PlacementForm
    languages: LanguageRows
    skills: SkillRows | None

    @property
    def all(self) -> list[Any]:
        return [each for each in self if each is not None]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def placement_add(request: AuthenticatedRequest) -> HttpResponse:
    """Begun with a kind (`?kind=`) or a copy (`?copy=`); without either, the page asks for one of them."""
    copied = _copied(request)
    organisation = copied.organisation if copied else _organisation(request)
    if organisation is None:
        return redirect("programmes:organisation_home")
    if not may_for(request.user, "add", Placement, organisation):
        raise PermissionDenied
    kind = asked(request, "kind")
    is_begun = copied or kind in PlacementKind.values or typed(request) is not None
    if not is_begun:
        return _start(request, organisation)
    return _write(request, organisation, None, copied)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_when_sent
def placement_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    placement = get_visible_or_404(Placement, request.user, "change", pk=pk)
    lock_if_sent(request, placement)
    return _write(request, placement.organisation, placement)


@login_required
@require_safe
def placement_preview(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The placement as others will see it."""
    placement = get_visible_or_404(Placement, request.user, "change", pk=pk)
    return render(
        request,
        "matching/placement_preview.html",
        {
            "placement": placement,
            "place": place_of(placement),
            "tags": offer_tags(placement),
            "asked": asked_facts(placement),
            "facts": offer_facts(placement),
            "programmes": placement.programmes.order_by(Alphabetical()),
            "can_submit": placement.state in PLACEMENT.states_where(waits_for=Actor.ORGANISATION),
        },
    )


# --- What it begins with -------------------------------------------------------------------------------------------


def _organisation(request: AuthenticatedRequest) -> Organisation | None:
    """The one that `?organisation=` names, else the first the person speaks for."""
    visible = Organisation.objects.visible_to(request.user)
    if wanted := asked(request, "organisation"):
        return get_visible_or_404(visible, request.user, pk=wanted)
    mine: Organisation | None = (
        visible.filter(pk__in=access_of(request.user).organisation_ids("add", Placement))
        .order_by(Alphabetical())
        .first()
    )
    return mine


def _copied(request: AuthenticatedRequest) -> Placement | None:
    """The placement that is taken as a pattern: one that the person may change, of whatever state."""
    if wanted := asked(request, "copy"):
        rows = Placement.objects.visible_to(request.user).select_related("organisation")
        return get_visible_or_404(rows, request.user, "change", pk=wanted)
    return None


def _start(request: AuthenticatedRequest, organisation: Organisation) -> HttpResponse:
    earlier = Placement.objects.worked_on_by(request.user, "change").filter(organisation=organisation)
    return render(
        request,
        "matching/placement_start.html",
        {
            "organisation": organisation,
            "kinds": [(kind.value, kind.label, KIND_HINTS[kind]) for kind in PlacementKind],
            "earlier": earlier.defer("search", "description").order_by("-created_at", "-pk")[:EARLIER],
        },
    )


# --- The form ------------------------------------------------------------------------------------------------------


def _write(
    request: AuthenticatedRequest,
    organisation: Organisation,
    placement: Placement | None,
    copied: Placement | None = None,
) -> HttpResponse:
    forms = _forms(request, organisation, placement, copied)
    is_unsaved = asks_for_lines(request)
    if is_unsaved:
        for each in forms.all:
            keep_unchecked(each)
    elif request.method == "POST" and all([each.is_valid() for each in forms.all]):  # noqa: C419  all errors at once
        with domain_errors_in(forms.form):
            saved = _writer(organisation, placement)(**_said(forms), by=request.user)
            return _saved(request, saved, placement)
    is_refused = request.method == "POST" and not is_unsaved
    return render(
        request,
        "matching/placement_form.html",
        {
            **forms._asdict(),
            "organisation": organisation,
            "placement": placement,
            "copied": copied,
            "spoken": [(code, language_name(code)) for code in organisation.languages],
            "needs_review_again": placement is not None and PLACEMENT.allows("rewrite", placement.state),
        },
        status=400 if is_refused else 200,
    )


def _writer(organisation: Organisation, placement: Placement | None) -> Callable[..., Placement]:
    if placement is None:
        return partial(create_placement, organisation=organisation)
    return partial(update_placement, placement=placement)


def _said(forms: Forms) -> dict[str, Any]:
    """What the service is told; of skills nothing where they were not asked for."""
    said = {**forms.form.chosen(), "languages": forms.languages.chosen()}
    return said if forms.skills is None else said | {"skills": forms.skills.chosen()}


def _forms(
    request: AuthenticatedRequest,
    organisation: Organisation,
    placement: Placement | None,
    copied: Placement | None,
) -> Forms:
    data = typed(request)
    if data is not None:
        data = with_more_lines(data, SkillFormSet, "skills")
        data = with_more_lines(data, LanguageFormSet, "languages")
    skills, languages = _lines_of(request, placement or copied)
    form = PlacementForm(
        data, organisation=organisation, instance=placement, initial=_begun_with(request, copied)
    )
    asks_for_skills = bool(skills) or "skills" in ASKED_OF_KIND[form.kind_shown]
    return Forms(
        form,
        LanguageFormSet(data, prefix="languages", initial=languages),
        SkillFormSet(data, prefix="skills", initial=skills) if asks_for_skills else None,
    )


def _begun_with(request: AuthenticatedRequest, copied: Placement | None) -> dict[str, Any]:
    if copied is not None:
        shown_in = Posting.objects.visible_to(request.user).filter(placement=copied)
        programmes = list(shown_in.values_list("programme", flat=True))
        return from_earlier(copied, programmes, timezone.localdate())
    kind = asked(request, "kind")
    return from_kind(kind) if kind in PlacementKind.values else {}


def _lines_of(
    request: AuthenticatedRequest, placement: Placement | None
) -> tuple[list[dict[str, object]], list[Any]]:
    if placement is None:
        return [], []
    rows = placement.skills.visible_to(request.user).select_related("skill").prefetch_related("skill__labels")
    return (
        [{"name": row.skill.label, "need": row.need, "level": row.level} for row in rows],
        list(placement.languages.visible_to(request.user).values("language", "level")),
    )


def _saved(request: AuthenticatedRequest, saved: Placement, before: Placement | None) -> HttpResponse:
    section = sent(request, "then")
    if section in (*SECTIONS, "shown"):
        messages.success(request, worded(lambda: _("Saved.")))
        return redirect(f"{reverse('matching:placement_edit', args=[saved.pk])}#{section}")
    if before is None or saved.state == PlacementState.DRAFT:
        messages.success(
            request, worded(lambda: _("Your draft is saved. Look at it the way others will, then submit it."))
        )
        return redirect("matching:placement_preview", saved.pk)
    if saved.state == PlacementState.SUBMITTED and PLACEMENT.allows("rewrite", before.state):
        messages.success(request, PLACEMENT.step("rewrite").done)
    else:
        messages.success(request, worded(lambda: _("Saved.")))
    return redirect("matching:placement_detail", saved.pk)
