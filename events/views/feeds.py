"""Coming events for those who follow them: in a calendar, or in a feed reader, with the list's filters."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.filters import EventFilter
from events.models import Event, Room, Session
from events.presentation.calendar import event_entries
from events.presentation.events import event_summary
from events.views.events import LISTED, chosen_events, rooms_of
from portal.core.calendar import EXTENSION, Entry, Method, content_type, write_calendar
from portal.core.feeds import SpokenFeed, printable
from portal.core.http import same_query
from portal.core.presentation import fallback_language
from portal.core.visitor_pages.declared import for_visitors, shown_to_visitors
from programmes.models import Programme
from programmes.scoping import get_visible_or_404

REFRESH = timedelta(hours=6)
"""How often a calendar is asked to look again."""
CALENDAR_LENGTH, FEED_LENGTH = 300, 50


@for_visitors(shows=LISTED, knows=EventFilter.base_filters)
@require_safe
def event_calendar(request: HttpRequest) -> HttpResponse:
    """What is coming, for a calendar that looks again from time to time; what is cancelled is taken out there."""
    rows = chosen_events(request).qs.select_related("programme", "room").prefetch_related("sessions__room")
    entries = [entry for event in rows[:CALENDAR_LENGTH] for entry in event_entries(event)]
    return _answer(entries, name=_("Events on Bleibe"), refresh=REFRESH)


@for_visitors(shows=(Event, Session, Room, Programme))
@require_safe
def event_file(request: HttpRequest, pk: int) -> HttpResponse:
    """One event with its dates, for a calendar that reads files."""
    rows = Event.objects.visible_to(request.user).select_related("programme", "room")
    event = get_visible_or_404(rows, request.user, pk=pk)
    shown_to_visitors(request).only(Event, rows=[event.pk])
    shown_to_visitors(request).only(Room, rows=rooms_of(event))
    return file_of(event_entries(event), event)


def file_of(entries: list[Entry], event: Event) -> HttpResponse:
    """The entries of its dates as a file named by the day on which the event begins."""
    response = _answer(entries)
    day = timezone.localtime(event.starts_at, event.programme.zone)
    response["Content-Disposition"] = f'attachment; filename="{day:%Y-%m-%d}.{EXTENSION}"'
    return response


def _answer(entries: list[Entry], **about: Any) -> HttpResponse:
    text = write_calendar(entries, method=Method.PUBLISH, **about)
    return HttpResponse(text, content_type=content_type(Method.PUBLISH))


class EventFeed(Feed):
    """Events as they are announced, the newest first."""

    feed_type = SpokenFeed

    def get_object(self, request: HttpRequest, *args: object, **kwargs: object) -> EventFilter:
        self.request = request
        return chosen_events(request)

    def title(self) -> str:
        return _("Events on Bleibe")

    def subtitle(self) -> str:
        return _("Workshops, meetings and visits that are coming, the newest first.")

    def link(self) -> str:
        return same_query(self.request, "events:list")

    def feed_url(self) -> str:
        return self.request.get_full_path()

    def items(self, chosen: EventFilter) -> list[Event]:
        rows = chosen.qs.select_related("programme", "room").order_by("-created_at", "-pk")
        return list(rows[:FEED_LENGTH])

    def item_title(self, item: Event) -> str:
        return printable(str(item.title))

    def item_extra_kwargs(self, item: Event) -> dict[str, Any]:
        return {"language": fallback_language(item.title)}

    def item_description(self, item: Event) -> str:
        return printable(event_summary(item))

    def item_author_name(self, item: Event) -> str:
        return printable(item.programme.acronym)

    def item_pubdate(self, item: Event) -> datetime:
        return item.created_at

    def item_updateddate(self, item: Event) -> datetime:
        return item.updated_at


@for_visitors(shows=LISTED, knows=EventFilter.base_filters)
@require_safe
def event_feed(request: HttpRequest) -> HttpResponse:
    return EventFeed()(request)
