"""The picture on an event's page, and the one that others show where its address is shared."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from events.models import Event
from events.presentation.events import event_share_picture as share_picture_of
from portal.core.share_pictures import Shared, answer_picture
from programmes.scoping import get_visible_or_404
from programmes.views.pictures import SHORT_WHILE, answer_stored_picture


@require_safe
def event_picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    event = _event(request, pk)
    return answer_stored_picture(
        event.picture, f"public, {SHORT_WHILE}" if event.is_for_everybody else "private, no-store"
    )


@require_safe
def event_share_picture(request: HttpRequest, pk: int, language: str, digest: str) -> HttpResponse:
    """What others show of an event that everybody may see, in the language of the page that names it."""
    event = _event(request, pk)
    if not event.is_for_everybody or language not in dict(settings.LANGUAGES):
        raise Http404
    with override(language):
        share = shared(event)
    return answer_picture(request, share, digest)


def shared(event: Event) -> Shared:
    """The picture of an event in the language of the page, and where it is."""
    picture = share_picture_of(event)
    address = reverse("events:share_picture", args=[event.pk, get_language(), picture.digest])
    return Shared(picture, address)


def _event(request: HttpRequest, pk: int) -> Event:
    return get_visible_or_404(Event.objects.select_related("programme"), request.user, pk=pk)
