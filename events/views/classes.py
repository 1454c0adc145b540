"""A class that comes to an event: the school's pages, and those of whoever receives it."""

from collections.abc import Callable
from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events.constants import EventState
from events.forms.classes import ClassForm, SizeForm
from events.forms.equipment import StepForm
from events.models import ClassBooking, ClassConsent, ClassOffer, Event
from events.presentation.classes import (
    class_line,
    code_sheet,
    offer_facts,
    overview_of,
    school_facts,
    takes_photos_at,
    visit_facts,
)
from events.presentation.events import when
from events.services.classes import (
    NoClasses,
    book_class,
    cancel_class,
    confirm_class,
    decline_class,
    resize_class,
)
from events.workflows.classes import CLASS_BOOKING
from portal.core.http import asked, domain_errors_in, sent, typed
from portal.core.workflow import Actor
from portal.users.decorators import AuthenticatedRequest
from programmes.access import access_of, may
from programmes.models import Organisation
from programmes.scoping import get_visible_or_404

PAGE_SIZE = 20


# --- The school ----------------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def class_book(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """On one page, for the teachers of a school."""
    event = get_visible_or_404(Event.objects.select_related("programme"), request.user, pk=pk)
    if not may(request.user, "add", ClassBooking):
        raise PermissionDenied
    offer = ClassOffer.objects.visible_to(request.user).filter(event=event).first()
    if offer is None or event.state != EventState.PUBLISHED or event.has_begun:
        messages.error(request, NoClasses.message)
        return redirect(event)
    form = _class_form(request, offer)
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            booking = book_class(event=event, by=request.user, **form.cleaned_data)
            messages.success(request, _("The places are yours. Print the code sheet next."))
            return redirect(booking)
    return render(
        request,
        "events/class_book.html",
        {"event": event, "form": form, "facts": offer_facts(offer), "when": when(event)},
        status=400 if request.method == "POST" else 200,
    )


def _class_form(request: AuthenticatedRequest, offer: ClassOffer) -> ClassForm:
    theirs = access_of(request.user).organisation_ids("add", ClassBooking)
    known = Organisation.objects.visible_to(request.user).verified()
    schools = list(known.filter(pk__in=theirs).order_by("pk"))
    if not schools:
        raise PermissionDenied
    mine = ClassBooking.objects.visible_to(request.user).filter(teacher=request.user)
    name = request.user.get_full_name()
    return ClassForm(typed(request), offer=offer, schools=schools, last=mine.first(), name=name)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def class_booking(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What is there and what is missing, green and red; more pupils, or fewer."""
    booking = _booking(request, pk, "change")
    consents = list(ClassConsent.objects.visible_to(request.user).filter(booking=booking).order_by("number"))
    unused = [row.number for row in consents if row.version_id is None]
    form = SizeForm(typed(request), unused=unused)
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            resize_class(booking=booking, by=request.user, **form.said)
            messages.success(request, _("Changed. New numbers have slips on the code sheet."))
            return redirect(booking)
    steps = CLASS_BOOKING.steps_from(booking.state, Actor.PERSON)
    return render(
        request,
        "events/class_booking.html",
        {
            "booking": booking,
            "event": booking.event,
            "badge": CLASS_BOOKING.badge(booking.state),
            "explanation": CLASS_BOOKING.explanation(booking.state, Actor.PERSON),
            "facts": school_facts(booking),
            "overview": overview_of(consents, takes_photos=takes_photos_at(booking.event)),
            "form": form,
            "steps": steps if booking.is_open else [],
        },
        status=400 if request.method == "POST" else 200,
    )


@never_cache
@login_required
@require_safe
def class_sheet(request: AuthenticatedRequest, pk: int) -> FileResponse:
    """One slip a number, to be printed, cut and handed out; none once nobody can answer any more."""
    booking = _booking(request, pk, "change")
    if not booking.is_open:
        raise Http404
    consents = ClassConsent.objects.visible_to(request.user).filter(booking=booking).order_by("number")
    rows = list(consents.select_related("booking"))
    sheet = code_sheet(booking, rows, request.build_absolute_uri)
    name = f"{slugify(booking.class_name) or 'class'}-{booking.pk}.pdf"
    return FileResponse(BytesIO(sheet), content_type="application/pdf", filename=name)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def class_step(request: AuthenticatedRequest, pk: int, step: str) -> HttpResponse:
    """The school's steps: it cancels."""
    if step != "cancel":
        raise Http404
    booking = _booking(request, pk, "change")
    return _step(request, booking, step, back=booking.get_absolute_url())


# --- Whoever receives the class ------------------------------------------------------------------------------------


@never_cache
@login_required
@require_safe
def class_visits(request: AuthenticatedRequest) -> HttpResponse:
    """The classes that come to the organisation's events: those that are not over, the next first."""
    if not may(request.user, "answer", ClassBooking):
        raise PermissionDenied
    rows = ClassBooking.objects.visible_to(request.user, "answer").ahead()
    page = Paginator(rows.select_related("event__programme"), PAGE_SIZE).get_page(asked(request, "page"))
    lines = [
        class_line(row, side=Actor.ORGANISATION) | {"waits": CLASS_BOOKING.allows("confirm", row.state)}
        for row in page
    ]
    return render(request, "events/class_visits.html", {"page": page, "lines": lines})


@never_cache
@login_required
@require_safe
def class_visit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """How many come, of which grade, what they need and whom to call: nothing else."""
    booking = _booking(request, pk, "answer")
    steps = CLASS_BOOKING.steps_from(booking.state, Actor.ORGANISATION) if booking.is_open else []
    can_decline = CLASS_BOOKING.allows("decline", booking.state)  # and has nothing to cancel yet
    left_out = {"confirm", "cancel"} if can_decline else {"confirm"}
    return render(
        request,
        "events/class_visit.html",
        {
            "booking": booking,
            "event": booking.event,
            "badge": CLASS_BOOKING.badge(booking.state),
            "explanation": CLASS_BOOKING.explanation(booking.state, Actor.ORGANISATION),
            "facts": visit_facts(booking),
            "confirm": next((step for step in steps if step.name == "confirm"), None),
            "steps": [step for step in steps if step.name not in left_out],
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def class_visit_step(request: AuthenticatedRequest, pk: int, step: str) -> HttpResponse:
    """Confirming is one tap elsewhere; here it is asked once more, with room for a note."""
    if step not in SERVICES:
        raise Http404
    booking = _booking(request, pk, "answer")
    return _step(request, booking, step, back=class_line(booking, side=Actor.ORGANISATION)["url"])


# --- Parts ---------------------------------------------------------------------------------------------------------

SERVICES: dict[str, Callable[..., object]] = {
    "confirm": confirm_class,
    "decline": decline_class,
    "cancel": cancel_class,
}


def _booking(request: AuthenticatedRequest, pk: int, action: str) -> ClassBooking:
    rows = ClassBooking.objects.select_related(
        "event__programme", "event__host", "event__class_offer", "school"
    )
    return get_visible_or_404(rows, request.user, action, pk=pk)


def _step(request: AuthenticatedRequest, booking: ClassBooking, step: str, *, back: object) -> HttpResponse:
    words = CLASS_BOOKING.step(step)
    form = StepForm(typed(request), step=words)
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            SERVICES[step](booking=booking, note=form.cleaned_data["note"], by=request.user)
            messages.success(request, words.done)
            return redirect("events:class_visits" if sent(request, "then") == "list" else str(back))
    context = {"booking": booking, "step": words, "form": form, "back": back}
    return render(request, "events/class_step.html", context, status=400 if request.method == "POST" else 200)
