"""The ticket of a registration: what is shown at the door, and what it says there."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events.constants import RegistrationState
from events.forms.attendance import MeetingCodeForm
from events.models import Registration, Session
from events.presentation.attendance import ticket_sheet
from events.presentation.sessions import when_session
from events.queries.attendance import (
    registration_of_ticket,
    session_at_hand,
    session_to_attend,
    ticket_code,
)
from events.queries.registrations import find_joined, registration_of_link
from events.services.attendance import attend_online
from portal.core.documents import typeset
from portal.core.http import answer_too_many, domain_errors_in, typed
from portal.core.limits import TriedTooOften, count_try
from portal.core.qr import qr_svg
from portal.users.decorators import AuthenticatedRequest

RATES = {"code": "10/m,60/h"}
"""How often one person may type a code of a meeting: nobody finds one by trying."""


@login_required
@require_safe
def ticket(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Where the code on a ticket leads whoever stands at the door and reads it with any camera."""
    key = registration_of_ticket(code)
    rows = Registration.objects.administered_by(request.user).in_use()
    row = find_joined(rows, key) if key else None
    if row is None:
        raise Http404
    session = session_at_hand(Session.objects.visible_to(request.user).filter(event=row.event_id).standing())
    if session is None:
        raise Http404
    return redirect(f"{reverse('events:check_in', args=[session.pk])}#person-{row.pk}")


def _with_place(token: str) -> Registration:
    row = registration_of_link(token)
    if row is None or row.state != RegistrationState.REGISTERED:
        raise Http404
    return row


def _address(request: HttpRequest, row: Registration) -> str:
    return request.build_absolute_uri(reverse("events:ticket", args=[ticket_code(row.pk)]))


@never_cache
@require_safe
def ticket_code_picture(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever holds the link: what the camera at the door reads."""
    return HttpResponse(qr_svg(_address(request, _with_place(token))), content_type="image/svg+xml")


@never_cache
@require_safe
def ticket_file(request: HttpRequest, token: str) -> HttpResponse:
    """The ticket to be printed, in the person's language."""
    row = _with_place(token)
    language = row.person.language
    with override(language):
        data = ticket_sheet(row, qr_svg(_address(request, row)).decode())
        content = typeset(
            "events/ticket.typ", data, language=language, title=f"{data['heading']}: {data['event']}"
        )
    return HttpResponse(content, content_type="application/pdf")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def attend(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever holds the link and takes part online: the code that is shown in the meeting."""
    row = _with_place(token)
    session = session_to_attend(row)
    if session is None:
        raise Http404
    form = MeetingCodeForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            count_try(request, app="events.meeting", rates=RATES, keys={"code": str(row.pk)})
        except TriedTooOften as error:
            return answer_too_many(request, error.seconds)
        with domain_errors_in(form):
            attend_online(session=session, registration=row, code=form.cleaned_data["code"], by=row.person)
            messages.success(request, _("Thank you. It is noted that you are here."))
            return redirect("events:registration", token)
    context = {
        "row": row,
        "event": row.event,
        "form": form,
        "token": token,
        "when": when_session(session, row.event),
    }
    return render(request, "events/attend.html", context, status=400 if request.method == "POST" else 200)
