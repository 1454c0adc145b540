from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.users.decorators import AuthenticatedRequest
from programmes.access import may
from programmes.extensions import role_pages_of
from programmes.models import Programme


@login_required
@require_safe
def home(request: AuthenticatedRequest) -> HttpResponse:
    """The programmes whose figures the person may see, subprogrammes below the one they are part of."""
    if not may(request.user, "evaluate", Programme):
        raise PermissionDenied
    programmes = list(Programme.objects.visible_to(request.user, "evaluate").select_related("parent"))
    reached = {programme.pk for programme in programmes}
    groups = [
        (top, [each for each in programmes if each.parent_id == top.pk])
        for top in programmes
        if top.parent_id not in reached
    ]
    context = {"groups": groups, "role_pages": role_pages_of(request, at=request.path)}
    return render(request, "evaluation/home.html", context)
