"""The talent's own profile: all of it, as companies see it, and one step at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from matching.facts import PROFILE_STEPS
from matching.forms.talent import (
    LanguageFormSet,
    LanguageRows,
    ProfileForm,
    SkillFormSet,
    SkillRows,
    initial_of,
)
from matching.models import Document, Talent
from matching.presentation.talents import STEP_TITLES, profile_facts, step_facts
from matching.queries.open_offers import common_places
from matching.queries.profiles import (
    filled_parts,
    has_content,
    language_rows,
    missing_steps,
    profile_of,
    skill_rows,
)
from matching.queries.skills import often_asked, skill_labels, suggest_skills
from matching.services.talents import ProfileFields, save_profile
from portal.core.collation import in_order
from portal.core.concurrent_edits import atomic_when_sent, lock_if_sent
from portal.core.formsets import asks_for_lines, keep_unchecked, with_more_lines
from portal.core.http import domain_errors_as_messages, sent, typed
from portal.core.page_messages import worded
from portal.core.regions.tree import region_name
from portal.core.suggestions import answer_suggestions
from portal.users.decorators import AuthenticatedRequest
from programmes.access import access_of, may
from programmes.roles import Role

KNOWN_REGIONS = 4
OFTEN_ASKED = 8
"""Skills that are offered to be added by one press."""

StepForm = ProfileForm | SkillRows | LanguageRows


@login_required
@require_safe
def profile(request: AuthenticatedRequest) -> HttpResponse:
    """All of it, part by part, with what is still missing."""
    _check(request)
    talent = profile_of(request.user)
    filled, missing = filled_parts(talent), missing_steps(talent)
    done = sum(filled.values())
    return render(
        request,
        "matching/profile.html",
        {
            "steps": [
                (name, STEP_TITLES[name], step_facts(talent, name) if talent else [], name in missing)
                for name in _steps(request)
            ],
            "next_step": missing[0] if missing else "",
            "done": done,
            "parts": len(filled),
            "progress": ngettext(
                "%(done)d of %(count)d part filled", "%(done)d of %(count)d parts filled", len(filled)
            )
            % {"done": done, "count": len(filled)},
            "has_content": has_content(talent),
            "add_url": reverse("matching:cv_add"),
            "can_keep_files": may(request.user, "add", Document),
            "documents": _documents(request, talent),
            "reader": access_of(request.user),
        },
    )


@login_required
@require_safe
def profile_preview(request: AuthenticatedRequest) -> HttpResponse:
    """What a company reads of it that one applies to."""
    _check(request)
    talent = profile_of(request.user)
    facts = profile_facts(talent) if talent else []
    context = {
        "facts": facts,
        "has_facts": any(fact[1] for fact in facts),
        "reader": access_of(request.user),
    }
    return render(request, "matching/profile_preview.html", context)


@login_required
@require_safe
def skill_suggestions(request: AuthenticatedRequest) -> HttpResponse:
    """Names of skills like what is being typed."""
    return answer_suggestions(request, suggest_skills)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_when_sent
def profile_step(request: AuthenticatedRequest, step: str) -> HttpResponse:
    """One step: saved by itself, left and come back to in any order."""
    _check(request)
    if step not in _steps(request):
        raise Http404
    talent = profile_of(request.user)
    if talent is not None:
        lock_if_sent(request, talent)
    form = FORMS.get(step, _step_form)(request, talent, step)
    if asks_for_lines(request):
        keep_unchecked(form)
    elif request.method == "POST" and form.is_valid():
        with domain_errors_as_messages(request):
            save_profile(user=request.user, by=request.user, **_said(form))
            return redirect(_after(request, step))
    return render(request, "matching/profile_step.html", _context(request, talent, step, form))


def _check(request: AuthenticatedRequest) -> None:
    if not may(request.user, "add", Talent):
        raise PermissionDenied


def _said(form: StepForm) -> dict[str, Any]:
    """What the service is told of this step."""
    if isinstance(form, SkillRows):
        return {"fields": {}, "skills": form.levels()}
    if isinstance(form, LanguageRows):
        return {"fields": {}, "languages": form.levels()}
    return {"fields": cast(ProfileFields, form.cleaned_data)}


def _after(request: AuthenticatedRequest, step: str) -> str:
    """Where saving leads: to the next step, after the last to the offers; to all of it whoever asks for that."""
    _before, following = _around(request, step)
    is_all_wanted = sent(request, "then") == "all"
    if following and not is_all_wanted:
        return reverse("matching:profile_step", args=[following])
    messages.success(
        request, worded(lambda: _("Your profile is saved. The offers are fitted to what it says now."))
    )
    return reverse("matching:profile" if is_all_wanted else "matching:offer_list")


def _steps(request: AuthenticatedRequest) -> tuple[str, ...]:
    """Those that ask the person something: a pupil writes nothing for companies, and may have no files to keep."""
    asks_more = not _is_pupil(request) or may(request.user, "add", Document)
    return PROFILE_STEPS if asks_more else tuple(step for step in PROFILE_STEPS if step != "more")


def _is_pupil(request: AuthenticatedRequest) -> bool:
    return Role.PUPIL in access_of(request.user).roles


def _around(request: AuthenticatedRequest, step: str) -> tuple[str, str]:
    """The step before this one and the step after it, "" where there is none."""
    steps = ("", *_steps(request), "")
    number = steps.index(step)
    return steps[number - 1], steps[number + 1]


# --- The forms of the steps ----------------------------------------------------------------------------------------


def _step_form(request: AuthenticatedRequest, talent: Talent | None, step: str) -> ProfileForm:
    form = ProfileForm(typed(request), step=step, initial=initial_of(talent), is_pupil=_is_pupil(request))
    if "regions" in form.fields:
        known = map(region_name, common_places(request.user, KNOWN_REGIONS))
        form.name_regions(sorted(known, key=in_order))
    return form


def _skill_lines(request: AuthenticatedRequest, talent: Talent | None, step: str) -> SkillRows:
    rows = skill_rows(talent) if talent else []
    names = skill_labels([row["skill"] for row in rows])
    saved = [{"name": names[row["skill"]], "level": row["level"]} for row in rows]
    return SkillFormSet(_lines(request, SkillFormSet, step), initial=saved, prefix=step)


def _language_lines(request: AuthenticatedRequest, talent: Talent | None, step: str) -> LanguageRows:
    saved = [{**row} for row in language_rows(talent)] if talent else []
    return LanguageFormSet(_lines(request, LanguageFormSet, step), initial=saved, prefix=step)


def _lines(request: AuthenticatedRequest, formset: Any, prefix: str) -> Any:
    data = typed(request)
    return data if data is None else with_more_lines(data, formset, prefix)


FORMS: dict[str, Callable[[AuthenticatedRequest, Talent | None, str], StepForm]] = {
    "skills": _skill_lines,
    "languages": _language_lines,
}
"""Steps that are lines; the others are fields."""


def _context(
    request: AuthenticatedRequest, talent: Talent | None, step: str, form: StepForm
) -> dict[str, object]:
    steps = _steps(request)
    before, following = _around(request, step)
    return {
        "form": form,
        "step": step,
        "title": STEP_TITLES[step],
        "number": steps.index(step) + 1,
        "count": len(steps),
        "before": before,
        "is_last": not following,
        "often": _often(request, talent) if step == "skills" else [],
        "can_keep_files": step == "more" and may(request.user, "add", Document),
        "documents": _documents(request, talent) if step == "more" else [],
        "add_url": reverse("matching:cv_add"),
    }


def _often(request: AuthenticatedRequest, talent: Talent | None) -> list[str]:
    """What offers in the person's field and of the kinds they seek ask for most, and the profile lacks."""
    if talent is None:
        return often_asked(request.user, most=OFTEN_ASKED)
    known = [row["skill"] for row in skill_rows(talent)]
    wishes = {"fields": [talent.field] if talent.field else [], "kinds": talent.kinds}
    return often_asked(request.user, most=OFTEN_ASKED, but=known, **wishes)


def _documents(request: AuthenticatedRequest, talent: Talent | None) -> list[Document]:
    return list(Document.objects.visible_to(request.user).filter(talent=talent)) if talent else []
