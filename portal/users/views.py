import logging
from collections.abc import Callable
from enum import Enum, auto
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.account import app_settings as account
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage, LoginStageController
from allauth.account.utils import perform_login
from allauth.account.views import ConfirmEmailView, EmailView
from allauth.mfa import app_settings as mfa
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from portal.core.http import answer_too_many, go_to, is_sent_from_here, page_before, sent, typed, wants_json
from portal.core.limits import seconds_to_wait
from portal.core.page_messages import worded
from portal.core.unsent import Kept, keep_unsent, page_of_form
from portal.users import preferences
from portal.users.decorators import AuthenticatedRequest
from portal.users.extensions import settings_pages
from portal.users.forms import ClaimForm, DisplayForm, SettingsForm
from portal.users.queries import find_demo_person, is_proven
from portal.users.services import claim_account, update_settings

logger = logging.getLogger(__name__)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """The answer when one of allauth's own limits was met. It doesn't say which, so the longest wait of any counts."""
    keys = dict.fromkeys(account.RATE_LIMITS, sent(request, "email").strip().lower())
    waits = (
        seconds_to_wait(request, app=app, rates=known.RATE_LIMITS, keys=keys)
        for app, known in (("allauth.account", account), ("allauth.mfa", mfa))
    )
    return answer_too_many(request, max(waits))


def refuse_stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer when a form's token is none of this browser's: a tab from before somebody signed in, or lost cookies.

    Nothing is carried out. What was typed is kept and its form shown with it, if a page of ours has sent it: what
    another site makes a browser send is refused and forgotten, or it could put words into somebody's mouth.
    """
    if not is_sent_from_here(request) or wants_json(request):  # a script sends its own again
        return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)
    kept = Kept.NOTHING if _is_at_a_door(request) else keep_unsent(request)
    if kept is Kept.TOO_LONG:
        return render(request, "403_csrf.html", {"is_too_long": True}, status=HTTPStatus.FORBIDDEN)
    if kept is Kept.NOTHING or not request.user.is_authenticated:
        messages.warning(
            request,
            worded(
                lambda: _(
                    "The page was open for long, or you signed in or out in another tab. "
                    "So nothing has been changed. Please send it once more."
                )
            ),
        )
    return go_to(request, page_of_form(request))


def _is_at_a_door(request: HttpRequest) -> bool:
    """Pages for signing in and registering: they hold passwords and no letters, and are no place to keep one from."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    return name.startswith(("account_", "mfa_", "socialaccount_"))


@csrf_exempt
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """The language buttons at the foot of every page. A language the portal doesn't have changes nothing.

    Pages for visitors carry no token, so that they are the same for all of them; what another site could do to one
    with this is to change the language of the next page. Of whoever is signed in, a row changes: they need the token.
    """
    return (_set_language_of_person if request.user.is_authenticated else _set_language)(request)


def _set_language(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(page_before(request))
    language = sent(request, "language")
    if language in dict(settings.LANGUAGES):
        preferences.remember(response, language=language)
        if request.user.is_authenticated:
            update_settings(user=request.user, by=request.user, language=language)
    return response


_set_language_of_person = csrf_protect(_set_language)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_display(request: HttpRequest) -> HttpResponse:
    """Language, text size and contrast, for visitors too."""
    form = DisplayForm(typed(request), initial=preferences.current(request))
    if request.method == "POST" and form.is_valid():
        return _saved(request, reverse("users:display"), form.cleaned_data)
    return render(request, "users/display.html", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_settings(request: AuthenticatedRequest) -> HttpResponse:
    form = SettingsForm(
        typed(request),
        initial={"name": request.user.name, "phone": request.user.phone, **preferences.current(request)},
        has_phone=bool(request.user.email),
    )
    if request.method == "POST" and form.is_valid():
        return _saved(request, reverse("users:settings"), form.cleaned_data)
    return render(request, "users/settings.html", {"form": form, "further_pages": list(settings_pages)})


def _saved(request: HttpRequest, url: str, values: dict[str, str]) -> HttpResponse:
    if request.user.is_authenticated:
        update_settings(user=request.user, by=request.user, **values)
    with override(values["language"]):
        messages.success(request, worded(lambda: _("Saved. This is how the portal looks from now on.")))
    response = redirect(url)
    preferences.remember(
        response, **{name: value for name, value in values.items() if name not in ("name", "phone")}
    )
    return response


@require_POST
def demo_login(request: HttpRequest) -> HttpResponse:
    """Sign in as a demo person with one click. There is no such page outside demo mode, and nobody else to be."""
    person = find_demo_person(sent(request, "email"))
    if person is None:
        raise Http404
    if request.user.is_authenticated:
        logout(request)
    record_authentication(request, person, method="demo")
    return perform_login(request, person, email_verification="none")


# --- A university's sign-in ----------------------------------------------------------------------------------------


def _forgiving(
    view: Callable[[HttpRequest, str], HttpResponse],
) -> Callable[[HttpRequest, str], HttpResponse]:
    """Whatever the other site answers, or doesn't: the person reads that the sign-in did not work, and goes on.

    allauth catches some of it. What is left is one line in the log without what was answered.
    """

    @wraps(view)
    def forgiving(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view(request, provider_id)
        except (Http404, DatabaseError):
            raise
        except Exception as error:
            logger.warning("A university's sign-in gave no answer that counts: %s", type(error).__name__)
            return render_authentication_error(request, provider_id)

    return forgiving


university_login = _forgiving(openid_connect.login)
university_callback = _forgiving(openid_connect.callback)


# --- Confirming an address -----------------------------------------------------------------------------------------


class Proof(Enum):
    """What somebody who opened the link of a mail still has to show before the address counts as theirs."""

    NOTHING = auto()
    PASSWORD = auto()
    SIGN_IN = auto()


def proof_needed(request: HttpRequest, address: EmailAddress) -> Proof:
    """Who opens the link owns the mailbox. Is the account theirs as well, or did somebody else put the address there?

    The browser that has just registered or signed in is theirs. In any other, an account that is known by nothing but
    this address passes to its owner with a new password; one that somebody has proven asks them to sign in first.
    """
    if request.user.pk == address.user_id:
        return Proof.NOTHING
    if is_proven(address.user, apart_from=address):
        return Proof.SIGN_IN
    stage = LoginStageController.enter(request, EmailVerificationStage.key)
    is_theirs = stage is not None and stage.login.user == address.user
    return Proof.NOTHING if is_theirs else Proof.PASSWORD


class ConfirmEmail(ConfirmEmailView):
    """allauth's page of a confirmation link; in another browser than the one that registered, with more questions."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        address = self.object.email_address
        proof = proof_needed(self.request, address)
        if not address.can_set_verified() or proof is Proof.SIGN_IN:
            return self.render_to_response(self.get_context_data(), status=HTTPStatus.FORBIDDEN)
        return self._claim(address) if proof is Proof.PASSWORD else super().post(*args, **kwargs)

    def _claim(self, address: EmailAddress) -> HttpResponse:
        form = ClaimForm(user=address.user, data=self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.BAD_REQUEST)
        if self.request.user.is_authenticated:
            logout(self.request)
        with transaction.atomic():
            user = claim_account(
                address=address, name=form.cleaned_data["name"], password=form.cleaned_data["password1"]
            )
            address.user = user
            self.object.confirm(self.request)
        record_authentication(self.request, user, method="password", email=address.email)
        return perform_login(self.request, user, redirect_url=self.get_next_url())

    def logout_other_user(self, confirmation: Any) -> None:
        """Whoever is signed in stays so on a page that has nothing for them to do."""
        if proof_needed(self.request, confirmation.email_address) is not Proof.SIGN_IN:
            super().logout_other_user(confirmation)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if context["can_confirm"]:
            proof = proof_needed(self.request, self.object.email_address)
            context["must_sign_in"] = proof is Proof.SIGN_IN
            if proof is Proof.PASSWORD:
                context.setdefault("form", ClaimForm(user=self.object.email_address.user))
        return context


class Addresses(EmailView):
    """allauth's page of a person's addresses. Nobody's main address is one they have not confirmed."""

    def _action_primary(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | None:
        address = self._get_email_address(request)
        if address is not None and not address.verified:
            messages.error(
                request, worded(lambda: _("Confirm this address first; then you can make it the main one."))
            )
            return None
        response: HttpResponse | None = super()._action_primary(request, *args, **kwargs)
        return response
