"""The calendar of a month beside the list of events."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.filters import EventFilter
from events.models import Event
from events.presentation.months import month_of_dates
from events.queries.events import dates_of_month, next_turn_of_all
from events.views.events import LISTED, programmes_offered
from portal.core.http import asked, same_query
from portal.core.months import Month, NoSuchMonth
from portal.core.visitor_pages.declared import for_visitors, shown_to_visitors


@for_visitors(shows=LISTED, knows=[*EventFilter.base_filters, "month"])
@require_safe
def event_month(request: HttpRequest) -> HttpResponse:
    """What was, and what comes, of what the reader sees, with the list's filters."""
    today = timezone.localdate()
    try:
        month = Month.read(asked(request, "month"), today)
    except NoSuchMonth as error:
        raise Http404 from error
    if asked(request, "free"):
        shown_to_visitors(request).until(next_turn_of_all)
    rows = Event.objects.visible_to(request.user).public()
    chosen = EventFilter(
        request.GET or None,
        queryset=rows,
        programmes=programmes_offered(request.user),
        languages=rows.upcoming().languages_held_in(),
    )
    days = month_of_dates(dates_of_month(request.user, chosen.qs, month), month, today)
    return render(
        request,
        "events/event_month.html",
        {
            "form": chosen.form,
            "month": month,
            "days": days,
            "is_empty": not any(each.lines for each in days if not each.is_outside),
            "before": _address(request, month.before) if month.before.is_near(today) else "",
            "after": _address(request, month.after) if month.after.is_near(today) else "",
            "list": same_query(request, "events:list", without=("month",)),
            "active_count": sum(bool(asked(request, name)) for name in chosen.filters),
        },
    )


def _address(request: HttpRequest, month: Month) -> str:
    """Another month with the same filters."""
    return same_query(request, "events:month", month=str(month))
