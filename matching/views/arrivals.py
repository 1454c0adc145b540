"""Agreeing on the first day, ticking what is done on arriving, and answering four weeks later."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from matching.constants import FirstDayState
from matching.forms.applications import take_no_words
from matching.forms.arrivals import ArrivalForm, InChargeForm, SuggestForm, WishForm
from matching.models import Application, ArrivalAnswer, ArrivalItem, FirstDay
from matching.queries.arrivals import address_of_work, application_of_link
from matching.queries.contacts import recruiters_of
from matching.queries.steps import is_heard, speaks_for_company
from matching.services.applications import NotHeard
from matching.services.arrivals import (
    AnsweredAlready,
    LinkIsOver,
    answer_arrival,
    answer_arrival_by_link,
    tick_item,
    untick_item,
)
from matching.services.contacts import NotOfTheCompany, put_in_charge
from matching.services.first_days import confirm_first_day, suggest_first_day, wish_first_day
from matching.workflows.first_days import FIRST_DAY
from portal.core.http import domain_errors_as_messages, domain_errors_in, sent, typed
from portal.users.decorators import AuthenticatedRequest
from programmes.access import may
from programmes.scoping import get_visible_or_404


def _accepted(request: AuthenticatedRequest, pk: int) -> Application:
    """An application by which the reader has taken a place, or given one."""
    rows = Application.objects.visible_to(request.user).accepted().with_reading()
    rows = rows.select_related("placement__organisation", "talent__user")
    application: Application = get_visible_or_404(rows, request.user, pk=pk)
    if not may(request.user, "change", application):
        raise PermissionDenied
    return application


# --- Who answers ---------------------------------------------------------------------------------------------------


@login_required
@require_POST
def in_charge(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Name who at the company answers for the application."""
    rows = Application.objects.visible_to(request.user).select_related("placement__organisation")
    application = get_visible_or_404(rows, request.user, pk=pk)
    if not speaks_for_company(application, request.user):
        raise PermissionDenied
    people = recruiters_of(application)
    form = InChargeForm(typed(request), people=people)
    if request.method == "POST" and form.is_valid():
        person = next(each for each in people if each.pk == form.cleaned_data["person"])
        with domain_errors_as_messages(request):
            put_in_charge(application=application, person=person, by=request.user)
            messages.success(request, _("The applicant now reads how to reach this person."))
    else:
        messages.error(request, NotOfTheCompany.message)
    return redirect(application)


# --- The first day -------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def first_day(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Name the first day: the company with all that belongs to it, the applicant the day alone."""
    application = _accepted(request, pk)
    is_own = application.talent.user_id == request.user.pk
    if is_own and not is_heard(application, request.user):
        messages.error(request, NotHeard.message)
        return redirect(application)
    day = FirstDay.objects.visible_to(request.user).filter(application=application).first()
    kind: type[WishForm] = WishForm if is_own else SuggestForm
    form = kind(typed(request), initial=_initial(application, day))
    if application.is_of_minor:
        take_no_words(form, "place", "receiver", "bring")
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            act = wish_first_day if is_own else suggest_first_day
            named = act(application=application, by=request.user, **form.cleaned_data)
            messages.success(request, FIRST_DAY.step(_step_taken(named, is_own=is_own)).done)
            return redirect(application)
    return render(
        request,
        "matching/first_day_form.html",
        {"application": application, "form": form, "is_own": is_own, "day": day},
        status=400 if request.method == "POST" else 200,
    )


def _step_taken(day: FirstDay, *, is_own: bool) -> str:
    """Whoever names the day that the other side has named agrees to it."""
    if day.state == FirstDayState.AGREED:
        return "confirm" if is_own else "consent"
    return "wish" if is_own else "suggest"


def _initial(application: Application, day: FirstDay | None) -> dict[str, object]:
    """What stands there already; else the start and the place that the offer names."""
    if day is not None:
        return {name: getattr(day, name) for name in ("starts_on", "starts_at", "place", "receiver", "bring")}
    placement = application.placement
    return {"starts_on": placement.starts_on, "place": address_of_work(placement) or placement.city}


@login_required
@require_POST
def first_day_confirm(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Agree to the day that the other side has named."""
    application = _accepted(request, pk)
    is_own = application.talent.user_id == request.user.pk
    with domain_errors_as_messages(request):
        confirm_first_day(application=application, seen=sent(request, "seen"), by=request.user)
        messages.success(request, FIRST_DAY.step("confirm" if is_own else "consent").done)
    return redirect(application)


# --- What to do on arriving ----------------------------------------------------------------------------------------


@login_required
@require_POST
def arriving_tick(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Tick an item for oneself, or take the tick back, and go on where one was."""
    item = get_object_or_404(ArrivalItem, pk=pk, is_shown=True)
    act = tick_item if sent(request, "done") else untick_item
    act(item=item, by=request.user)
    page = sent(request, "next")
    is_here = url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure())
    return redirect(f"{page}#arriving" if is_here else "programmes:me")


# --- Four weeks later ----------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def arrival_answer(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Say whether one is there, and how it is; say it anew when it has changed."""
    application = _accepted(request, pk)
    if application.talent.user_id != request.user.pk or not may(request.user, "add", ArrivalAnswer):
        raise PermissionDenied
    answer = ArrivalAnswer.objects.visible_to(request.user).filter(application=application).first()
    said = {name: getattr(answer, name) for name in ("outcome", "rating", "words")} if answer else None
    form = ArrivalForm(typed(request), initial=said)
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            answer_arrival(application=application, by=request.user, **form.cleaned_data)
            messages.success(request, _("Thank you. Your answer is kept; you can change it here."))
            return redirect(application)
    return _question(request, application, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def arrival_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same by the link of the mail, for whoever holds it: looking changes nothing, and shows no answer."""
    application = application_of_link(token)
    if application is None:
        return render(request, "matching/arrival_over.html", {"reason": LinkIsOver()}, status=404)
    form = ArrivalForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            answer_arrival_by_link(token=token, **form.cleaned_data)
        except (AnsweredAlready, LinkIsOver) as error:
            return render(request, "matching/arrival_over.html", {"reason": error}, status=400)
        return render(request, "matching/arrival_thanks.html", {"application": application})
    return _question(request, application, form)


def _question(request: HttpRequest, application: Application, form: ArrivalForm) -> HttpResponse:
    return render(
        request,
        "matching/arrival_form.html",
        {"application": application, "form": form, "placement": application.placement},
        status=400 if request.method == "POST" else 200,
    )
