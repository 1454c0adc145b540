"""Pages of events: the list of what is coming, and one of them."""

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.constants import EventState
from events.filters import EventFilter
from events.models import Admission, ClassOffer, Event, Room, Session
from events.presentation.classes import offer_facts
from events.presentation.events import event_card, event_facts, event_json_ld, picture_address
from events.presentation.registrations import ways
from events.presentation.sessions import dates_of
from events.queries.events import next_end, next_turn, next_turn_of_all
from events.views.pictures import shared
from events.workflows.events import EVENT
from portal.core.collation import Alphabetical
from portal.core.http import asked, same_query
from portal.core.visitor_pages.declared import for_visitors, shown_to_visitors
from portal.core.workflow import Actor
from portal.users.models import User
from programmes.access import access_of
from programmes.constants import Module
from programmes.models import Organisation, Programme
from programmes.querysets.programmes import ProgrammeQuerySet
from programmes.scoping import get_visible_or_404

PAGE_SIZE = 20


LISTED = (Event, Session, Room, Admission, Programme)
"""What lists of events show, or are narrowed by."""


@for_visitors(shows=LISTED, knows=[*EventFilter.base_filters, "page"])
@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    chosen = chosen_events(request)
    page = Paginator(chosen.qs.for_cards(), PAGE_SIZE).get_page(asked(request, "page"))
    return render(
        request,
        "events/event_list.html",
        {
            "form": chosen.form,
            "page": page,
            "cards": [event_card(event) for event in page],
            "calendar": same_query(request, "events:calendar"),
            "feed": same_query(request, "events:feed"),
            "month": same_query(request, "events:month"),
            "active_count": sum(bool(asked(request, name)) for name in chosen.filters),
        },
    )


def chosen_events(request: HttpRequest) -> EventFilter:
    """What is coming of what the reader sees, as far as the address's filters leave it."""
    return events_for(request, request.user, programmes_offered(request.user))


def programmes_offered(reader: User | AnonymousUser) -> ProgrammeQuerySet:
    """Those by which lists of events can be narrowed."""
    return Programme.objects.visible_to(reader).public().top_level().order_by(Alphabetical())


def events_for(
    request: HttpRequest, reader: User | AnonymousUser, programmes: ProgrammeQuerySet
) -> EventFilter:
    """What is coming of what `reader` sees; of the address's filters, that by programme knows `programmes`."""
    shown = shown_to_visitors(request)
    shown.until(next_end)
    if asked(request, "free"):
        shown.until(next_turn_of_all)
    rows = Event.objects.visible_to(reader).public().upcoming()
    return EventFilter(
        request.GET or None, queryset=rows, programmes=programmes, languages=rows.languages_held_in()
    )


@for_visitors(shows=(Event, Admission, ClassOffer, Session, Room, Programme, Organisation))
@require_safe
def event_detail(request: HttpRequest, pk: int) -> HttpResponse:
    rows = (
        Event.objects.visible_to(request.user)
        .select_related("programme", "host", "room", "class_offer")
        .prefetch_related("sessions__room")
    )
    event = get_visible_or_404(rows, request.user, pk=pk)
    shown = shown_to_visitors(request)
    shown.only(Event, rows=[event.pk])  # and, noted with it, when it is and how many may come
    shown.only(Room, rows=rooms_of(event))
    shown.only(Organisation, rows=[event.host_id] if event.host_id else [])
    is_over = event.ends_at < timezone.now()
    shown.until(lambda: None if is_over else event.ends_at)
    is_announced = (
        event.state == EventState.PUBLISHED and event.programme.shows(Module.EVENTS) and not is_over
    )
    admissions = list(
        Admission.objects.visible_to(request.user).filter(event=event).select_related("event__programme")
    )
    is_ahead = event.state == EventState.PUBLISHED and not is_over
    if is_ahead:
        shown.until(lambda: next_turn(admissions))
    return render(
        request,
        "events/event_detail.html",
        {
            "event": event,
            "programme": event.programme,
            "facts": event_facts(event),
            "dates": dates_of(event),
            "is_over": is_over,
            "ways": ways(event, admissions) if is_ahead else [],
            "may_register": is_ahead and any(row.is_open(timezone.now()) for row in admissions),
            "for_classes": offer_facts(event.class_offer)
            if is_ahead and hasattr(event, "class_offer")
            else [],
            "may_book_class": not event.has_begun,
            "is_cancelled": event.state == EventState.CANCELLED,
            "explanation": EVENT.explanation(event.state, side_of(request.user, event)),
            "picture": picture_address(event),
            "share": shared(event) if event.is_for_everybody else None,
            "json_ld": event_json_ld(event, request) if is_announced else "",
        },
    )


def side_of(reader: User | AnonymousUser, event: Event) -> Actor:
    """For whom the page of what is not public yet explains where it stands."""
    is_host = event.is_from_host and access_of(reader).is_contact_of(event.host_id or 0)
    return Actor.ORGANISATION if is_host else Actor.STAFF


def rooms_of(event: Event) -> set[int]:
    """Keys of the rooms that a page about the event shows."""
    keys = {event.room_id, *(session.room_id for session in event.all_dates())}
    return {key for key in keys if key}
