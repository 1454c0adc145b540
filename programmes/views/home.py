from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from programmes.extensions import home_sections, sections_from
from programmes.models import Programme
from programmes.presentation.programmes import programme_card

CARDS = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    programmes = Programme.objects.visible_to(request.user).public().top_level().with_subprogramme_count()
    return render(
        request,
        "programmes/home.html",
        {
            "cards": [
                programme_card(programme) for programme in programmes.order_by("-status", "acronym")[:CARDS]
            ],
            "sections": sections_from(home_sections, request.user),
        },
    )
