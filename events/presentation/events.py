"""Events as lists and pages show them."""

from decimal import Decimal
from html import unescape

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.constants import EventState, TargetGroup
from events.facts import EVENT_FACTS
from events.models import Event
from events.models.room import address_in, where_in
from events.presentation.sessions import sub_events
from events.workflows.events import EVENT
from portal.core.amounts import json_number, money_shown
from portal.core.facts import Shown, shown_in
from portal.core.locales import country_name, language_name
from portal.core.markdown import render_markdown
from portal.core.moments import span_in_words, zone_in_words
from portal.core.presentation import Item, Rendering, items, renderings, spoken, spoken_note
from portal.core.share_pictures import SharePicture
from portal.core.structured_data import json_ld


def when(event: Event) -> str:
    """Day and hours on the clocks of the programme's place, as the reader's language writes them."""
    return span_in_words(event.starts_at, event.ends_at, event.programme.zone)


def where(event: Event) -> str:
    place = where_in(event.room, event.place)
    if place and event.link:
        return _("%(place)s and online") % {"place": place}
    return place or (_("Online") if event.link else "")


def fee_in_words(event: Event) -> str:
    """Nothing is said where an event costs nothing and nobody has to register: most are free."""
    if not event.fee:
        return ""
    return _("%(amount)s € for each place") % {"amount": money_shown(event.fee)}


def picture_address(event: Event) -> str:
    """Where its picture is; nothing where it has none."""
    return reverse("events:picture", args=[event.pk]) if event.picture else ""


def joint_in_words(event: Event) -> str:
    """The countries that those who hold it come from, where that makes it a joint event."""
    return ", ".join(country_name(code) for code in event.joint_countries())


def event_share_picture(event: Event) -> SharePicture:
    """What is shown of the event where its address is shared."""
    return SharePicture(
        kind=event.get_format_display(),
        title=str(event.title),
        by=when(event),
        place=where(event),
        name=event.programme.acronym,
        colour=event.programme.colour,
    )


def event_card(event: Event) -> dict[str, object]:
    """Parameters of components/link_card.html, and the slug whose colour the card takes."""
    meta = [event.programme.acronym, when(event), where(event)]
    is_cancelled = event.state == EventState.CANCELLED
    return {
        "slug": event.programme.slug,
        "url": event.get_absolute_url(),
        "title": spoken(event.title),
        "text": "",
        "meta": [fact for fact in (*meta, spoken_note(event.title)) if fact],
        "tag": event.get_state_display() if is_cancelled else event.get_format_display(),
        "tag_kind": EVENT.badge(event.state) if is_cancelled else "",
    }


def _host_page(event: Event) -> str:
    host = event.host
    return host.get_absolute_url() if host and host.is_verified else ""


EVENT_WORDS = renderings(
    Event,
    EVENT_FACTS,
    {
        "when": Rendering(label=gettext_lazy("When"), value=when),
        "time_zone": Rendering(
            label=gettext_lazy("Time zone"), value=lambda row: zone_in_words(row.programme.time_zone)
        ),
        "where": Rendering(label=gettext_lazy("Where"), value=where),
        "accessibility": Rendering(
            label=gettext_lazy("Getting in"),
            value=lambda row: spoken(row.room.accessibility) if row.room else "",
        ),
        "link": Rendering(
            label=gettext_lazy("Online"),
            value=lambda row: _("Take part online") if row.link else "",
            url=lambda row: row.link,
        ),
        "languages": Rendering(
            label=gettext_lazy("Languages"),
            value=lambda row: ", ".join(language_name(code) for code in row.languages),
        ),
        "fee": Rendering(label=gettext_lazy("Fee"), value=fee_in_words),
        "fee_note": Rendering(
            label=gettext_lazy("How it is paid"),
            value=lambda row: spoken(row.fee_note) if str(row.fee_note) else "",
        ),
        "host": Rendering(
            label=gettext_lazy("Host"), value=lambda row: row.host.name if row.host else "", url=_host_page
        ),
        "programme": Rendering(
            label=gettext_lazy("Programme"),
            value=lambda row: row.programme.acronym,
            url=lambda row: row.programme.get_absolute_url(),
        ),
    },
)
"""How each fact of an event reads. What is not named here reads as its field does."""


def text_of(event: Event) -> str:
    """What is written about it, on one line and without markup."""
    return " ".join(unescape(strip_tags(render_markdown(str(event.description)))).split())


def event_summary(event: Event) -> str:
    """When and where it is, and what is written about it, for a feed reader."""
    state = event.get_state_display() if event.state == EventState.CANCELLED else ""
    return " · ".join(filter(None, (state, when(event), where(event), text_of(event))))


def event_facts(event: Event) -> list[Item]:
    """Items of components/facts.html."""
    return items(event, shown_in(EVENT_FACTS, Shown.GLANCE), EVENT_WORDS)


def event_json_ld(event: Event, request: HttpRequest) -> SafeString:
    """The event for search engines (https://schema.org/Event); nothing in it can end the script element."""
    zone = event.programme.zone
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": str(event.title),
        "description": text_of(event),
        "startDate": timezone.localtime(event.starts_at, zone).isoformat(),
        "endDate": timezone.localtime(event.ends_at, zone).isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "url": request.build_absolute_uri(event.get_absolute_url()),
        "organizer": {"@type": "Organization", "name": event.programme.acronym},
        "location": _locations(event),
    }
    data |= _about_access(event, request)
    if parts := sub_events(event, event.all_dates()):
        data["subEvent"] = parts
    return json_ld(data)


def _about_access(event: Event, request: HttpRequest) -> dict[str, object]:
    """Whom it is for, in which languages, what it costs and where one registers, and its picture."""
    fee, url = event.fee or Decimal(0), request.build_absolute_uri(event.get_absolute_url())
    data: dict[str, object] = {"isAccessibleForFree": not fee}
    if fee:
        offer = {"@type": "Offer", "price": json_number(fee), "priceCurrency": "EUR", "url": url}
        data["offers"] = offer
    if languages := [str(code) for code in event.languages]:
        data["inLanguage"] = languages
    if event.target_groups:
        names = [str(TargetGroup(each).label) for each in event.target_groups]
        data["audience"] = [{"@type": "Audience", "audienceType": name} for name in names]
    if address := picture_address(event):
        data["image"] = request.build_absolute_uri(address)
    return data


def _locations(event: Event) -> list[dict[str, object]]:
    places: list[dict[str, object]] = []
    name, address = event.room.name if event.room else "", address_in(event.room, event.place)
    if name or address:
        places.append({"@type": "Place", "name": name or address, "address": address or name})
    if event.link:
        places.append({"@type": "VirtualLocation", "url": event.link})
    return places
