"""The dates of an event by rule, and the event once more on other days: a page that is reached from the event."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from events.constants import ConflictKind
from events.forms.planning import CopyForm, SeriesForm
from events.models import Event, Room, Session
from events.presentation.conflicts import Conflict, conflicts_of, conflicts_with
from events.presentation.planning import Planned, planned, shown_as
from events.queries.conflicts import PlannedDate, plan_for
from events.services.copies import copy_event
from events.services.sessions import add_sessions
from portal.core.http import domain_errors_in, sent, typed
from portal.core.page_messages import worded
from portal.users.decorators import AuthenticatedRequest


def dates_of_event(request: AuthenticatedRequest, model_admin: Any, object_id: int) -> HttpResponse:
    """A preview first, and only what it has shown is written."""
    event = model_admin.get_object(request, str(object_id))
    if event is None:
        raise Http404
    if not model_admin.has_staff_permission(request, "change", event):
        raise PermissionDenied
    rooms = Room.objects.administered_by(request.user).usable_in(event.programme)
    form = SeriesForm(typed(request), rooms=rooms)
    dates: list[Planned] = []
    if request.method == "POST" and form.is_valid():
        names = ("days", "begins", "ends", "leaves_holidays_out")
        dates = planned(event, **{name: form.cleaned_data[name] for name in names})
        dates = _with_conflicts(request, event, dates, form.cleaned_data["room"])
        if form.cleaned_data["leaves_school_holidays_out"]:
            dates = [replace(each, is_left_out=each.is_left_out or _is_in_holidays(each)) for each in dates]
    chosen = [each for each in dates if not each.is_left_out]
    if chosen and sent(request, "act") == "add" and sent(request, "shown") == shown_as(chosen):
        with domain_errors_in(form):
            return _added(request, event, chosen, form.cleaned_data["room"])
    context = {
        "title": _("Add dates by a rule"),
        "form": form,
        "dates": dates,
        "number": len(chosen),
        "shown": shown_as(chosen),
    }
    return _page(request, model_admin, event, form, "events/admin/series.html", context)


def _is_in_holidays(planned_date: Planned) -> bool:
    return any(conflict.kind == ConflictKind.SCHOOL_HOLIDAYS for conflict in planned_date.conflicts)


def copy_of_event(request: AuthenticatedRequest, model_admin: Any, object_id: int) -> HttpResponse:
    """The event once more, as a draft without anybody in its list."""
    event = model_admin.get_object(request, str(object_id))
    if event is None:
        raise Http404
    if not model_admin.has_staff_permission(request, "change", event):
        raise PermissionDenied
    form = CopyForm(typed(request))
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            made = copy_event(event=event, first_day=form.cleaned_data["first_day"], by=request.user)
            messages.success(request, _("This is the copy: a draft, in whose list nobody is yet."))
            if conflicts_of(request.user, made):
                messages.warning(request, _("Look at what stands against its dates first."))
            return redirect("admin:events_event_change", made.pk)
    context = {"title": _("Copy the event to another day"), "form": form, "submit_label": _("Copy it")}
    return _page(request, model_admin, event, form, "programmes/admin/row_form.html", context)


def _with_conflicts(
    request: AuthenticatedRequest, event: Event, dates: list[Planned], room: Room | None
) -> list[Planned]:
    """Each date with what stands against it; public holidays stand there already."""
    there = room or event.room
    coming = [
        PlannedDate(starts_at=each.starts_at, ends_at=each.ends_at, room=there)
        for each in dates
        if not each.is_left_out
    ]
    found: dict[datetime, list[Conflict]] = defaultdict(list)
    for conflict in conflicts_with(request.user, plan_for(event, coming)):
        if conflict.kind != ConflictKind.PUBLIC_HOLIDAY:
            found[conflict.starts_at].append(conflict)
    return [
        each if each.is_left_out else replace(each, conflicts=tuple(found[each.starts_at])) for each in dates
    ]


def _page(
    request: AuthenticatedRequest,
    model_admin: Any,
    event: Event,
    form: CopyForm | SeriesForm,
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    about = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "object": event,
        "media": model_admin.media + form.media,
        "row_address": reverse("admin:events_event_change", args=[event.pk]),
    }
    status = 400 if request.method == "POST" and form.errors else 200
    return TemplateResponse(request, template, about | context, status=status)


def _added(
    request: AuthenticatedRequest, event: Event, chosen: list[Planned], room: Room | None
) -> HttpResponse:
    sessions = [Session(starts_at=each.starts_at, ends_at=each.ends_at, room=room) for each in chosen]
    number = len(add_sessions(event=event, sessions=sessions, by=request.user))
    said = ngettext_lazy("%(number)d date is added.", "%(number)d dates are added.", "number")
    messages.success(request, worded(lambda: said % {"number": number}))
    return redirect(f"{reverse('admin:events_session_changelist')}?event__id__exact={event.pk}")
