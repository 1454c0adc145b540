"""The organisation's side of a reservation: answer, hand over, take back, cancel."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from events.constants import ReservationState
from events.forms.equipment import StepForm
from events.models import Reservation, ReservationStep
from events.presentation.equipment import reservation_facts, reservation_line, reservation_timeline
from events.services.reservations import (
    cancel_reservation,
    confirm_reservation,
    decline_reservation,
    hand_over_equipment,
    take_equipment_back,
)
from events.workflows.reservations import RESERVATION
from portal.core.http import domain_errors_in, sent, typed
from portal.core.workflow import Actor, Step
from portal.users.decorators import AuthenticatedRequest
from programmes.scoping import get_visible_or_404

SERVICES: dict[str, Callable[..., object]] = {
    "confirm": confirm_reservation,
    "decline": decline_reservation,
    "hand_over": hand_over_equipment,
    "take_back": take_equipment_back,
    "cancel": cancel_reservation,
}


@login_required
@require_safe
def reservation_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    reservation = _reservation(request, pk)
    steps = ReservationStep.objects.visible_to(request.user).filter(reservation=reservation)
    return render(
        request,
        "events/reservation_detail.html",
        {
            "reservation": reservation,
            "line": reservation_line(reservation),
            "facts": reservation_facts(reservation),
            "explanation": RESERVATION.explanation(reservation.state, Actor.ORGANISATION),
            "steps": _steps(reservation),
            "history": reservation_timeline(list(steps.select_related("by"))),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reservation_step(request: AuthenticatedRequest, pk: int, step: str) -> HttpResponse:
    """Ask once more, with room for a note; where none is needed, one tap elsewhere sends this form as it is."""
    if step not in SERVICES:
        raise Http404
    reservation = _reservation(request, pk)
    words = RESERVATION.step(step)
    form = StepForm(typed(request), step=words)
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            SERVICES[step](reservation=reservation, note=form.cleaned_data["note"], by=request.user)
            messages.success(request, words.done)
            is_from_list = sent(request, "then") == "list"
            return redirect("events:equipment_list") if is_from_list else redirect(reservation)
    context = {"reservation": reservation, "step": words, "form": form}
    status = 400 if request.method == "POST" else 200
    return render(request, "events/reservation_step.html", context, status=status)


def _steps(reservation: Reservation) -> list[Step[ReservationState]]:
    """What can be done. Whoever can decline has nothing to cancel yet."""
    steps = RESERVATION.steps_from(reservation.state, Actor.ORGANISATION)
    if RESERVATION.allows("decline", reservation.state):
        return [step for step in steps if step.name != "cancel"]
    return steps


def _reservation(request: AuthenticatedRequest, pk: int) -> Reservation:
    rows = Reservation.objects.visible_to(request.user)
    rows = rows.select_related("equipment__organisation", "event__programme")
    return get_visible_or_404(rows, request.user, "answer", pk=pk)
