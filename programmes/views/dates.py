"""One's own dates: on a page, and at a secret address to which one's calendar subscribes."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_POST, require_safe

from portal.core.calendar import Method, content_type, write_calendar
from portal.core.http import sent
from portal.core.moments import moment_in_words, zone_in_words
from portal.core.secret_addresses import answer_program, too_many
from portal.users.decorators import AuthenticatedRequest
from portal.users.models import User
from programmes.access import access_of
from programmes.extensions import OwnDate, own_dates
from programmes.models import Appointment, CalendarFeed
from programmes.notices.appointment_entries import about_appointments
from programmes.presentation.appointments import title_on_pages
from programmes.services.calendar_feeds import remove_calendar_address, renew_calendar_address
from programmes.workflows.appointments import APPOINTMENT

REFRESH = timedelta(hours=1)
SHOWN = 50
MADE = gettext_lazy("Here is your address. Whoever knows it sees your dates.")
REMOVED = gettext_lazy("Removed. Calendars find nothing at the address any more.")


@login_required
@require_safe
def my_dates(request: AuthenticatedRequest) -> HttpResponse:
    """What is to be agreed on, what lies ahead, and what was; and the address for one's calendar."""
    now = timezone.now()
    dates = sorted(_dates_of(request.user, now), key=lambda date: date.entry.starts_at)
    feed = CalendarFeed.objects.filter(person=request.user).first()
    return render(
        request,
        "programmes/my_dates.html",
        {
            "open": _to_agree_on(request.user),
            "ahead": [_line(date) for date in dates if date.entry.ends_at > now][:SHOWN],
            "past": [_line(date) for date in reversed(dates) if date.entry.ends_at <= now][:SHOWN],
            "address": f"{settings.SITE_URL}{feed.path}" if feed is not None else "",
            "may_have_address": not access_of(request.user).waits_for_guardian,
        },
    )


def _dates_of(person: User, now: datetime) -> list[OwnDate]:
    return [date for provider in own_dates for date in provider(person, now)]


def _line(date: OwnDate) -> dict[str, str]:
    return {
        "title": date.title,
        "when": moment_in_words(date.entry.starts_at, date.entry.zone),
        "zone": zone_in_words(date.entry.zone),
        "where": date.entry.location,
        "path": date.path,
        "state": date.state,
        "badge": date.badge,
    }


def _to_agree_on(person: User) -> list[dict[str, str]]:
    rows = list(
        Appointment.objects.visible_to(person).attended_by(person).open().order_by("-updated_at")[:SHOWN]
    )
    about = about_appointments(rows)
    return [
        {
            "title": title_on_pages(row.kind, about[row.pk].title),
            "by": about[row.pk].by,
            "path": about[row.pk].path,
            "state": str(row.get_state_display()),
            "badge": APPOINTMENT.badge(row.state),
        }
        for row in rows
        if row.pk in about
    ]


@login_required
@require_POST
def renew_address(request: AuthenticatedRequest) -> HttpResponse:
    """Make an address, a new one, or none any more."""
    if sent(request, "act") == "remove":
        remove_calendar_address(person=request.user, by=request.user)
        messages.success(request, REMOVED)
    else:
        renew_calendar_address(person=request.user, by=request.user)
        messages.success(request, MADE)
    return redirect("programmes:my_dates")


# --- For calendars -------------------------------------------------------------------------------------------------


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The dates of whoever the address belongs to, for as long as their account is there and may be used."""
    key = CalendarFeed.hash_of(token)
    if refusal := too_many(request, app="programmes.calendar", key=key):
        return refusal
    return answer_program(request, _calendar_of(_owner(key)), content_type=content_type(Method.PUBLISH))


def _owner(key: str) -> User:
    feed = CalendarFeed.objects.select_related("person").filter(token_hash=key).first()
    if feed is None or not feed.person.is_active or feed.person.restricted_at is not None:
        raise Http404
    if access_of(feed.person).waits_for_guardian:
        raise Http404
    person: User = feed.person
    return person


def _calendar_of(person: User) -> str:
    with override(person.language):
        entries = [date.entry for date in _dates_of(person, timezone.now())]
        name = _("My dates in Bleibe")
        return write_calendar(
            sorted(entries, key=lambda entry: (entry.starts_at, entry.uid)),
            method=Method.PUBLISH,
            name=name,
            refresh=REFRESH,
        )
