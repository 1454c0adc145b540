import json
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.constants import EventState
from events.filters import EventFilter
from events.models import Event
from events.sections import event_card, when, where
from portal.core.markdown import render_markdown
from programmes.constants import Module
from programmes.models import Programme
from programmes.scoping import get_visible_or_404

PAGE_SIZE = 20
SCRIPT_ESCAPES = str.maketrans(
    {"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    programmes = Programme.objects.visible_to(request.user).public().top_level().order_by("acronym")
    rows = Event.objects.visible_to(request.user).public().upcoming().select_related("programme")
    chosen = EventFilter(request.GET or None, queryset=rows, programmes=programmes)
    page = Paginator(chosen.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "events/event_list.html",
        {
            "form": chosen.form,
            "page": page,
            "cards": [event_card(event) for event in page],
            "active_count": sum(bool(request.GET.get(name)) for name in chosen.filters),
        },
    )


@require_safe
def event_detail(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Event.objects.visible_to(request.user).select_related("programme", "host")
    event = get_visible_or_404(rows, request.user, pk=pk)
    is_over = event.ends_at < timezone.now()
    is_announced = (
        event.state == EventState.PUBLISHED and event.programme.shows(Module.EVENTS) and not is_over
    )
    return render(
        request,
        "events/event_detail.html",
        {
            "event": event,
            "programme": event.programme,
            "facts": _facts(event),
            "is_over": is_over,
            "is_cancelled": event.state == EventState.CANCELLED,
            "is_draft": event.state == EventState.DRAFT,
            "json_ld": _json_ld(event, request) if is_announced else "",
        },
    )


def _facts(event: Event) -> list[tuple[Any, ...]]:
    """Items of components/facts.html."""
    host = event.host
    return [
        (_("When"), when(event)),
        (_("Time zone"), event.programme.zone.key.replace("_", " ")),
        (_("Where"), where(event)),
        (_("Online"), _("Take part online") if event.link else "", event.link),
        (_("Format"), event.get_format_display()),
        (_("Host"), host.name if host else "", host.get_absolute_url() if host and host.is_verified else ""),
        (_("Programme"), event.programme.acronym, event.programme.get_absolute_url()),
    ]


def _json_ld(event: Event, request: HttpRequest) -> SafeString:
    """The event for search engines (https://schema.org/Event); nothing in it can end the script element."""
    zone = event.programme.zone
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": str(event.title),
        "description": " ".join(strip_tags(render_markdown(str(event.description))).split()),
        "startDate": timezone.localtime(event.starts_at, zone).isoformat(),
        "endDate": timezone.localtime(event.ends_at, zone).isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "url": request.build_absolute_uri(event.get_absolute_url()),
        "organizer": {"@type": "Organization", "name": event.programme.acronym},
        "location": _locations(event),
    }
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(SCRIPT_ESCAPES))  # noqa: S308  escaped above


def _locations(event: Event) -> list[dict[str, Any]]:
    places: list[dict[str, Any]] = []
    if event.place:
        places.append({"@type": "Place", "name": event.place, "address": event.place})
    if event.link:
        places.append({"@type": "VirtualLocation", "url": event.link})
    return places
