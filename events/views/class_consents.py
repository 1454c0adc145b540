"""What a guardian reads and answers behind the code on a slip, without an account. Looking changes nothing."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_stubs_ext import StrOrPromise

from events.constants import EventState
from events.forms.classes import ConsentForm
from events.models import ClassConsent
from events.presentation.classes import consent_facts, takes_photos_at, texts_of
from events.queries.classes import class_consent_of_link, visit_day
from events.services.class_consents import (
    give_class_consent,
    refuse_class_consent,
    withdraw_class_consent,
    withdraw_photo_consent,
)
from events.workflows.classes import CLASS_CONSENT
from portal.core.http import answer_too_many, domain_errors_as_messages, domain_errors_in, sent, typed
from portal.core.limits import TriedTooOften, count_try
from portal.core.workflow import Actor

RATES = {"slip": "20/h", "host": "200/h"}
"""How often one slip may be answered, and one machine may answer: on a parents' evening a school has one address."""

ACTS: Mapping[str, Callable[..., ClassConsent]] = {
    "refuse": refuse_class_consent,
    "withdraw": withdraw_class_consent,
    "no_photos": withdraw_photo_consent,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def class_consent(request: HttpRequest, token: str) -> HttpResponse:
    consent = class_consent_of_link(token)
    if consent is None:
        return render(request, "events/class_consent_over.html", status=404)
    takes_photos = takes_photos_at(consent.booking.event)
    act = sent(request, "act")
    form = ConsentForm(typed(request) if act == "give" else None, takes_photos=takes_photos)
    if request.method == "POST":
        if refusal := _too_many(request, consent):
            return refusal
        if act in ACTS:
            with domain_errors_as_messages(request):
                ACTS[act](consent=consent)
                messages.success(request, _said(act))
            return redirect(request.path)
        if form.is_valid():
            with domain_errors_in(form):
                day, language = sent(request, "day"), get_language() or "en"
                give_class_consent(consent=consent, day=day, language=language, **form.cleaned_data)
                messages.success(request, CLASS_CONSENT.step("give").done)
                return redirect(request.path)
    return _page(request, consent, form, takes_photos=takes_photos)


def _said(act: str) -> StrOrPromise:
    return NO_PHOTOS if act == "no_photos" else CLASS_CONSENT.step(act).done


NO_PHOTOS = _("Noted: your child comes along and is not photographed.")


def _too_many(request: HttpRequest, consent: ClassConsent) -> HttpResponse | None:
    keys = {"slip": str(consent.pk), "host": request.META["REMOTE_ADDR"]}
    try:
        count_try(request, app="events.class_consent", rates=RATES, keys=keys)
    except TriedTooOften as error:
        return answer_too_many(request, error.seconds)
    return None


def _page(
    request: HttpRequest, consent: ClassConsent, form: ConsentForm, *, takes_photos: bool
) -> HttpResponse:
    booking = consent.booking
    is_open = booking.is_open and booking.event.state == EventState.PUBLISHED
    steps = (
        {step.name for step in CLASS_CONSENT.steps_from(consent.state, Actor.PERSON)} if is_open else set()
    )
    return render(
        request,
        "events/class_consent.html",
        {
            "consent": consent,
            "event": booking.event,
            "badge": CLASS_CONSENT.badge(consent.state),
            "facts": consent_facts(consent),
            "texts": texts_of(consent, takes_photos=takes_photos),
            "is_open": is_open,
            "day": visit_day(booking.event),
            "form": form if "give" in steps else None,
            "give": CLASS_CONSENT.step("give"),
            "refuse": CLASS_CONSENT.step("refuse") if "refuse" in steps else None,
            "withdraw": CLASS_CONSENT.step("withdraw") if "withdraw" in steps else None,
        },
        status=400 if request.method == "POST" else 200,
    )
