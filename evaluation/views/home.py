from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from programmes.access import may
from programmes.models import Programme


class Home(LoginRequiredMixin, View):
    """The programmes whose figures the person may see, subprogrammes below the one they are part of."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not may(request.user, "evaluate", Programme):
            raise PermissionDenied
        programmes = list(Programme.objects.visible_to(request.user, "evaluate").select_related("parent"))
        reached = {programme.pk for programme in programmes}
        groups = [
            (top, [each for each in programmes if each.parent_id == top.pk])
            for top in programmes
            if top.parent_id not in reached
        ]
        return render(request, "evaluation/home.html", {"groups": groups})
