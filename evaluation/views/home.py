from collections import defaultdict
from collections.abc import Collection, Iterable

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluation.models import Report, Target
from evaluation.presentation.standing import at_a_glance
from evaluation.queries.contributions import participants_in
from evaluation.queries.standing import standings
from portal.users.decorators import AuthenticatedRequest
from portal.users.models import User
from programmes.access import may
from programmes.extensions import role_pages_of
from programmes.models import Programme


@login_required
@require_safe
def home(request: AuthenticatedRequest) -> HttpResponse:
    """Where the programmes stand whose figures the person may see, subprogrammes below the one they are part of."""
    if not may(request.user, "evaluate", Programme):
        raise PermissionDenied
    programmes = list(Programme.objects.visible_to(request.user, "evaluate").select_related("parent"))
    reached = {programme.pk for programme in programmes}
    tops = [each for each in programmes if each.parent_id not in reached]
    below = defaultdict(list)
    for each in programmes:
        below[each.parent_id].append(each)
    keys = {each.pk for each in tops}
    found = standings(participants_in(reached, request.user), programmes)
    targets, reports = _targets(request.user, keys), _latest_reports(request.user, keys)
    today = timezone.localdate()
    glances = [
        at_a_glance(each, below[each.pk], found, targets[each.pk], reports.get(each.pk), today)
        for each in tops
    ]
    context = {"glances": glances, "role_pages": role_pages_of(request, at=request.path)}
    return render(request, "evaluation/home.html", context)


def _targets(user: User, programmes: Collection[int]) -> dict[int, list[Target]]:
    rows: Iterable[Target] = Target.objects.visible_to(user).filter(programme__in=programmes)
    found: dict[int, list[Target]] = defaultdict(list)
    for target in rows.select_related("indicator").order_by("indicator__position", "indicator__code"):  # type: ignore[attr-defined]
        found[target.programme_id].append(target)
    return found


def _latest_reports(user: User, programmes: Collection[int]) -> dict[int, Report]:
    """Of each programme the one that was built last."""
    rows = Report.objects.visible_to(user).ready().filter(programme__in=programmes)
    latest = rows.order_by("programme_id", "-finished_at", "-pk").distinct("programme_id")
    return {report.programme_id: report for report in latest}
