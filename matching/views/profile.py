"""The talent's own profile."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from matching.constants import MAX_LANGUAGES, MAX_SKILLS
from matching.forms.placements import keep_unchecked, with_more_rows
from matching.forms.talent import (
    LanguageFormSet,
    LanguageRows,
    ProfileForm,
    SkillFormSet,
    SkillRows,
    initial_of,
)
from matching.models import Document, Talent
from matching.queries.open_offers import common_places
from matching.queries.profiles import filled_parts, has_content, language_rows, profile_of, skill_rows
from matching.queries.skills import skill_labels, suggest_skills
from matching.services.talents import ProfileFields, save_profile
from portal.core.collation import in_order
from portal.core.concurrent_edits import atomic_when_sent, lock_if_sent
from portal.core.http import domain_errors_in, sent, typed
from portal.core.page_messages import worded
from portal.core.regions.tree import region_name
from portal.core.suggestions import answer_suggestions
from portal.users.decorators import AuthenticatedRequest
from portal.users.models import User
from programmes.access import access_of, may
from programmes.roles import Role

KNOWN_REGIONS = 8
ROWS = {"skills": MAX_SKILLS, "languages": MAX_LANGUAGES}

Forms = tuple[ProfileForm, SkillRows, LanguageRows]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_when_sent
def profile(request: AuthenticatedRequest) -> HttpResponse:
    """See and change the profile. "More rows" adds empty lines without saving, so it works without a script."""
    if not may(request.user, "add", Talent):
        raise PermissionDenied
    talent = profile_of(request.user)
    if talent is not None:
        lock_if_sent(request, talent)
    forms = _forms(request, talent)
    if request.method == "POST" and "more" in request.POST:
        for form in forms:
            keep_unchecked(form)
    elif request.method == "POST" and _are_valid(forms) and _save(request, *forms):
        return redirect("programmes:me")
    return render(request, "matching/profile.html", _context(request, talent, forms))


@login_required
@require_safe
def skill_suggestions(request: AuthenticatedRequest) -> HttpResponse:
    """Names of skills like what is being typed."""
    return answer_suggestions(request, suggest_skills)


def _are_valid(forms: Forms) -> bool:
    """Ask every form, so that all errors are shown at once."""
    return all([form.is_valid() for form in forms])  # noqa: C419


def _save(
    request: AuthenticatedRequest, form: ProfileForm, skills: SkillRows, languages: LanguageRows
) -> bool:
    with domain_errors_in(form):
        save_profile(
            user=request.user,
            by=request.user,
            fields=cast(ProfileFields, form.cleaned_data),
            skills=skills.levels(),
            languages=languages.levels(),
        )
        messages.success(
            request, worded(lambda: _("Your profile is saved. The offers are fitted to what it says now."))
        )
        return True
    return False


def _forms(request: HttpRequest, talent: Talent | None) -> Forms:
    data = typed(request)
    more = sent(request, "more")
    if data is not None and more in ROWS:
        data = with_more_rows(data, more, ROWS[more])
    skills, languages = _rows(talent)
    return (
        ProfileForm(
            data,
            initial=initial_of(talent),
            known_regions=_known_regions(request.user),
            is_pupil=Role.PUPIL in access_of(request.user).roles,
        ),
        SkillFormSet(data, initial=skills, prefix="skills"),
        LanguageFormSet(data, initial=languages, prefix="languages"),
    )


def _rows(talent: Talent | None) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    if talent is None:
        return [], []
    skills = skill_rows(talent)
    names = skill_labels([row["skill"] for row in skills])
    return [{"name": names[row["skill"]], "level": row["level"]} for row in skills], [
        {**row} for row in language_rows(talent)
    ]


def _known_regions(user: User | AnonymousUser) -> list[str]:
    """Regions and towns of open offers, those with most offers first kept, in alphabetical order."""
    return sorted(map(region_name, common_places(user, KNOWN_REGIONS)), key=in_order)


def _context(request: HttpRequest, talent: Talent | None, forms: Forms) -> dict[str, object]:
    form, skills, languages = forms
    filled = filled_parts(talent)
    done = sum(filled.values())
    return {
        "form": form,
        "skills": skills,
        "languages": languages,
        "talent": talent,
        "done": done,
        "parts": len(filled),
        "progress": ngettext(
            "%(done)d of %(count)d part filled", "%(done)d of %(count)d parts filled", len(filled)
        )
        % {"done": done, "count": len(filled)},
        "has_content": has_content(talent),
        "add_url": reverse("matching:cv_add"),
        "can_keep_files": may(request.user, "add", Document),
        "documents": list(Document.objects.visible_to(request.user).filter(talent=talent)) if talent else [],
    }
