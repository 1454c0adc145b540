"""Events as cards, and where they appear on the pages of the floors below."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from events.constants import EventState
from events.models import Event
from programmes.constants import EnrolmentStatus
from programmes.dashboard import Section, programme_sections, sections
from programmes.models import Programme

SHOWN = 3


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


def event_card(event: Event) -> dict[str, Any]:
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
        "tag_kind": "bad" if is_cancelled else "",
    }


@programme_sections.register("events.upcoming")
def events_of_programme(programme: Programme, user: Any) -> Section | None:
    """What comes next in a programme and its subprogrammes."""
    rows = Event.objects.visible_to(user).public().upcoming().of_programme(programme)
    return _section(list(rows.select_related("programme")[:SHOWN]), _("Coming events"), programme.slug)


@sections.register("events.coming")
def coming(user: Any) -> Section | None:
    """What comes next in the programmes the person takes part in."""
    mine = {"enrolments__person": user, "enrolments__status": EnrolmentStatus.ACTIVE}
    programmes = Programme.objects.visible_to(user).filter(**mine)
    rows = Event.objects.visible_to(user).public().upcoming().filter(programme__in=programmes.values("pk"))
    return _section(list(rows.select_related("programme")[:SHOWN]), _("What is coming"), "")


def _section(events: list[Event], title: str, slug: str) -> Section | None:
    if not events:
        return None
    address = reverse("events:list") + (f"?programme={slug}" if slug else "")
    context = {"title": title, "cards": [event_card(event) for event in events], "all_url": address}
    return Section("events/section_events.html", context, position=30)
