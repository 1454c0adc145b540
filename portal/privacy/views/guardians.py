"""What a guardian is asked, without an account."""

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.http import answer_too_many, domain_errors_as_messages, typed
from portal.core.limits import TriedTooOften, count_try
from portal.core.locales import country_name
from portal.core.visitor_pages.declared import for_visitors
from portal.privacy.constants import GUARDIAN_LINK_DAYS, GUARDIAN_TEXT, consent_age
from portal.privacy.extensions import consent_places
from portal.privacy.forms import GuardianForm, LostLinkForm
from portal.privacy.models import GuardianConsent
from portal.privacy.queries import find_guardian_consent, has_run_out, may_agree
from portal.privacy.services.guardians import (
    APP,
    give_guardian_consent,
    mail_lost_links,
    withdraw_guardian_consent,
)


@for_visitors(shows=())
@require_safe
def guardians(request: HttpRequest) -> HttpResponse:
    """What the link is for, what to do without it, and how a consent is taken back: for who comes without the link."""
    context = {"text": GUARDIAN_TEXT, "link_days": GUARDIAN_LINK_DAYS, "places": list(consent_places)}
    return render(request, "privacy/guardians.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guardian(request: HttpRequest, token: str) -> HttpResponse:
    """What a guardian is asked, from a link on paper or in a mail, without an account."""
    asked = find_guardian_consent(token=token)
    if asked is None and has_run_out(token):
        return render(request, "privacy/guardian.html", {"link_days": GUARDIAN_LINK_DAYS}, status=410)
    if asked is None:
        raise Http404
    form = GuardianForm(typed(request), asks_birth_date=asked.pupil.birth_date is None)
    if request.method == "POST" and ("withdraw" in request.POST or form.is_valid()):
        _answer(request, token, form)
        return redirect("privacy:guardian", token)
    return _guardian_page(request, asked, form, may_agree=may_agree(asked, token))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guardian_link(request: HttpRequest) -> HttpResponse:
    """Have a lost link sent to oneself. What is answered is the same whoever asks, so that nobody learns anything."""
    form = LostLinkForm(typed(request))
    if request.method != "POST" or not form.is_valid():
        status = 400 if request.method == "POST" else 200
        return render(request, "privacy/guardian_link.html", {"form": form}, status=status)
    try:
        count_try(
            request,
            app=APP,
            rates=settings.GUARDIAN_LINK_LIMITS,
            keys={"network": ratelimit.get_ip(request)},
        )
    except TriedTooOften as error:
        return answer_too_many(request, error.seconds)
    mail_lost_links(email=form.cleaned_data["email"])
    return render(request, "privacy/guardian_link_sent.html", {"link_days": GUARDIAN_LINK_DAYS})


def _answer(request: HttpRequest, token: str, form: GuardianForm) -> None:
    with domain_errors_as_messages(request):
        if "withdraw" in request.POST:
            withdraw_guardian_consent(token=token)
        else:
            give_guardian_consent(
                token=token,
                guardian_name=form.cleaned_data["name"],
                guardian_email=form.cleaned_data["email"],
                birth_date=form.cleaned_data.get("birth_date"),
                language=get_language() or "en",
            )


def _guardian_page(
    request: HttpRequest, asked: GuardianConsent, form: GuardianForm, *, may_agree: bool
) -> HttpResponse:
    is_over = not may_agree and not asked.is_in_force
    context = {
        "asked": asked,
        "may_agree": may_agree,
        "is_of_age": not GuardianConsent.objects.of_minors().filter(pk=asked.pk).exists(),
        "child": asked.pupil.get_short_name(),
        "form": form,
        "text": _text_agreed_to(asked),
        "link_days": GUARDIAN_LINK_DAYS,
        "country": country_name(asked.country),
        "age": consent_age(asked.country),
    }
    return render(
        request, "privacy/guardian.html", context, status=410 if is_over and not asked.given_at else 200
    )


def _text_agreed_to(asked: GuardianConsent) -> str:
    """The words of the consent that is in force, in the language it was given in; else today's words."""
    given = asked.pupil.consents.in_force().filter(by_guardian=True).first() if asked.is_in_force else None
    return given.text if given is not None else str(GUARDIAN_TEXT)
