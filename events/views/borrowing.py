"""What an event borrows, and a list for the day on which devices change hands."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.forms.borrowing import BorrowForm, WhenNeeded
from events.models import Equipment, Event, Reservation
from events.presentation.equipment import handover_row, reservation_line
from events.querysets.equipment import EquipmentQuerySet, ReservationQuerySet
from events.services.reservations import reserve_equipment
from portal.core.collation import Alphabetical
from portal.core.http import asked, domain_errors_in, typed
from portal.core.page_messages import worded
from portal.users.decorators import AuthenticatedRequest
from programmes.access import may
from programmes.scoping import get_visible_or_404

MOST_HANDOVERS = 100
"""The next ones: a list that is carried about."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def event_equipment(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What the event has borrowed; what is free when it needs more, and to ask for it."""
    event = get_visible_or_404(Event.objects.select_related("programme"), request.user, "change", pk=pk)
    devices = _lent_to(request, event)
    is_looking = request.method != "POST" and asked(request, "starts_at_0")
    when = WhenNeeded(request.GET if is_looking else typed(request), event=event)
    form = BorrowForm(typed(request), devices=devices.with_taken(*when.times))
    if request.method == "POST" and all([when.is_valid(), form.is_valid()]):
        starts_at, ends_at = when.times
        with domain_errors_in(form):
            reserve_equipment(
                event=event, starts_at=starts_at, ends_at=ends_at, by=request.user, **form.cleaned_data
            )
            messages.success(
                request, worded(lambda: _("The organisation is asked. You get a message when it answers."))
            )
            return redirect("events:event_equipment", event.pk)
    reservations = _with_all(Reservation.objects.visible_to(request.user)).filter(event=event)
    return render(
        request,
        "events/event_equipment.html",
        {
            "event": event,
            "lines": [reservation_line(row) for row in reservations.order_by("starts_at", "pk")],
            "when": when,
            "form": form,
            "has_devices": devices.exists(),
        },
        status=400 if request.method == "POST" else 200,
    )


@login_required
@require_safe
def handover_list(request: AuthenticatedRequest) -> HttpResponse:
    """What is to be handed over and taken back next, to be printed and signed: for those who lend and who borrow."""
    if not may(request.user, "change", Reservation):
        raise PermissionDenied
    rows = Reservation.objects.worked_on_by(request.user, "change").to_hand_over()
    found = [handover_row(row) for row in _with_all(rows)[:MOST_HANDOVERS]]
    return render(request, "events/handover_list.html", {"rows": found, "head": _head()})


def _head() -> list[str]:
    return [
        _("When it is needed"),
        _("Device"),
        _("Organisation"),
        _("Event"),
        _("Handed over: day, name"),
        _("Back: day, name, what is missing"),
    ]


def _lent_to(request: AuthenticatedRequest, event: Event) -> EquipmentQuerySet:
    rows = Equipment.objects.administered_by(request.user).on_loan().lent_to(event.programme)
    return rows.select_related("organisation").order_by(Alphabetical("organisation__sort_keys"), "pk")


def _with_all(rows: ReservationQuerySet) -> ReservationQuerySet:
    return rows.select_related("equipment__organisation", "event__programme")
