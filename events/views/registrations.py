"""Registering for an event, and the page of a registration, which its link leads to with or without an account."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_stubs_ext import StrPromise

from events.constants import (
    GUEST_LINK_HOURS,
    AttendanceMode,
    EventFormat,
    EventState,
    RegistrationState,
)
from events.forms.registrations import ChangeForm, GuestForm, RegisterForm
from events.models import Admission, Event, Registration, Session
from events.notices.entries import registration_entries
from events.presentation.attendance import share_words
from events.presentation.certificates import own_certificate
from events.presentation.events import fee_in_words, when
from events.presentation.matchmaking import meetings_path
from events.presentation.registrations import (
    answers_given,
    change_in_words,
    dates_to_come,
    held_words,
    is_from_door,
    registration_explanation,
    registration_facts,
    ways,
)
from events.presentation.sessions import dates_of
from events.queries.attendance import session_to_attend, share_of, ticket_code
from events.queries.certificates import certificates_of
from events.queries.matchmaking import matchmaking_of
from events.queries.registrations import place_in_line, registration_of_link, registration_token
from events.services.changes import ask_change, change_party, take_change_back
from events.services.excuses import come_after_all, excuse_from_date
from events.services.guests import confirm_guest, confirm_walk_in, register_guest
from events.services.refusals import RegistrationClosed
from events.services.registrations import (
    accept_offer,
    cancel_registration,
    register,
    wait_on,
)
from events.views.feeds import file_of
from events.workflows.registrations import REGISTRATION
from portal.core.addresses import clean_address
from portal.core.http import answer_too_many, domain_errors_as_messages, domain_errors_in, sent, typed
from portal.core.limits import TriedTooOften, count_try
from portal.core.workflow import Actor
from programmes.access import access_of, may
from programmes.forms.questionnaire import QuestionnaireForm
from programmes.queries.questionnaires import response_about
from programmes.scoping import get_visible_or_404

if TYPE_CHECKING:
    from portal.users.models import User

RATES = {"mailbox": "3/h,10/d", "host": "30/h"}
"""How often one address may be registered, and one machine may register addresses, without an account."""


# --- Registering ---------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register_for(request: HttpRequest, pk: int) -> HttpResponse:
    """With an account, or without one: an address is enough for what is open to everybody."""
    event = get_visible_or_404(
        Event.objects.select_related("programme", "questionnaire"), request.user, pk=pk
    )
    if request.user.is_authenticated:
        mine = Registration.objects.visible_to(request.user).booked().filter(event=event, person=request.user)
        if row := mine.first():
            return redirect("events:registration", registration_token(row.pk))
        if not may(request.user, "add", Registration) and not access_of(request.user).waits_for_guardian:
            raise PermissionDenied
    admissions = _open_admissions(request, event)
    if not admissions:
        messages.error(request, RegistrationClosed.message)
        return redirect(event)
    return _register(request, event, admissions)


def _open_admissions(request: HttpRequest, event: Event) -> list[Admission]:
    if event.state != EventState.PUBLISHED or event.is_over:
        return []
    now = timezone.now()
    rows = Admission.objects.visible_to(request.user).filter(event=event).select_related("event__programme")
    return [row for row in rows if row.is_open(now)]


def _register(request: HttpRequest, event: Event, admissions: list[Admission]) -> HttpResponse:
    is_guest = not request.user.is_authenticated
    kind: type[RegisterForm] = GuestForm if is_guest else RegisterForm
    form = kind(typed(request), event=event, admissions=admissions)
    questions = _questions(request, event)
    waits = access_of(request.user).waits_for_guardian
    if (
        request.method == "POST"
        and not waits
        and all([form.is_valid(), not questions or questions.is_valid()])
    ):
        if refusal := _too_many(request, form):
            return refusal
        with domain_errors_in(form):
            return _registered(request, event, form, questions.answers if questions else {})
    return render(
        request,
        "events/register.html",
        {
            "event": event,
            "form": form,
            "questions": questions,
            "is_guest": is_guest,
            "waits_for_guardian": waits,
            "ways": ways(event, admissions),
            "when": when(event),
            "fee": fee_in_words(event),
            "dates": dates_of(event),
        },
        status=400 if request.method == "POST" else 200,
    )


def _too_many(request: HttpRequest, form: RegisterForm) -> HttpResponse | None:
    """Nobody fills somebody else's mailbox, whoever asks."""
    if not isinstance(form, GuestForm):
        return None
    keys = {"mailbox": clean_address(form.cleaned_data["email"]), "host": request.META["REMOTE_ADDR"]}
    try:
        count_try(request, app="events.guest", rates=RATES, keys=keys)
    except TriedTooOften as error:
        return answer_too_many(request, error.seconds)
    return None


def _questions(request: HttpRequest, event: Event) -> QuestionnaireForm | None:
    """What the event asks, with what the person has answered before, if they register again."""
    if event.questionnaire is None:
        return None
    earlier = None
    if request.user.is_authenticated:
        mine = Registration.objects.visible_to(request.user).filter(event=event, person=request.user).first()
        earlier = response_about(mine, event.questionnaire) if mine else None
    version = earlier.version if earlier else event.questionnaire.current
    if version is None:
        return None
    values = earlier.values if earlier else None
    return QuestionnaireForm(typed(request), version=version, values=values, subject="events.registration")


def _registered(
    request: HttpRequest, event: Event, form: RegisterForm, answers: Mapping[str, Any]
) -> HttpResponse:
    if isinstance(form, GuestForm):
        about = {name: form.cleaned_data[name] for name in ("name", "email")}
        register_guest(event=event, answers=answers, **about, **form.registration)
        return render(request, "events/register_sent.html", {"event": event, "hours": GUEST_LINK_HOURS})
    person = cast("User", request.user)
    row = register(event=event, person=person, answers=answers, by=person, **form.registration)
    said = {
        RegistrationState.REGISTERED: _("You are registered. This page is yours; the mail leads here, too."),
        RegistrationState.WAITING: _("You are on the waiting list. This page shows where you stand."),
        RegistrationState.OFFERED: _("Fewer places are free than you asked for. Take them, or wait."),
    }[RegistrationState(row.state)]
    messages.success(request, said)
    return redirect("events:registration", registration_token(row.pk))


# --- The page of a registration ------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever holds the link: looking changes nothing, buttons do."""
    row = registration_of_link(token)
    if row is None:
        return render(request, "events/registration_over.html", status=404)
    act = sent(request, "act")
    form = _change_form(request, row, act)
    if request.method == "POST" and act in ACTS:
        with domain_errors_as_messages(request):
            return _done(request, ACTS[act](row), _said(act, row))
        return redirect(request.path)
    if request.method == "POST" and act in DATE_ACTS:
        service, said = DATE_ACTS[act]
        with domain_errors_as_messages(request):
            service(session=_date(request, row), registration=row, by=row.person)
            return _done(request, row, said)
        return redirect(request.path)
    if request.method == "POST" and form.is_valid():
        service, said = (ask_change, ASKED) if row.is_list_closed else (change_party, CHANGED)
        with domain_errors_in(form):
            return _done(request, service(registration=row, by=row.person, **form.change), said)
    return _page(request, row, form)


def _change_form(request: HttpRequest, row: Registration, act: str) -> ChangeForm:
    """With the ways in which one can come now; once the list is closed, with all, as somebody has to agree anyway."""
    now, is_closed = timezone.now(), row.is_list_closed
    ways = []
    for admission in row.event.admissions.all():
        admission.event = row.event
        if is_closed or admission.attendance == row.attendance or admission.is_open(now):
            ways.append(admission.attendance)
    initial = {
        "attendance": row.attendance,
        "companions": str(row.companions),
        "companion_ages": row.companion_ages,
    }
    return ChangeForm(
        typed(request) if act == "change" else None, event=row.event, ways=ways, initial=initial
    )


def _date(request: HttpRequest, row: Registration) -> Session:
    """The one that the button stands beside. Raises Http404."""
    key = sent(request, "session")
    found = row.event.sessions.filter(pk=key).first() if key.isascii() and key.isdecimal() else None
    if found is None:
        raise Http404
    return found


def _said(act: str, row: Registration) -> str | StrPromise:
    """What a button has done; `row` is as it was before."""
    had_place = row.state in (RegistrationState.REGISTERED, RegistrationState.OFFERED)
    if act in SAID:
        return SAID[act]
    return NOTED if act == "cancel" and not had_place else REGISTRATION.step(act).done


NOTED = _("Thank you. Nobody counts on you.")
CHANGED = _("Changed. This is your registration now.")
ASKED = _("It waits for the people who run the event. You get a message.")
SAID = {
    "take_back": _("Taken back. Your registration stands as it is."),
    "confirm_address": _(
        "Your address is confirmed. This page is yours: come back by the link in your mails."
    ),
}
DATE_ACTS: Mapping[str, tuple[Callable[..., object], StrPromise]] = {
    "excuse": (excuse_from_date, _("Noted. You keep your place at the other dates.")),
    "come": (come_after_all, _("Noted: you come on this date.")),
}
ACTS: Mapping[str, Callable[[Registration], Registration]] = {
    "confirm": lambda row: confirm_guest(registration=row),
    "accept": lambda row: accept_offer(registration=row, by=row.person),
    "wait_on": lambda row: wait_on(registration=row, by=row.person),
    "take_back": lambda row: take_change_back(registration=row, by=row.person),
    "confirm_address": lambda row: confirm_walk_in(registration=row),
    "cancel": lambda row: cancel_registration(registration=row, by=row.person),
}


def _done(request: HttpRequest, row: Registration, said: str | StrPromise) -> HttpResponse:
    messages.success(request, said)
    return redirect("events:registration", registration_token(row.pk))


def _page(request: HttpRequest, row: Registration, form: ChangeForm) -> HttpResponse:
    event = row.event
    is_ahead = event.state == EventState.PUBLISHED and not event.is_over
    is_ahead = is_ahead and event.can_be_left
    is_found = Event.objects.visible_to(request.user).filter(pk=event.pk).exists()
    has_ticket = row.state == RegistrationState.REGISTERED and event.state == EventState.PUBLISHED
    has_ticket = has_ticket and not event.is_over
    steps = REGISTRATION.steps_from(row.state, Actor.PERSON) if is_ahead else []
    offered = {step.name for step in steps}
    token = registration_token(row.pk)
    may_change = is_ahead and row.state in (RegistrationState.REGISTERED, RegistrationState.WAITING)
    return render(
        request,
        "events/registration.html",
        {
            "row": row,
            "event": event,
            "badge": REGISTRATION.badge(row.state),
            "explanation": registration_explanation(row, place_in_line(row)),
            "facts": registration_facts(row),
            "dates": dates_of(event),
            "held": held_words(row),
            "answers": answers_given(row),
            "is_found": is_found,
            "to_confirm": REGISTRATION.step("confirm") if "confirm" in offered else None,
            "accept": REGISTRATION.step("accept") if "accept" in offered else None,
            "wait_on": REGISTRATION.step("wait_on") if held_words(row) and "wait_on" in offered else None,
            "cancel": REGISTRATION.step("cancel") if "cancel" in offered else None,
            "may_register": "register" in offered and (is_found or row.state == RegistrationState.INVITED),
            "form": form if may_change and form.fields else None,
            "is_closed": row.is_list_closed,
            "asked": change_in_words(row) if may_change else "",
            "dates_to_come": dates_to_come(row) if may_change else [],
            "to_confirm_address": is_from_door(row),
            "ticket": ticket_code(row.pk) if has_ticket else "",
            "attended": share_words(share_of(row)),
            "may_attend": row.state == RegistrationState.REGISTERED and session_to_attend(row) is not None,
            "comes": row.state == RegistrationState.REGISTERED and not event.is_over,
            "meetings": _meetings(row),
            "certificates": [own_certificate(each, token) for each in certificates_of(row)],
            "token": token,
        },
        status=400 if request.method == "POST" else 200,
    )


def _meetings(row: Registration) -> str:
    """The way to what the person wishes and meets at a matchmaking day; "" where there is nothing of the kind."""
    is_there = row.state == RegistrationState.REGISTERED and row.attendance == AttendanceMode.ON_SITE
    if row.event.format != EventFormat.MATCHMAKING or not is_there or matchmaking_of(row.event) is None:
        return ""
    return meetings_path(row)


@never_cache
@require_safe
def registration_file(request: HttpRequest, token: str) -> HttpResponse:
    """The event for one's calendar, as it stands for whoever holds the link."""
    row = registration_of_link(token)
    if row is None:
        raise Http404
    with override(row.person.language):
        return file_of(registration_entries(row), row.event)
