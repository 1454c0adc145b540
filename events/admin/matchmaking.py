"""A matchmaking day for who runs it: times, tables, wishes, the plan and what comes of it; reached from the event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from events.constants import EventFormat, MeetingOutcome, WishSide
from events.forms.matchmaking import SlotsForm, TableForm, TablesForm
from events.models import DayProfile, Encounter, Event, MatchmakingDay, MeetingPlan, Table, Wish
from events.presentation.matchmaking import (
    change_rows,
    gap_in_words,
    honoured_rows,
    names_of_day,
    plan_facts,
    slots_in_words,
    without_meeting,
)
from events.queries.matchmaking import (
    looked_at,
    matchmaking_of,
    meetings_of,
    plan_published,
    plan_to_publish,
)
from events.services.matchmaking import (
    add_tables,
    close_wishes,
    come_after_all,
    leave_day,
    open_wishes,
    remove_table,
    save_table,
    set_slots,
)
from events.services.meeting_plans import ask_for_plan, discard_plan, publish_plan
from portal.core.collation import Alphabetical
from portal.core.concurrent_edits import atomic_when_sent, lock_if_sent
from portal.core.http import domain_errors_as_messages, domain_errors_in, sent, typed
from portal.core.page_messages import worded
from portal.users.decorators import AuthenticatedRequest
from portal.users.models import User
from programmes.models import Organisation

Service = Callable[..., object]

ACTS: Mapping[str, tuple[Service, Any]] = {
    "open": (open_wishes, _("Both sides are asked whom they wish to meet.")),
    "close": (close_wishes, _("Wishes are closed.")),
    "plan": (ask_for_plan, _("The plan is being made. This takes a few seconds.")),
    "discard": (discard_plan, _("The plan is discarded.")),
}
"""What is done with the day: the service, and what is said then."""
TABLE_ACTS: Mapping[str, tuple[Service, Any]] = {
    "leave": (leave_day, _("Noted. Where meetings were planned, a plan without this table is being made.")),
    "return": (come_after_all, _("Noted. The next plan counts on this table.")),
    "remove": (remove_table, _("The table is taken away.")),
}


def matchmaking_of_event(request: AuthenticatedRequest, model_admin: Any, object_id: int) -> HttpResponse:
    """Where the day stands, and the next step."""
    event = _event(request, model_admin, object_id)
    if request.method == "POST":
        with domain_errors_as_messages(request):
            _carry_out(request, event)
        return redirect("admin:events_event_matchmaking", event.pk)
    day = matchmaking_of(event)
    context = {
        "title": _("Matchmaking"),
        "day": day,
        "slots": slots_in_words(day) if day else [],
        "tables": _tables(request, event),
        "wishes": _wishes(request, event),
        "has_plan": MeetingPlan.objects.administered_by(request.user).filter(event=event).exists(),
        **(_plans(request, event, day) if day else {}),
    }
    return _page(request, model_admin, event, "events/admin/matchmaking.html", context)


def slots_of_event(request: AuthenticatedRequest, model_admin: Any, object_id: int) -> HttpResponse:
    """A preview first, and only what it has shown is written."""
    event = _event(request, model_admin, object_id)
    form = SlotsForm(typed(request), event=event)
    shown: MatchmakingDay | None = None
    if request.method == "POST" and form.is_valid():
        minutes, starts = form.cleaned_data["minutes"], form.cleaned_data["starts"]
        shown = MatchmakingDay(event=event, minutes=minutes, starts=starts)
        if sent(request, "act") == "set" and sent(request, "shown") == _as_text(shown):
            with domain_errors_in(form):
                set_slots(event=event, minutes=minutes, starts=starts, by=request.user)
                messages.success(request, _("These are the times of the day."))
                return redirect("admin:events_event_matchmaking", event.pk)
    context = {
        "title": _("When people meet"),
        "form": form,
        "slots": slots_in_words(shown) if shown else [],
        "shown": _as_text(shown) if shown else "",
    }
    return _page(request, model_admin, event, "events/admin/slots.html", context, form)


def tables_of_event(request: AuthenticatedRequest, model_admin: Any, object_id: int) -> HttpResponse:
    """Verified organisations of the programme that have none yet, its partners among them."""
    event = _event(request, model_admin, object_id)
    found = list(_without_table(request, event))
    form = TablesForm(typed(request), organisations=found)
    if request.method == "POST" and form.is_valid():
        chosen = [row for row in found if row.pk in form.cleaned_data["organisations"]]
        with domain_errors_in(form):
            number = len(add_tables(event=event, organisations=chosen, by=request.user))
            said = ngettext_lazy(
                "%(number)d organisation has a table now.",
                "%(number)d organisations have a table now.",
                "number",
            )
            messages.success(request, worded(lambda: said % {"number": number}))
            return redirect("admin:events_event_matchmaking", event.pk)
    context = {"title": _("Give organisations a table"), "form": form, "submit_label": _("Give them a table")}
    return _page(request, model_admin, event, "programmes/admin/row_form.html", context, form)


@atomic_when_sent
def table_of_event(
    request: AuthenticatedRequest, model_admin: Any, object_id: int, table_id: int
) -> HttpResponse:
    event = _event(request, model_admin, object_id)
    rows = Table.objects.administered_by(request.user, "change").filter(event=event, pk=table_id)
    table = rows.select_related("organisation").first()
    day = matchmaking_of(event)
    if table is None:
        raise Http404
    lock_if_sent(request, table)
    form = TableForm(
        typed(request),
        instance=table,
        slots=slots_in_words(day) if day else [],
        contacts=_contacts(table),
    )
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            save_table(table=form.save(commit=False), by=request.user)
            messages.success(request, _("Saved."))
            return redirect("admin:events_event_matchmaking", event.pk)
    context = {"title": str(table), "form": form}
    return _page(request, model_admin, event, "events/admin/table.html", context, form)


# --- The parts of the page -----------------------------------------------------------------------------------------


def _carry_out(request: AuthenticatedRequest, event: Event) -> None:
    act = sent(request, "act")
    if act == "publish":
        _publish(request, event)
    elif act in ACTS:
        service, said = ACTS[act]
        service(event=event, by=request.user)
        messages.success(request, said)
    elif act in TABLE_ACTS:
        service, said = TABLE_ACTS[act]
        key = sent(request, "table")
        rows = Table.objects.administered_by(request.user).select_related("event")
        table = rows.filter(event=event, pk=key if key.isdecimal() else 0).first()
        if table is None:
            raise Http404
        service(table=table, by=request.user)
        messages.success(request, said)


def _publish(request: AuthenticatedRequest, event: Event) -> None:
    """The very plan that the page has shown."""
    key = sent(request, "plan")
    plans = MeetingPlan.objects.administered_by(request.user).select_related("event")
    plan = plans.filter(event=event, pk=key if key.isdecimal() else 0).first()
    if plan is None:
        messages.error(request, _("There is another plan by now. Look at it first."))
        return
    publish_plan(plan=plan, by=request.user)
    messages.success(request, _("The plan is published. Those for whom it says something new are told."))


def _tables(request: AuthenticatedRequest, event: Event) -> list[Table]:
    rows = Table.objects.administered_by(request.user).filter(event=event).select_related("organisation")
    return list(
        rows.annotate(
            wished=Count("wishes", filter=Q(wishes__side=WishSide.TABLE), distinct=True),
            planned=Count(
                "encounters", filter=Q(encounters__plan__published_at__isnull=False), distinct=True
            ),
        ).order_by("number")
    )


def _wishes(request: AuthenticatedRequest, event: Event) -> dict[str, int]:
    """How many people wish, want to be seen; how many organisations wish."""
    wishes = Wish.objects.administered_by(request.user).filter(table__event=event)
    seen = DayProfile.objects.administered_by(request.user).shown().filter(registration__event=event)
    numbers = wishes.aggregate(
        people=Count("registration", filter=Q(side=WishSide.PERSON), distinct=True),
        organisations=Count("table", filter=Q(side=WishSide.TABLE), distinct=True),
    )
    return {**numbers, "seen": seen.count()}


def _plans(request: HttpRequest, event: Event, day: MatchmakingDay) -> dict[str, Any]:
    """What is published, and what waits to be: how good, who meets nobody, what would change."""
    published, draft = plan_published(event), plan_to_publish(event)
    shown = draft if draft and draft.made_at else published
    about: dict[str, Any] = {"published": published, "draft": draft}
    if shown is not None:
        shown.event = event
        made, names = looked_at(shown), names_of_day(event)
        about |= {
            "shown": shown,
            "facts": plan_facts(shown, made),
            "words": gap_in_words(shown),
            "honoured": honoured_rows(made),
            "without": without_meeting(made, names),
        }
        if draft is shown and published is not None:
            about["changes"] = change_rows(
                meetings_of(published), meetings_of(draft), slots_in_words(day), names
            )
    if published is not None:
        again = Q(person_says=MeetingOutcome.AGAIN, table_says=MeetingOutcome.AGAIN)
        rows = Encounter.objects.administered_by(request.user).filter(plan=published)
        about |= rows.aggregate(
            meetings=Count("pk"),
            said=Count("pk", filter=~Q(person_says="") | ~Q(table_says="")),
            again=Count("pk", filter=again),
        )
    return about


def _without_table(request: AuthenticatedRequest, event: Event) -> Any:
    rows = Organisation.objects.administered_by(request.user).verified()
    theirs = rows.in_programmes([event.programme_id]) | rows.filter(
        partnerships__programme=event.programme_id
    )
    there = Table.objects.administered_by(request.user).filter(event=event).values("organisation")
    return theirs.exclude(pk__in=there).distinct().order_by(Alphabetical(), "pk")


def _contacts(table: Table) -> Any:
    contacts = table.organisation.contacts.approved().order_by().values("user")
    return User.objects.active().filter(pk__in=contacts).order_by("name", "pk")


def _event(request: AuthenticatedRequest, model_admin: Any, object_id: int) -> Event:
    event = model_admin.get_object(request, str(object_id))
    if event is None or event.format != EventFormat.MATCHMAKING:
        raise Http404
    if not model_admin.has_staff_permission(request, "publish", event):
        raise PermissionDenied
    found: Event = event
    return found


def _as_text(day: MatchmakingDay) -> str:
    return f"{day.minutes}: {' '.join(map(str, day.starts))}"


def _page(
    request: AuthenticatedRequest,
    model_admin: Any,
    event: Event,
    template: str,
    context: dict[str, Any],
    form: Any = None,
) -> HttpResponse:
    is_main = form is None
    back = "admin:events_event_change" if is_main else "admin:events_event_matchmaking"
    about = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "object": event,
        "media": model_admin.media + (form.media if form else model_admin.media),
        "row_address": reverse(back, args=[event.pk]),
    }
    status = 400 if request.method == "POST" and form is not None and form.errors else 200
    return TemplateResponse(request, template, about | context, status=status)
