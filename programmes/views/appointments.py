"""What either side does with an appointment. A link in a mail only shows; each step is a POST."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.calendar import EXTENSION, Method, content_type, write_calendar
from portal.core.errors import WrongState
from portal.core.http import domain_errors_as_messages, domain_errors_in, sent, typed
from portal.core.workflow import Actor, Step
from portal.users.decorators import AuthenticatedRequest
from portal.users.models import User
from programmes.constants import AppointmentReason, AppointmentSide, AppointmentState
from programmes.extensions import AboutAppointment
from programmes.forms.appointments import PlaceForm, ReasonForm, TimesForm
from programmes.models import Appointment
from programmes.notices.appointment_entries import about_appointments, appointment_entry
from programmes.presentation.appointments import title_on_pages
from programmes.scoping import get_visible_or_404
from programmes.services.appointments import (
    BegunAlready,
    cancel_appointment,
    change_place,
    choose_time,
    propose_other_times,
)
from programmes.workflows.appointments import APPOINTMENT

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
WHY_MOVED = (AppointmentReason.PREVENTED, AppointmentReason.UNSUITABLE, AppointmentReason.OTHER)
WHY_CANCELLED = (AppointmentReason.PREVENTED, AppointmentReason.NOT_NEEDED, AppointmentReason.OTHER)


def _found(request: AuthenticatedRequest, pk: int) -> tuple[Appointment, AboutAppointment]:
    """The appointment, for who may change it, and what it is about."""
    rows = Appointment.objects.visible_to(request.user).select_related("organisation", "invited", "host")
    appointment: Appointment = get_visible_or_404(rows, request.user, "change", pk=pk)
    about = about_appointments([appointment]).get(appointment.pk)
    if about is None:
        raise Http404
    return appointment, about


@login_required
@require_POST
def appointment_choose(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    appointment, about = _found(request, pk)
    with domain_errors_as_messages(request):
        choose_time(appointment=appointment, time=_moment(sent(request, "time")), by=request.user)
        messages.success(request, APPOINTMENT.step("choose").done)
    return redirect(about.path)


def _moment(text: str) -> datetime:
    """What is no moment was never proposed."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return NEVER
    return moment if moment.tzinfo is not None else NEVER


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_others(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Propose other times; where one stands, with the reason why it no longer does."""
    appointment, about = _found(request, pk)
    is_invited = appointment.side_of(request.user) == AppointmentSide.INVITED
    step = APPOINTMENT.step("propose_others" if is_invited else "propose_again")
    reasons = WHY_MOVED if appointment.state == AppointmentState.AGREED else ()
    standing = appointment.standing_times
    times = TimesForm(typed(request), zone=appointment.time_zone, standing=standing)
    why = ReasonForm(typed(request), reasons=reasons, has_words=about.has_words)
    if request.method == "POST" and all([times.is_valid(), why.is_valid()]):
        with domain_errors_in(times):
            propose_other_times(
                appointment=appointment, times=times.times, by=request.user, **why.cleaned_data
            )
            messages.success(request, step.done)
            return redirect(about.path)
    return _form_page(request, appointment, about, step, [times, why])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_place(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    appointment, about = _found(request, pk)
    now = {name: getattr(appointment, name) for name in ("place", "link", "note", "host")}
    hosts = hosts_of(appointment)
    form = PlaceForm(typed(request), initial=now, hosts=hosts, has_words=about.has_words)
    step = APPOINTMENT.step("change_place")
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            change_place(appointment=appointment, by=request.user, **form.where)
            messages.success(request, step.done)
            return redirect(about.path)
    return _form_page(request, appointment, about, step, [form])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_cancel(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    appointment, about = _found(request, pk)
    form = ReasonForm(typed(request), reasons=WHY_CANCELLED, has_words=about.has_words)
    step = APPOINTMENT.step("cancel")
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            cancel_appointment(appointment=appointment, by=request.user, **form.cleaned_data)
            messages.success(request, step.done)
            return redirect(about.path)
    return _form_page(request, appointment, about, step, [form])


@login_required
@require_safe
def appointment_file(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """For a calendar that reads files: the agreed time, with nobody in it."""
    appointment, about = _found(request, pk)
    if appointment.starts_at is None:
        raise Http404
    text = write_calendar([appointment_entry(appointment, about)], method=Method.PUBLISH)
    name = f"{appointment.starts_at:%Y-%m-%d}.{EXTENSION}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type=content_type(Method.PUBLISH), headers=headers)


def hosts_of(appointment: Appointment) -> QuerySet[User]:
    """Who can wait there: whoever recruits for the organisation."""
    organisation = appointment.organisation
    return User.objects.none() if organisation is None else User.objects.recruiting_for(organisation)


def _form_page(
    request: AuthenticatedRequest,
    appointment: Appointment,
    about: AboutAppointment,
    step: Step[AppointmentState],
    forms: Sequence[BaseForm],
) -> HttpResponse:
    """One form, or two that are sent together; a step that is no longer possible leads back with a word."""
    side = appointment.side_of(request.user)
    actor = Actor.PERSON if side == AppointmentSide.INVITED else Actor.ORGANISATION
    has_begun = appointment.state == AppointmentState.AGREED and appointment.has_begun
    if has_begun or step not in APPOINTMENT.steps_from(appointment.state, actor):
        messages.error(request, BegunAlready.message if has_begun else WrongState.message)
        return redirect(about.path)
    return render(
        request,
        "programmes/appointment_form.html",
        {
            "step": step,
            "forms": forms,
            "title": title_on_pages(appointment.kind, about.title),
            "back": about.path,
        },
        status=400 if request.method == "POST" else 200,
    )
