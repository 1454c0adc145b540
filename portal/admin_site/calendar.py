"""The calendar of everything in the programmes that somebody works in: as a list, a week or a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.constants import EventState, SessionState
from events.models import Event, Session
from events.presentation.months import days_of_session
from events.workflows.events import EVENT
from events.workflows.sessions import SESSION
from portal.admin_site.week import KINDS, other_dates, title_in_words, together
from portal.core.admin_lists import label_kinds
from portal.core.http import asked
from portal.core.months import Day, Month, NoSuchMonth, days_between, in_days, monday_of, read_day
from portal.core.presentation import spoken
from portal.core.public_holidays import holiday_on
from portal.users.models import User
from programmes.models import Programme, SchoolHoliday
from programmes.querysets.school_holidays import regions_of

VIEWS = {"list": gettext_lazy("List"), "week": gettext_lazy("Week"), "month": gettext_lazy("Month")}
MOST_LINES = 600
"""Of events, and of everything else, that one page has."""
Lines = Iterator[tuple[date, date, "Line"]]


@dataclass(frozen=True, kw_only=True)
class Line:
    """Something on a day; `badge` is the kind of badge in which `state` is shown."""

    hour: str
    kind: str | Promise
    title: SafeString | str
    url: str
    about: str = ""
    state: str | Promise = ""
    badge: str = ""
    is_draft: bool = False
    at: datetime | None = None
    """None: the whole day."""


def calendar_context(request: HttpRequest, user: User, programmes: Sequence[Programme]) -> dict[str, Any]:
    """What the page shows. Http404 for a view or a day that there is not."""
    today = timezone.localdate()
    view = asked(request, "view") or "month"
    try:
        day = read_day(asked(request, "day"), today)
    except NoSuchMonth as error:
        raise Http404 from error
    if view not in VIEWS:
        raise Http404
    month = Month.of(day)
    span = _days_of(view, day)
    days = _filled(user, programmes, span, today, None if view == "week" else month)
    return {
        "view": view,
        "days": [each for each in days if each.lines or each.notes] if view == "list" else days,
        "called": _called(view, span, month),
        "views": [(name, label, _address(name, day)) for name, label in VIEWS.items()],
        "today_url": _address(view, today),
        **_beside(view, span, month, today),
    }


def _days_of(view: str, day: date) -> list[date]:
    if view == "week":
        return days_between(monday_of(day), monday_of(day) + timedelta(days=6))
    month = Month.of(day)
    return month.days() if view == "month" else days_between(month.first, month.last)


def _called(view: str, span: Sequence[date], month: Month) -> str:
    if view == "week":
        return f"{date_format(span[0], 'DATE_FORMAT')} – {date_format(span[-1], 'DATE_FORMAT')}"
    return date_format(month.first, "YEAR_MONTH_FORMAT")


def _beside(view: str, span: Sequence[date], month: Month, today: date) -> dict[str, str]:
    """Where one goes on to, as far as the calendar goes."""
    before, after = month.before.first, month.after.first
    if view == "week":
        before, after = (day + timedelta(days=days) for day, days in ((span[0], -7), (span[0], 7)))
    found = {"before": before, "after": after}
    return {name: _address(view, day) for name, day in found.items() if Month.of(day).is_near(today)}


def _address(view: str, day: date) -> str:
    return f"{reverse('admin:calendar')}?view={view}&day={day.isoformat()}"


def _filled(
    user: User, programmes: Sequence[Programme], span: Sequence[date], today: date, month: Month | None
) -> list[Day[Line]]:
    lines = [*_events(user, programmes, span), *_others(user, programmes, span)]
    lines.sort(key=lambda each: (each[2].at is not None, each[2].at))
    return in_days(span, lines, today=today, month=month, notes=_holidays(programmes, span))


def _moments(span: Sequence[date]) -> tuple[datetime, datetime]:
    """From the first midnight to the last, and a day more on either side: each programme has clocks of its own."""
    first, last = span[0] - timedelta(days=1), span[-1] + timedelta(days=2)
    return _midnight(first), _midnight(last)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


# --- What is on ------------------------------------------------------------------------------------------------------


def _events(user: User, programmes: Sequence[Programme], span: Sequence[date]) -> Lines:
    first, last = _moments(span)
    rows = Session.objects.administered_in(programmes, user).filter(starts_at__lt=last, ends_at__gt=first)
    rows = rows.select_related("room", "event__room", "event__programme").prefetch_related(
        "event__admissions"
    )
    for session in rows.order_by("starts_at", "pk")[:MOST_LINES]:
        yield (*days_of_session(session), _event_line(session))


def _event_line(session: Session) -> Line:
    event = session.event
    is_off = session.state == SessionState.CANCELLED and event.state != EventState.CANCELLED
    about = (event.programme.acronym, session.whereabouts, _places(event))
    return Line(
        hour=time_format(timezone.localtime(session.starts_at, event.programme.zone), "TIME_FORMAT"),
        kind=event.get_format_display(),
        title=spoken(event.title),
        url=reverse("admin:events_event_change", args=[event.pk]),
        about=" · ".join(filter(None, about)),
        state=session.get_state_display() if is_off else event.get_state_display(),
        badge=label_kinds(SESSION)[session.state] if is_off else label_kinds(EVENT)[event.state],
        at=session.starts_at,
        is_draft=not EVENT.state(event.state).is_public,
    )


def _places(event: Event) -> str:
    """How many are free, where they are counted."""
    left = [row.capacity - row.seats_taken for row in event.admissions.all() if row.capacity is not None]
    if not left:
        return ""
    free = sum(max(each, 0) for each in left)
    return ngettext("%(number)s place free", "%(number)s places free", free) % {"number": free}


def _others(user: User, programmes: Sequence[Programme], span: Sequence[date]) -> Lines:
    rows = other_dates(user, list(programmes), _moments(span), (span[0], span[-1]))
    for day, at, called, key, which in together(rows, MOST_LINES):
        kind, page = KINDS[which]
        local = timezone.localtime(at) if at else None
        line = Line(
            hour=time_format(local, "TIME_FORMAT") if local else "",
            kind=kind,
            title=title_in_words(called),
            url=reverse(page, args=[key]),
            at=at,
        )
        on = local.date() if local else day
        yield on, on, line


# --- Days on which less is possible ----------------------------------------------------------------------------------


def _holidays(programmes: Sequence[Programme], span: Sequence[date]) -> Mapping[date, Sequence[str]]:
    """Public and school holidays by day; of whom, where not all programmes have them."""
    found: dict[tuple[date, str], list[Programme]] = defaultdict(list)
    closed = list(SchoolHoliday.objects.of_programmes(programmes).between(span[0], span[-1]))
    for programme in programmes:
        regions = regions_of(programme)
        for day in span:
            if name := holiday_on(day, str(programme.country), programme.region):
                found[day, name].append(programme)
        for row in closed:
            if row.region in regions:
                name = _("School holidays: %(name)s") % {"name": row.name}
                for day in days_between(max(row.starts_on, span[0]), min(row.ends_on, span[-1])):
                    found[day, name].append(programme)
    notes: dict[date, list[str]] = defaultdict(list)
    for (day, name), whose in found.items():
        of_all = len({each.pk for each in whose}) == len(programmes)
        notes[day].append(name if of_all else f"{name} ({', '.join(each.acronym for each in whose)})")
    return notes
