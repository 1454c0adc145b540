"""Coming events of a programme as a part of another site's page: the only page of the portal that may be framed."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from events.filters import EventFilter
from events.presentation.events import event_card
from events.views.events import LISTED, events_for
from portal.core.http import asked
from portal.core.visitor_pages.declared import for_visitors
from programmes.models import Programme
from programmes.scoping import get_visible_or_404

LENGTH = 20
"""So many are listed; the whole list is one press away."""
NOBODY = AnonymousUser()
"""Whoever looks: another site's page shows what everybody may see, also to somebody who is signed in here."""


@for_visitors(shows=LISTED, knows=[*EventFilter.base_filters, "lang"])
@require_safe
def event_embed(request: HttpRequest) -> HttpResponse:
    """With the filters of the list, of one programme, in the language that the other site asks for.

    It reads no session, sets no cookie and needs no script. The sites that a programme names may frame it.
    """
    programme = get_visible_or_404(Programme.objects.public(), NOBODY, slug=asked(request, "programme"))
    chosen = events_for(request, NOBODY, Programme.objects.visible_to(NOBODY).filter(pk=programme.pk))
    language = _language(request)
    with override(language):
        context = {
            "programme": programme,
            "cards": [event_card(event) for event in chosen.qs.for_cards()[:LENGTH]],
            "all_events": _all_events(request),
        }
        response = render(request, "events/embed.html", context)
    response["Content-Language"] = language
    return framed_by(programme.embedding_hosts, response)


def framed_by(hosts: list[str], response: HttpResponse) -> HttpResponse:
    """The answer, which pages of these sites may show as a part of theirs; of no site where none is named."""
    if hosts:
        response.xframe_options_exempt = True  # it knows no hosts
        response._csp_replace = {"frame-ancestors": [f"https://{host}" for host in hosts]}  # type: ignore[attr-defined]
    return response


def _all_events(request: HttpRequest) -> str:
    """The list with the same filters, in which whoever opens it reads their own language."""
    query = request.GET.copy()
    query.pop("lang", None)
    return f"{reverse('events:list')}?{query.urlencode()}"


def _language(request: HttpRequest) -> str:
    language = asked(request, "lang")
    return language if language in dict(settings.LANGUAGES) else get_language() or settings.LANGUAGE_CODE
