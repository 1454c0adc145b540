"""At the door of an event: who is here, on a phone, with a connection or without; and the list to be signed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.constants import DEVICE_DAYS, NotedBy, Presence, RegistrationState, ScanOutcome
from events.forms.attendance import PresenceForm, SignedListForm, TicketForm, WalkInForm
from events.models import Attendance, Registration, Scan, Session, SignedList
from events.presentation.attendance import at_door, clock, conflict_words, counted, signature_list
from events.presentation.sessions import when_session
from events.queries.attendance import (
    is_shown,
    meeting_code,
    seconds_left,
    session_at_hand,
    ticket_code,
)
from events.services.attendance import (
    check_in,
    keep_signed_list,
    let_in,
    note_presence,
    note_the_rest,
)
from events.services.refusals import TooEarly
from portal.core.collation import Alphabetical
from portal.core.documents import typeset
from portal.core.errors import WrongState
from portal.core.http import CAMERA_HERE, domain_errors_as_messages, domain_errors_in, sent, typed
from portal.core.page_messages import worded
from portal.core.parsers import foreign_parser
from portal.users.decorators import AuthenticatedRequest
from programmes.access import access_of
from programmes.models import Enrolment, Funding
from programmes.scoping import get_visible_or_404

MOST_SCANS = 200
"""In one parcel of a device; more are sent in the next."""
WORKER = settings.BASE_DIR / "static" / "js" / "check-in-worker.js"
WAITING = (RegistrationState.WAITING, RegistrationState.OFFERED)


def _session(request: HttpRequest, pk: int, action: str = "change") -> Session:
    """The date, for somebody who may note who was there."""
    rows = Session.objects.select_related("event__programme", "event__funding")
    session = get_visible_or_404(rows, request.user, pk=pk)
    if not access_of(request.user).reaches(action, Attendance, session.event.programme):
        raise PermissionDenied
    return session


def _people(request: HttpRequest, session: Session) -> list[Registration]:
    """Who has a place, belonged to the date, or waits, in the order of names."""
    rows = Registration.objects.administered_by(request.user).in_use().filter(event=session.event)
    belongs = Q(
        pk__in=Attendance.objects.administered_by(request.user).filter(session=session).values("registration")
    )
    rows = rows.filter(belongs | Q(state__in=[RegistrationState.REGISTERED, *WAITING]))
    return list(rows.select_related("person").order_by(Alphabetical("person__sort_keys"), "pk"))


def _attendances(request: HttpRequest, session: Session) -> dict[int, Attendance]:
    rows = Attendance.objects.administered_by(request.user).filter(session=session)
    found = {row.registration_id: row for row in rows}
    for row in found.values():
        row.session = session
    return found


def _funding(session: Session) -> Funding | None:
    """For which hours count: as the event says, else the programme's only one."""
    return session.event.funding or Funding.objects.only_of(session.event.programme).first()


# --- The page ------------------------------------------------------------------------------------------------------


@login_required
@require_safe
def check_in_event(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The way to the date that is at hand: under way, else the next, else the last."""
    rows = Session.objects.visible_to(request.user).filter(event=pk).standing()
    session = session_at_hand(rows)
    if session is None:
        raise Http404
    return redirect("events:check_in", session.pk)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_in_page(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The list of a date, a field for codes, and, on this page alone, the camera."""
    session = _session(request, pk)
    forms = {"code": TicketForm(None), "let_in": WalkInForm(None), "upload": SignedListForm(None)}
    act = sent(request, "act")
    if request.method == "POST" and act in ACTS:
        return ACTS[act](request, session)
    if request.method == "POST" and act in FORMS:
        kind, carry_out = FORMS[act]
        forms[act] = form = kind(request.POST, request.FILES) if act == "upload" else kind(typed(request))
        if form.is_valid():
            with domain_errors_in(form):
                carry_out(request, session, form.cleaned_data)
                return redirect(request.path)
    response = render(
        request,
        "events/check_in.html",
        _context(request, session) | {"forms": forms},
        status=400 if request.method == "POST" else 200,
    )
    response["Permissions-Policy"] = CAMERA_HERE
    return response


def _context(request: AuthenticatedRequest, session: Session) -> dict[str, Any]:
    lines = at_door(session, _people(request, session), _attendances(request, session))
    dates = Session.objects.visible_to(request.user).filter(event=session.event).standing()
    conflicts = Scan.objects.administered_by(request.user).filter(session=session)
    conflicts = conflicts.exclude(outcome=ScanOutcome.NOTED).select_related("registration__person")
    lists = SignedList.objects.administered_by(request.user).filter(session=session)
    for scan in (found := list(conflicts)):
        scan.session = session
    return {
        "session": session,
        "event": session.event,
        "when": when_session(session, session.event),
        "lines": lines,
        "counted": counted(lines),
        "dates": [(each, when_session(each, session.event)) for each in dates],
        "conflicts": [conflict_words(scan, {line.key for line in lines}) for scan in found],
        "lists": list(lists),
        "is_online": bool(session.link or session.event.link),
        "has_unnoted": any(line.belongs and line.presence == Presence.EXPECTED for line in lines),
        "erase_at": (session.ends_at + timedelta(days=DEVICE_DAYS)).isoformat(),
        "counts": _funding(session) is not None,
    }


# --- What is tapped there ------------------------------------------------------------------------------------------


def _registration(request: AuthenticatedRequest, session: Session) -> Registration:
    rows = Registration.objects.administered_by(request.user).in_use().filter(event=session.event)
    key = sent(request, "row")
    row = (
        rows.select_related("person").filter(pk=int(key)).first()
        if key.isdecimal() and len(key) < 19
        else None
    )
    if row is None:
        raise Http404
    return row


def _back_to(session: Session, row: Registration) -> HttpResponse:
    return redirect(f"{reverse('events:check_in', args=[session.pk])}#person-{row.pk}")


def _tap_here(request: AuthenticatedRequest, session: Session) -> HttpResponse:
    row = _registration(request, session)
    with domain_errors_as_messages(request):
        check_in(
            session=session, code=ticket_code(row.pk), scan_id=uuid4(), how=NotedBy.LIST, by=request.user
        )
    return _back_to(session, row)


def _take_back(request: AuthenticatedRequest, session: Session) -> HttpResponse:
    row = _registration(request, session)
    with domain_errors_as_messages(request):
        note_presence(session=session, registration=row, presence=Presence.EXPECTED, by=request.user)
    return _back_to(session, row)


def _tap_let_in(request: AuthenticatedRequest, session: Session) -> HttpResponse:
    row = _registration(request, session)
    with domain_errors_as_messages(request):
        let_in(session=session, registration=row, by=request.user)
    return _back_to(session, row)


def _note_rest(request: AuthenticatedRequest, session: Session) -> HttpResponse:
    with domain_errors_as_messages(request):
        number = note_the_rest(session=session, by=request.user)
        said = ngettext_lazy("%(number)d person is noted.", "%(number)d people are noted.", "number")
        messages.success(request, worded(lambda: said % {"number": number}))
    return redirect(request.path)


ACTS: Mapping[str, Callable[[AuthenticatedRequest, Session], HttpResponse]] = {
    "here": _tap_here,
    "undo": _take_back,
    "let_in_row": _tap_let_in,
    "rest": _note_rest,
}


def _type_code(request: AuthenticatedRequest, session: Session, said: Mapping[str, Any]) -> None:
    scan = check_in(session=session, code=said["code"], scan_id=uuid4(), how=NotedBy.TYPED, by=request.user)
    if scan.outcome in (ScanOutcome.NOTED, ScanOutcome.AGAIN) and scan.registration:
        name = scan.registration.person.get_full_name()
        messages.success(request, worded(lambda: _("%(name)s is here.") % {"name": name}))
    else:
        messages.error(request, ScanOutcome(scan.outcome).label)


def _walk_in(request: AuthenticatedRequest, session: Session, said: Mapping[str, Any]) -> None:
    row = let_in(session=session, by=request.user, **said)
    name = row.registration.person.get_full_name()
    messages.success(request, worded(lambda: _("%(name)s is here.") % {"name": name}))


def _upload(request: AuthenticatedRequest, session: Session, said: Mapping[str, Any]) -> None:
    keep_signed_list(session=session, file=said["file"], by=request.user)
    messages.success(request, _("The signed list is kept."))


FORMS: Mapping[str, tuple[Any, Callable[[AuthenticatedRequest, Session, Mapping[str, Any]], None]]] = {
    "code": (TicketForm, _type_code),
    "let_in": (WalkInForm, _walk_in),
    "upload": (SignedListForm, _upload),
}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def presence_of(request: AuthenticatedRequest, pk: int, registration: int) -> HttpResponse:
    """From when to when somebody was there, or that they were not: what the list can't say with one tap."""
    session = _session(request, pk)
    rows = Registration.objects.administered_by(request.user).in_use().filter(event=session.event)
    row = rows.select_related("person").filter(pk=registration).first()
    if row is None:
        raise Http404
    now = _attendances(request, session).get(row.pk)
    initial = {
        "presence": now.presence if now and now.presence != Presence.EXPECTED else Presence.PRESENT,
        "came": clock(now.came_at, session) if now else None,
        "left": clock(now.left_at, session) if now else None,
    }
    form = PresenceForm(typed(request), session=session, initial=initial)
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            note_presence(session=session, registration=row, by=request.user, **form.said)
            return _back_to(session, row)
    context = {"session": session, "row": row, "form": form, "when": when_session(session, session.event)}
    return render(request, "events/presence.html", context, status=400 if request.method == "POST" else 200)


# --- Without a connection ------------------------------------------------------------------------------------------


@login_required
@require_POST
def scans(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What a device has noted, each with its number and its clock; the answer says what became of each.

    `{"device": "…", "scans": [{"id": uuid, "code": "…", "at": "…", "how": "scan" | "typed" | "list"}]}` is answered
    with `{"outcomes": {uuid: {"outcome": "…", "words": "…", "name": "…", "code": "…"}}}`.
    """
    session = _session(request, pk)
    device, parcel = _parcel(request)
    outcomes: dict[str, dict[str, str]] = {}
    for scan_id, code, at, how in parcel:
        try:
            scan = check_in(
                session=session, code=code, scan_id=scan_id, device=device, at=at, how=how, by=request.user
            )
        except (WrongState, TooEarly) as error:
            outcomes[str(scan_id)] = {"outcome": "refused", "words": str(error), "name": "", "code": ""}
            continue
        name = scan.registration.person.get_full_name() if scan.registration else ""
        outcomes[str(scan_id)] = {
            "outcome": scan.outcome,
            "words": str(scan.get_outcome_display()),
            "name": name,
            "code": ticket_code(scan.registration.pk) if scan.registration else "",
        }
    return JsonResponse({"outcomes": outcomes})


def _parcel(request: HttpRequest) -> tuple[str, list[tuple[UUID, str, datetime | None, str]]]:
    """Raises BadRequest for what no page of ours sends."""
    with foreign_parser("JSON", BadRequest()):
        said = json.loads(request.body)
        found = [
            (UUID(each["id"]), str(each["code"])[:40], _moment(each.get("at")), NotedBy(each["how"]).value)
            for each in said["scans"]
        ]
        device = str(said["device"])[:40]
    if len(found) > MOST_SCANS:
        raise BadRequest
    return device, found


def _moment(said: object) -> datetime | None:
    moment = parse_datetime(said) if isinstance(said, str) else None
    return moment if moment is not None and timezone.is_aware(moment) else None


@never_cache
@require_safe
def check_in_worker(request: HttpRequest) -> HttpResponse:
    """The script that lets the page at the door be opened again without a connection; it works for such pages alone."""
    return HttpResponse(WORKER.read_text(encoding="utf-8"), content_type="text/javascript")


# --- Codes and lists --------------------------------------------------------------------------------------------------


@login_required
@never_cache
@require_safe
def meeting(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The code of this minute, to be shown in the meeting to those who take part online."""
    session, now = _session(request, pk), timezone.now()
    context = {
        "session": session,
        "event": session.event,
        "when": when_session(session, session.event),
        "code": meeting_code(session, now) if is_shown(session, now) else "",
        "seconds": seconds_left(now),
        "is_over": session.is_over,
    }
    is_part = bool(request.headers.get("HX-Request"))
    return render(
        request, "events/meeting_code.html#code" if is_part else "events/meeting_code.html", context
    )


@login_required
@require_safe
def signatures(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The list to be printed and signed, as the funder asks for it."""
    session = _session(request, pk, "view")
    listed = _people(request, session)
    lines = at_door(session, listed, _attendances(request, session))
    people = [row for row, line in zip(listed, lines, strict=True) if line.belongs]
    rows = Enrolment.objects.administered_by(request.user).filter(
        programme=session.event.programme, person__in=[row.person_id for row in people]
    )
    numbers = dict(rows.values_list("person", "pseudonym"))
    data = signature_list(session, people, numbers, _funding(session))
    content = typeset(
        "events/signature_list.typ",
        data,
        language=get_language() or "en",
        title=f"{data['heading']}: {data['event']}",
    )
    return HttpResponse(content, content_type="application/pdf")


@login_required
@require_safe
def signed_list(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A list that was signed, as it was uploaded."""
    row = get_visible_or_404(SignedList.objects.all(), request.user, pk=pk)
    try:
        content = row.file.open("rb").read()
    except OSError as error:
        raise Http404 from error
    return HttpResponse(content, content_type="application/pdf")
