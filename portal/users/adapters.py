"""How allauth fits this house: people without a user name, pupils without an address, and mail that is notified."""

from collections.abc import Callable
from contextlib import suppress
from html import unescape
from ipaddress import ip_address
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account import stages
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import get_next_redirect_url, has_verified_email
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.core.internal.httpkit import clean_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from requests import Session

from portal.core.addresses import clean_address
from portal.core.devices import device_of
from portal.core.encryption import seal, unseal
from portal.core.http import answer_too_many
from portal.core.limits import TriedTooOften, count_try, forget_tries
from portal.core.names import name_or_nothing
from portal.core.other_sites import session_with_limits
from portal.core.page_messages import worded
from portal.core.text import clean_line
from portal.users.constants import DESTINATION_LIMIT
from portal.users.extensions import AccountMail, send_account_mail
from portal.users.models import User
from portal.users.services import (
    forget_registration,
    go_on_to,
    keep_address,
    release_address,
    take_destination,
)

EMAIL_LIMIT = 254
"""Characters of an address that mail servers can use (RFC 5321, erratum 1690)."""

MAILS = {
    "account/email/email_confirmation_signup": "confirm_registration",
    "account/email/email_confirmation": "confirm_address",
    "account/email/account_already_exists": "already_registered",
    "account/email/password_reset_key": "reset_password",
    "account/email/password_reset": "password_changed",
    "account/email/password_changed": "password_changed",
    "account/email/password_set": "password_changed",
    "account/email/email_changed": "address_changed",
    "account/email/email_deleted": "address_removed",
    "mfa/email/totp_activated": "second_step_added",
    "mfa/email/totp_deactivated": "second_step_removed",
    "mfa/email/webauthn_added": "passkey_added",
    "mfa/email/webauthn_removed": "passkey_removed",
    "mfa/email/recovery_codes_generated": "recovery_codes_made",
    "socialaccount/email/account_connected": "sign_in_connected",
    "socialaccount/email/account_disconnected": "sign_in_disconnected",
}
"""allauth's name of each mail it asks for → the portal's. A test reads allauth's source to see that none is missing."""


SIGN_IN, MAIL = "portal.sign_in", "portal.mail"
"""Whose limits: names in the cache."""

CONFIRMATION = "confirmation_mail"
"""What became of the mail with the link, for the next page of this session: SENT, or UNDER_WAY since a short while."""
SENT, UNDER_WAY = "sent", "under_way"


def destination_of(request: HttpRequest) -> str:
    """Where on this host the person was going when they came to register; "" if nowhere."""
    url = urlsplit(get_next_redirect_url(request) or "")
    path = f"{url.path}?{url.query}" if url.query else url.path
    return path if path.startswith("/") and len(path) <= DESTINATION_LIMIT else ""


def guessing_keys(request: HttpRequest, login: str) -> dict[str, str]:
    """Whose tries a try to sign in counts among: the action of `SIGN_IN_LIMITS` → the key.

    A browser that has signed in with this login before counts for itself, so that nobody shuts a person out by guessing
    at their password from elsewhere.
    """
    login = clean_address(login)
    device = device_of(request)
    if device.knows(login):
        return {"device": f"{device.number} {login}"}
    network = ratelimit.get_ip(request)
    return {"account_and_network": f"{login} {network}", "account": login, "network": network}


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, object]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "cannot_remove_primary_email": _(
            "This is your main address. Make another one the main address first."
        ),
        "duplicate_email": _("You have added this address already."),
        "email_password_mismatch": _("The address or the password is not right. Check both and try again."),
        "username_password_mismatch": _(
            "The user name or the password is not right. Check both and try again."
        ),
        "email_taken": _("This address belongs to an account already."),
        "enter_current_password": _("Enter the password you have now."),
        "incorrect_code": _("This code is not right. Check it, or wait for the next one."),
        "incorrect_password": _("This password is not right."),
        "invalid_or_expired_key": _("This link is no longer valid. Ask for a new one."),
        "invalid_login": _("Enter an e-mail address or a user name."),
        "invalid_password_reset": _("This link is no longer valid. Ask for a new one."),
        "max_email_addresses": _("No more addresses are possible than this number: %d"),
        "too_many_login_attempts": _("There were too many attempts. Wait a few minutes and try again."),
        "unknown_email": _("No account has this address."),
        "unverified_primary_email": _("Confirm this address first; then you can make it the main one."),
        "username_taken": _("This user name is taken. Choose another one."),
        "select_only_one": _("Choose only one."),
        "same_as_current": _("This is what it is already. Enter something else."),
        "rate_limited": _("That was often. Wait a few minutes and try again."),
    }

    def clean_email(self, email: str) -> str:
        """allauth would cut an address that is too long, and write to somebody else."""
        if len(email) > EMAIL_LIMIT:
            raise ValidationError(_("This address is too long to exist. Check it."))
        return email

    # --- Accounts --------------------------------------------------------------------------------------------------

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:  # noqa: FBT001
        """Keep the name, and the language of the page somebody registers on.

        Of two registrations with one address in the same moment, the second is answered like any other
        that finds the address taken.
        """
        user.name = form.cleaned_data.get("name") or user.name
        user.language = get_language() or user.language
        user.destination = destination_of(request)
        try:
            with transaction.atomic():
                saved: User = super().save_user(request, user, form, commit=commit)
        except IntegrityError as error:
            request.session[CONFIRMATION] = UNDER_WAY
            raise ImmediateHttpResponse(self.respond_email_verification_sent(request, None)) from error
        return saved

    def set_password(self, user: User, password: str) -> None:
        """For an account that nobody has proven, a new password is all that is kept."""
        forget_registration(user=user)
        super().set_password(user, password)

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """Nobody gets a user name by registering: those are for pupils, and staff give them."""
        user.username = user.username or None

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """The last address stays, unless the person can sign in by a user name."""
        others = EmailAddress.objects.filter(user=email_address.user).exclude(pk=email_address.pk)
        if not others.exists():
            return bool(email_address.user.username)
        return bool(super().can_delete_email(email_address))

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Whoever opens the link has the mailbox: an account that only registered with the address has none."""
        release_address(address=email_address)
        return bool(super().confirm_email(request, email_address))

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Go on where the person was going when they registered, once, unless they have said where to go."""
        destination = take_destination(user=user)
        kwargs["redirect_url"] = kwargs["redirect_url"] or destination or None
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say it in the language it is read in: whoever has just signed in may read another one than the page did."""
        if message or not message_template:
            super().add_message(request, level, None, message_context, extra_tags, message)
            return
        words = worded(lambda: unescape(render_to_string(message_template, message_context, request).strip()))
        with suppress(TemplateDoesNotExist):
            messages.add_message(request, level, words, extra_tags=extra_tags)

    def get_login_stages(self) -> list[str]:
        ours = f"{EmailVerificationStage.__module__}.{EmailVerificationStage.__qualname__}"
        theirs = "allauth.account.stages.EmailVerificationStage"
        return [ours if stage == theirs else stage for stage in super().get_login_stages()]

    # --- Guessing --------------------------------------------------------------------------------------------------

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whose network limits count: the sender, as `portal.wsgi` finds it behind trusted proxies.

        An IPv4 address in the dress of IPv6 is taken for what it is: all of them together are one network of IPv6. A
        server behind a socket knows no address; then everybody is one network.
        """
        address = clean_client_ip(request.META.get("REMOTE_ADDR", ""))
        if address is None:
            return "unknown"
        return str(getattr(ip_address(address), "ipv4_mapped", None) or address)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before anything is looked up; allauth takes it back when the password was right."""
        keys = guessing_keys(request, credentials.get("email") or credentials.get("username") or "")
        try:
            self._login_failed_rl_usage = count_try(
                request, app=SIGN_IN, rates=settings.SIGN_IN_LIMITS, keys=keys
            )
        except TriedTooOften as error:
            raise ImmediateHttpResponse(answer_too_many(request, error.seconds)) from error

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Whoever has set a new password by a mail need not wait for those who guessed at the old one."""
        keys = guessing_keys(request, credentials.get("email") or "")
        keys.pop("network", None)
        forget_tries(request, app=SIGN_IN, rates=settings.SIGN_IN_LIMITS, keys=keys)

    # --- Mail ------------------------------------------------------------------------------------------------------

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand over a mail to somebody who is, or claims to be, signing in. To unknown addresses nothing goes."""
        user = context.get("user")
        if user is None:
            return
        link = context.get("activate_url") or context.get("password_reset_url") or ""
        detail = context.get("to_email") or context.get("deleted_email") or ""
        if provider := context.get("provider"):
            detail = str(provider.name)
        send_account_mail(
            AccountMail(
                name=MAILS[template_prefix],
                user=user,
                address=email or "",
                link=urlsplit(link).path,
                detail=detail,
            )
        )

    def mail_registration(self, request: HttpRequest, address: str, *, signup: bool) -> str:
        """Mail whoever has registered with this address: a link to confirm it or, once that is done, that they have.

        The same is looked up and written for an account made a moment ago and for one that was there, so that nobody
        can tell them apart. Returns whether a mail is SENT, or UNDER_WAY since a short while; "" for an address that
        nobody has.
        """
        if not self._may_mail(request, address):
            return UNDER_WAY
        user = User.objects.signing_in_with(address).first()
        if user is None:
            return ""
        row = keep_address(user=user, email=address)
        if signup:
            go_on_to(user=user, destination=destination_of(request))
        if row.verified:
            send_account_mail(AccountMail(name="already_registered", user=user, address=address))
        else:
            super().send_confirmation_mail(request, EmailConfirmationHMAC(row), signup)
        return SENT

    def send_confirmation_mail(
        self,
        request: HttpRequest,
        emailconfirmation: EmailConfirmationHMAC,
        signup: bool,  # noqa: FBT001
    ) -> None:
        """For an address that somebody adds to their account, or has confirmed again.

        Whoever adds an address that another account has confirmed sees what everybody sees; the owner is told.
        """
        row = emailconfirmation.email_address
        if not self._may_mail(request, row.email):
            request.is_mail_under_way = True  # type: ignore[attr-defined]  # the message says so
            return
        owner = User.objects.with_confirmed_email(row.email).exclude(pk=row.user_id).first()
        if owner is None:
            super().send_confirmation_mail(request, emailconfirmation, signup)
        else:
            send_account_mail(AccountMail(name="address_wanted", user=owner, address=row.email))

    def _may_mail(self, request: HttpRequest, address: str) -> bool:
        """Not again within minutes, nor many times a day, whoever asks: nobody fills somebody else's mailbox."""
        keys = {"confirmation": clean_address(address)}
        try:
            count_try(request, app=MAIL, rates=settings.MAIL_LIMITS, keys=keys)
        except TriedTooOften:
            return False
        return True

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """No link goes to an address that somebody has added to their account without proving that it is theirs.

        Its owner would set a password for a stranger, and confirm the stranger's claim to it.
        """
        if EmailAddress.objects.filter(user=user, email=email, verified=True).exists() or user.email == email:
            super().send_password_reset_mail(user, email, context)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody that something about their account has changed. Without an address: in the inbox alone."""
        self.send_mail(template_prefix, email or user.email or "", {**(context or {}), "user": user})


class MFAAdapter(DefaultMFAAdapter):
    """What makes somebody's codes is sealed: whoever has a copy of the database can't make them."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)


def map_secrets(data: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """What allauth keeps of a second factor, with each text that `MFAAdapter` sealed replaced."""
    changed: dict[str, Any] = {name: change(data[name]) for name in ("secret", "seed") if name in data}
    if "migrated_codes" in data:
        changed["migrated_codes"] = [change(code) for code in data["migrated_codes"]]
    return data | changed


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in through a university (OpenID Connect)."""

    def get_requests_session(self) -> Session:
        return session_with_limits()

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        data = {name: clean_line(value) if isinstance(value, str) else value for name, value in data.items()}
        user: User = super().populate_user(request, sociallogin, data)
        names = [data.get("name") or "", f"{data.get('first_name') or ''} {data.get('last_name') or ''}"]
        user.name = next((name for name in map(name_or_nothing, names) if name), "")
        user.language = get_language() or user.language
        return user


class EmailVerificationStage(stages.EmailVerificationStage):
    """Whoever has not confirmed the address gets a mail instead of a session, and reads what became of the mail.

    Who has no address has none to confirm: pupils sign in by a user name that staff gave them.
    """

    def handle(self) -> tuple[HttpResponse | None, bool]:
        login, user = self.login, self.login.user
        address = login.email or (user.email if user else None)
        is_needed = login.email_verification == EmailVerificationMethod.MANDATORY
        if not address or not is_needed or has_verified_email(user, login.email):
            return None, True
        adapter = AccountAdapter(self.request)
        self.request.session[CONFIRMATION] = adapter.mail_registration(
            self.request, address, signup=login.signup
        )
        return adapter.respond_email_verification_sent(self.request, user), True
