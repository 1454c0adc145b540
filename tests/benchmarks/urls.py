"""The portal's addresses, and that of the floor."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal.urls import *  # noqa: F403  Django finds the pages for errors here, too
from portal.urls import urlpatterns as portals
from programmes.models import Programme


def floor(request: HttpRequest) -> HttpResponse:
    """What no page can cost less than: one query, through the whole middleware, as whoever asks."""
    return HttpResponse(f"{Programme.objects.order_by('pk').values_list('slug', flat=True)[:1].get()}\n")


urlpatterns = [path("floor/", floor), *portals]
