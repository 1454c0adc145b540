"""Events as lists and pages show them."""

import json

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from events.constants import EventState
from events.models import Event
from events.workflows import EVENT
from portal.core.markdown import render_markdown


def when(event: Event) -> str:
    """Day and hours on the clocks of the programme's place, as the reader's language writes them."""
    start = timezone.localtime(event.starts_at, event.programme.zone)
    end = timezone.localtime(event.ends_at, event.programme.zone)
    first = f"{date_format(start, 'DATE_FORMAT')}, {time_format(start, 'TIME_FORMAT')}"
    if start.date() == end.date():
        return f"{first} – {time_format(end, 'TIME_FORMAT')}"
    return f"{first} – {date_format(end, 'DATE_FORMAT')}, {time_format(end, 'TIME_FORMAT')}"


def where(event: Event) -> str:
    if event.place and event.link:
        return _("%(place)s and online") % {"place": event.place}
    return event.place or (_("Online") if event.link else "")


def event_card(event: Event) -> dict[str, object]:
    """Parameters of components/link_card.html, and the slug whose colour the card takes."""
    meta = [event.programme.acronym, when(event), where(event)]
    is_cancelled = event.state == EventState.CANCELLED
    return {
        "slug": event.programme.slug,
        "url": event.get_absolute_url(),
        "title": event.title,
        "text": "",
        "meta": [fact for fact in meta if fact],
        "tag": event.get_state_display() if is_cancelled else event.get_format_display(),
        "tag_kind": EVENT.badge(event.state) if is_cancelled else "",
    }


SCRIPT_ESCAPES = str.maketrans(
    {"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def event_facts(event: Event) -> list[tuple[object, ...]]:
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


def event_json_ld(event: Event, request: HttpRequest) -> SafeString:
    """The event for search engines (https://schema.org/Event); nothing in it can end the script element."""
    zone = event.programme.zone
    data: dict[str, object] = {
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


def _locations(event: Event) -> list[dict[str, object]]:
    places: list[dict[str, object]] = []
    if event.place:
        places.append({"@type": "Place", "name": event.place, "address": event.place})
    if event.link:
        places.append({"@type": "VirtualLocation", "url": event.link})
    return places
