"""Asking to be erased, changing one's mind, and the certificate that is left."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.http import asked, domain_errors_as_messages, domain_errors_in, typed
from portal.core.page_messages import worded
from portal.privacy.constants import ERASURE_WAIT_DAYS
from portal.privacy.forms import ErasureForm, LetterForm
from portal.privacy.models import ErasureRequest, UnusedAccount
from portal.privacy.presentation.erasures import certificate_of, name_for, prospects_in_words
from portal.privacy.presentation.operators import operator
from portal.privacy.queries import may_enter_erasure
from portal.privacy.services.erasures import request_erasure, take_back_erasure
from portal.privacy.workflows import ERASURE
from portal.users.decorators import AuthenticatedRequest, confirmed_lately
from portal.users.models import User

LETTERS_ON_A_PAGE = 25


@login_required
@never_cache
@confirmed_lately
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: AuthenticatedRequest) -> HttpResponse:
    """What would go, what must stay and why, and the button; while it waits, the way back."""
    waiting = request.user.erasures.waiting().first()
    form = ErasureForm(typed(request))
    if request.method == "POST" and waiting is None and form.is_valid():
        with domain_errors_in(form):
            request_erasure(person=request.user, by=request.user)
            messages.success(
                request, worded(lambda: _("Your erasure has been asked for. You can still change your mind."))
            )
            return redirect("privacy:erase")
    context = {
        "waiting": waiting,
        "form": form,
        "days": ERASURE_WAIT_DAYS,
        **prospects_in_words(request.user),
    }
    return render(request, "privacy/erase.html", context)


@login_required
@require_POST
def take_back(request: AuthenticatedRequest) -> HttpResponse:
    waiting = get_object_or_404(request.user.erasures.waiting())
    with domain_errors_as_messages(request):
        take_back_erasure(request=waiting, by=request.user)
        messages.success(request, ERASURE.step("take_back").done)
    return redirect("privacy:mine")


@never_cache
@require_safe
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """For whoever holds the address: no name, and nobody has to sign in."""
    announced = UnusedAccount.objects.filter(code=code).first()
    if announced is not None and not ErasureRequest.objects.filter(code=code).exists():
        return render(request, "privacy/account_ends.html", {"account": announced} | operator())
    found = get_object_or_404(ErasureRequest, code=code)
    return render(request, "privacy/certificate.html", certificate_of(found) | operator())


@login_required
@never_cache
@require_safe
def letters(request: AuthenticatedRequest) -> HttpResponse:
    """What became of the letters one has entered. The certificate counts rows of all programmes: the person has it."""
    entered = ErasureRequest.objects.entered_for_others(request.user).select_related("person")
    page = Paginator(entered, LETTERS_ON_A_PAGE).get_page(asked(request, "page"))
    for row in page:
        row.badge = ERASURE.badge(row.state)  # type: ignore[attr-defined]
        row.name = name_for(request.user, row)  # type: ignore[attr-defined]
    return render(request, "privacy/letter_list.html", {"page": page})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_letter(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Staff enter what a person of theirs asked for on paper. Whoever may not is not told that the person exists.

    Nor are they told what the portal holds about the person: it may be in programmes that are not theirs.
    """
    person = User.objects.filter(pk=pk).first()
    if person is None or not may_enter_erasure(request.user, person):
        raise Http404
    return _by_letter(request, person)


@confirmed_lately
def _by_letter(request: AuthenticatedRequest, person: User) -> HttpResponse:
    form = LetterForm(typed(request))
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            request_erasure(person=person, by=request.user, **form.cleaned_data)
            messages.success(request, worded(lambda: _("The request is entered, and the person is told.")))
            return redirect("privacy:erase" if person == request.user else "privacy:letters")
    context = {"person": person, "form": form, "days": ERASURE_WAIT_DAYS}
    return render(request, "privacy/erase_by_letter.html", context)
