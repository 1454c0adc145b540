"""A matchmaking day for those who meet: whom they wish for, when they meet whom, and whether they meet again."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events.constants import EventFormat, EventState, MeetingOutcome, RegistrationState, WishSide
from events.forms.matchmaking import PersonWishesForm, WishesForm
from events.models import Event, MatchmakingDay, Registration, Table
from events.presentation.events import when
from events.presentation.matchmaking import (
    grid_of,
    lines_of_person,
    lines_of_table,
    meetings_path,
    people_as_others,
    signs_data,
    slots_in_words,
    table_lines,
    tables_as_others,
    unmet_wishes,
)
from events.presentation.registrations import registration_path
from events.queries.matchmaking import (
    encounters_of_person,
    encounters_of_table,
    matchmaking_of,
    people_to_wish_for,
    plan_published,
    ranks_of,
    tables_of_day,
    tables_to_wish_for,
)
from events.queries.registrations import registration_of_link
from events.services.wishes import (
    hide_from_tables,
    person_says,
    table_says,
    wish_for_people,
    wish_for_tables,
)
from matching.scoring.assignment.days import Side
from portal.core.documents import typeset
from portal.core.http import domain_errors_as_messages, domain_errors_in, sent, typed
from portal.core.page_messages import worded
from portal.users.decorators import AuthenticatedRequest
from programmes.access import access_of, may
from programmes.scoping import get_visible_or_404

OUTCOMES = [(each.value, each.label) for each in MeetingOutcome]


# --- For people ----------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def registration_meetings(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever holds the link of the registration: wishes while they are taken, then the plan, then the outcome."""
    row = registration_of_link(token)
    if row is None:
        return render(request, "events/registration_over.html", status=404)
    day = _day(row.event)
    if row.state != RegistrationState.REGISTERED:
        return redirect(registration_path(row))
    form = _wishes_of_person(request, row, day)
    if request.method == "POST":
        act = sent(request, "act")
        if act == "hide":
            hide_from_tables(registration=row, by=row.person)
            messages.success(request, worded(lambda: _("The organisations no longer see you.")))
            return redirect(meetings_path(row))
        if act in MeetingOutcome.values:
            with domain_errors_as_messages(request):
                key, outcome = _number(request, "other"), MeetingOutcome(act)
                person_says(registration=row, table_id=key, outcome=outcome, by=row.person)
            return redirect(meetings_path(row))
        if form is not None and form.is_valid():
            with domain_errors_in(form):
                data = form.cleaned_data
                wish_for_tables(
                    registration=row,
                    ranks=form.ranks,
                    away=data["away"],
                    is_shown=data.get("is_shown", False),
                    by=row.person,
                )
                messages.success(request, worded(lambda: _("Your wishes are kept. You can change them.")))
                return redirect(meetings_path(row))
    return _page_of_person(request, row, day, form)


def _page_of_person(
    request: HttpRequest, row: Registration, day: MatchmakingDay, form: PersonWishesForm | None
) -> HttpResponse:
    plan = plan_published(row.event)
    tables = tables_of_day(row.event)
    profile = getattr(row, "day_profile", None)
    names = {table.pk: str(table.organisation) for table in tables}
    return render(
        request,
        "events/meetings.html",
        {
            "event": row.event,
            "when": when(row.event),
            "name": row.person.get_full_name(),
            "back": registration_path(row),
            "is_person": True,
            "form": form,
            "plan": plan,
            "lines": lines_of_person(encounters_of_person(row), day),
            "unmet": unmet_wishes(plan, Side.GUEST, row.pk, names) if plan else [],
            "outcomes": OUTCOMES,
            "is_shown": bool(profile and profile.shown_since),
            "is_cancelled": row.event.state == EventState.CANCELLED,
        },
        status=400 if request.method == "POST" else 200,
    )


def _wishes_of_person(
    request: HttpRequest, row: Registration, day: MatchmakingDay
) -> PersonWishesForm | None:
    if not _takes_wishes(day):
        return None
    profile = getattr(row, "day_profile", None)
    is_shown = None if access_of(row.person).is_pupil else bool(profile and profile.shown_since)
    return PersonWishesForm(
        None if sent(request, "act") else typed(request),
        others=tables_as_others(tables_to_wish_for(row.event)),
        slots=slots_in_words(day),
        ranks=ranks_of(WishSide.PERSON, row),
        away=profile.away if profile else [],
        is_shown=is_shown,
    )


# --- For organisations ---------------------------------------------------------------------------------------------


@login_required
@require_safe
def table_list(request: AuthenticatedRequest) -> HttpResponse:
    """At which matchmaking days the organisation has a table, and the way to its wishes and meetings."""
    if not may(request.user, "change", Table):
        raise PermissionDenied
    rows = Table.objects.visible_to(request.user, "change").ahead()
    lines = table_lines(rows.select_related("event__programme"))
    return render(request, "events/table_list.html", {"lines": lines})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def table_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The same for those who speak for an organisation with a table."""
    rows = Table.objects.visible_to(request.user).select_related("event__programme", "organisation")
    table = get_visible_or_404(rows, request.user, "change", pk=pk)
    day = _day(table.event)
    form = _wishes_of_table(request, table, day)
    if request.method == "POST":
        act = sent(request, "act")
        if act in MeetingOutcome.values:
            with domain_errors_as_messages(request):
                key, outcome = _number(request, "other"), MeetingOutcome(act)
                table_says(table=table, registration_id=key, outcome=outcome, by=request.user)
            return redirect("events:table_detail", table.pk)
        if form is not None and form.is_valid():
            with domain_errors_in(form):
                away = form.cleaned_data["away"]
                wish_for_people(table=table, ranks=form.ranks, away=away, by=request.user)
                messages.success(request, worded(lambda: _("Your wishes are kept. You can change them.")))
                return redirect("events:table_detail", table.pk)
    return _page_of_table(request, table, day, form)


def _page_of_table(
    request: AuthenticatedRequest, table: Table, day: MatchmakingDay, form: WishesForm | None
) -> HttpResponse:
    plan = plan_published(table.event)
    people = people_as_others(people_to_wish_for(table, request.user)) if plan and not form else []
    names = {other.key: other.name for other in people}
    return render(
        request,
        "events/meetings.html",
        {
            "event": table.event,
            "when": when(table.event),
            "name": str(table.organisation),
            "table": table,
            "is_person": False,
            "form": form,
            "plan": plan,
            "lines": lines_of_table(encounters_of_table(table, request.user), day),
            "unmet": unmet_wishes(plan, Side.HOST, table.pk, names) if plan else [],
            "outcomes": OUTCOMES,
            "is_cancelled": table.event.state == EventState.CANCELLED,
        },
        status=400 if request.method == "POST" else 200,
    )


def _wishes_of_table(request: AuthenticatedRequest, table: Table, day: MatchmakingDay) -> WishesForm | None:
    if not _takes_wishes(day) or table.left_at is not None:
        return None
    return WishesForm(
        None if sent(request, "act") else typed(request),
        others=people_as_others(people_to_wish_for(table, request.user)),
        slots=slots_in_words(day),
        ranks=ranks_of(WishSide.TABLE, table),
        away=table.away,
    )


# --- For who runs it -----------------------------------------------------------------------------------------------


@login_required
@require_safe
def meeting_grid(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """All tables by all times, to be printed."""
    event = _event(request, pk)
    day, plan = _day(event), plan_published(event)
    if plan is None:
        raise Http404
    head, rows = grid_of(plan, day)
    context = {"event": event, "when": when(event), "head": head, "rows": rows}
    return render(request, "events/meeting_grid.html", context)


@login_required
@require_safe
def table_signs(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A sheet for each table, in the language of the programme."""
    event = _event(request, pk)
    tables = list(tables_to_wish_for(event))
    if not tables:
        raise Http404
    language = str(event.programme.languages[0]) if event.programme.languages else str(get_language())
    with override(language):
        title = _("Table signs: %(event)s") % {"event": event.title}
        content = typeset("events/table_signs.typ", signs_data(event, tables), language=language, title=title)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="tables-{event.pk}.pdf"'},
    )


def _event(request: AuthenticatedRequest, pk: int) -> Event:
    rows = Event.objects.visible_to(request.user).select_related("programme")
    return get_visible_or_404(rows, request.user, "publish", pk=pk)


def _day(event: Event) -> MatchmakingDay:
    day = matchmaking_of(event) if event.format == EventFormat.MATCHMAKING else None
    if day is None:
        raise Http404
    return day


def _takes_wishes(day: MatchmakingDay) -> bool:
    return day.takes_wishes and day.event.state == EventState.PUBLISHED and not day.event.is_over


def _number(request: HttpRequest, name: str) -> int:
    value = sent(request, name)
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else 0
