"""What an organisation draws up for programmes: its drafts, what waits, and what is published, with how many come."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.constants import EventState
from events.forms.equipment import StepForm
from events.forms.hosting import HostedEventForm
from events.models import Admission, Event, EventReview
from events.presentation.events import event_facts, picture_address
from events.presentation.hosting import hosted_line, places_taken_items, review_timeline
from events.presentation.sessions import dates_of
from events.services.hosting import change_hosted_event, draft_hosted_event
from events.services.states import submit_event
from events.workflows.events import EVENT
from portal.core.collation import Alphabetical
from portal.core.concurrent_edits import atomic_when_sent, lock_if_sent
from portal.core.http import asked, domain_errors_in, typed
from portal.core.page_messages import worded
from portal.core.workflow import Actor
from portal.users.decorators import AuthenticatedRequest
from portal.users.models import User
from programmes.access import access_of
from programmes.models import Organisation
from programmes.querysets.programmes import OrganisationQuerySet
from programmes.scoping import get_visible_or_404

PAGE_SIZE = 20


@login_required
@require_safe
def hosted_list(request: AuthenticatedRequest) -> HttpResponse:
    """All that the person's organisations have drafted, in every state, the latest first."""
    organisations = list(_hosts(request.user).order_by(Alphabetical(), "pk"))
    if not organisations:
        return redirect("programmes:organisation_home")
    rows = Event.objects.worked_on_by(request.user, "change").drafted_by_hosts()
    rows = rows.filter(host__in=organisations).select_related("programme")
    page = Paginator(rows, PAGE_SIZE).get_page(asked(request, "page"))
    return render(
        request,
        "events/hosted_list.html",
        {"organisations": organisations, "page": page, "lines": [hosted_line(row) for row in page]},
    )


@login_required
@require_safe
def hosted_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Where it stands, what was said about it, and how many come."""
    event = _event(request, pk)
    steps = EventReview.objects.visible_to(request.user).filter(event=event).select_related("by")
    admissions = Admission.objects.visible_to(request.user).filter(event=event)
    return render(
        request,
        "events/hosted_detail.html",
        {
            "event": event,
            "line": hosted_line(event),
            "facts": event_facts(event),
            "dates": dates_of(event),
            "picture": picture_address(event),
            "explanation": EVENT.explanation(event.state, Actor.ORGANISATION),
            "is_draft": event.state == EventState.DRAFT,
            "is_public": event.is_for_everybody,
            "submit": EVENT.step("submit") if EVENT.allows("submit", event.state) else None,
            "places": places_taken_items(list(admissions)),
            "history": review_timeline(steps),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hosted_add(request: AuthenticatedRequest) -> HttpResponse:
    organisation = _organisation(request)
    if organisation is None:
        return redirect("programmes:organisation_home")
    if not access_of(request.user).speaks_for("add", Event, organisation.pk):
        raise PermissionDenied
    form = HostedEventForm(typed(request), request.FILES or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            event = draft_hosted_event(
                organisation=organisation,
                programme=form.cleaned_data["programme"],
                by=request.user,
                **form.chosen(),
            )
            messages.success(request, worded(lambda: _("Saved. Submit it once it is ready.")))
            return redirect("events:hosted_detail", event.pk)
    return _form_page(request, form, organisation, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_when_sent
def hosted_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A draft alone is changed here."""
    event = _event(request, pk)
    lock_if_sent(request, event)
    if event.state != EventState.DRAFT or event.host is None:
        messages.error(request, worded(lambda: _("It is no draft any more. Ask the programme to change it.")))
        return redirect("events:hosted_detail", event.pk)
    form = HostedEventForm(typed(request), request.FILES or None, organisation=event.host, instance=event)
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            change_hosted_event(event=event, by=request.user, **form.chosen())
            messages.success(request, worded(lambda: _("Saved.")))
            return redirect("events:hosted_detail", event.pk)
    return _form_page(request, form, event.host, event)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hosted_submit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """With room for a note to the coordinators."""
    event = _event(request, pk)
    step = EVENT.step("submit")
    form = StepForm(typed(request), step=step)
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            submit_event(event=event, note=form.cleaned_data["note"], by=request.user)
            messages.success(request, step.done)
            return redirect("events:hosted_detail", event.pk)
    context = {"event": event, "step": step, "form": form}
    return render(
        request, "events/hosted_submit.html", context, status=400 if request.method == "POST" else 200
    )


def _form_page(
    request: AuthenticatedRequest, form: HostedEventForm, organisation: Organisation, event: Event | None
) -> HttpResponse:
    context = {"form": form, "organisation": organisation, "event": event}
    status = 400 if request.method == "POST" else 200
    return render(request, "events/hosted_form.html", context, status=status)


def _event(request: AuthenticatedRequest, pk: int) -> Event:
    rows = Event.objects.drafted_by_hosts().select_related("programme", "host", "room")
    return get_visible_or_404(rows, request.user, "change", pk=pk)


def _organisation(request: AuthenticatedRequest) -> Organisation | None:
    """The one that `?organisation=` names, else the first the person drafts for."""
    if wanted := asked(request, "organisation"):
        return get_visible_or_404(Organisation, request.user, pk=wanted)
    return _hosts(request.user).order_by(Alphabetical()).first()


def _hosts(user: User) -> OrganisationQuerySet:
    theirs = access_of(user).organisation_ids("add", Event)
    return Organisation.objects.visible_to(user).filter(pk__in=theirs)
