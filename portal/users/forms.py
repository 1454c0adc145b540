"""What people tell about themselves and how they want the portal to look."""

from typing import Any
from uuid import uuid4

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.core.addresses import clean_address
from portal.core.concurrent_edits import ConcurrentEditForm
from portal.core.locales import own_language_name
from portal.core.names import NAME_LENGTH, NameInput
from portal.core.parsers import foreign_parser
from portal.core.phones import PhoneInput
from portal.core.transactions import kept_if
from portal.users.constants import NOBODY, Contrast, TextSize
from portal.users.models import User
from portal.users.services import keep_address


def own_language_choices() -> list[tuple[str, str]]:
    """The portal's languages, each named in itself."""
    return [(code, own_language_name(code).capitalize()) for code, _name in settings.LANGUAGES]


class LoginForm(allauth_forms.LoginForm):
    """An "@" tells an address from a user name: allauth would try both, and the time taken would tell of accounts."""

    def user_credentials(self) -> dict[str, str]:
        login = self.cleaned_data["login"]
        return {"email" if "@" in login else "username": login, "password": self.cleaned_data["password"]}


class SignupForm(allauth_forms.SignupForm):
    """Name, address and one password; who mistypes the password asks for a new one."""

    field_order = ["name", "email", "password1"]

    name = NameInput()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].help_text = _("We send you a link to confirm it.")
        self.fields["password1"].label = _("Password")
        self.fields["password1"].help_text = _("At least ten characters. Several words are easy to remember.")

    def validate_unique_email(self, value: str) -> str:
        """An account has the address if it was made with it or has confirmed it; adding it to one is no claim."""
        self.account_already_exists = User.objects.signing_in_with(value).first() is not None
        return value

    def try_save(self, request: HttpRequest) -> tuple[User, None]:
        """Make the account; for an address that has one, do the same and take it back.

        What is returned then is in no database. It goes the way of every new account to the page that says to look into
        the mailbox, where either the link is or the news that there is an account.
        """
        is_new, email = not self.account_already_exists, self.cleaned_data["email"]
        if not is_new:
            self.account_already_exists = False
            self.cleaned_data["email"] = f"{uuid4().hex}@nobody.invalid"  # RFC 2606
        with kept_if(is_new):
            user: User = self.save(request)
        user.email = email
        return user, None


class ClaimForm(allauth_forms.SetPasswordForm):
    """Name and password of whoever confirms an address in another browser than the one that registered with it."""

    field_order = ["name", "password1"]

    name = NameInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        self.fields["password1"].label = _("Password")
        self.fields["password1"].help_text = _("At least ten characters. Several words are easy to remember.")


class AddEmailForm(allauth_forms.AddEmailForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """The same work whether or not somebody has the address: for nobody it is done, and taken back."""

    def clean_email(self) -> str:
        email = get_adapter().clean_email(clean_address(self.cleaned_data["email"]))
        found = User.objects.signing_in_with(email).first()
        self.owner = found if found is not None and found.is_active else None
        return str(email)

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        user = self.owner or User(pk=NOBODY, email=email)
        with kept_if(self.owner is not None):
            keep_address(user=user, email=email)
            request_password_reset(request, email, [user], allauth_forms.default_token_generator)
        return email


# --- Passkeys ------------------------------------------------------------------------------------------------------


class PasskeyProof(webauthn_forms.AuthenticateWebAuthnForm):
    """What a browser says that has a passkey; anybody can send anything in its place, and is told it is not right."""

    def clean_credential(self) -> Authenticator:
        with foreign_parser("fido2", get_mfa_adapter().validation_error("incorrect_code")):
            return super().clean_credential()


class PasskeyLoginForm(PasskeyProof, webauthn_forms.LoginWebAuthnForm):
    pass


class PasskeyReauthenticationForm(PasskeyProof, webauthn_forms.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(webauthn_forms.AddWebAuthnForm):
    """The same for a new passkey, with the name its owner gives it."""

    name = forms.CharField(required=False, max_length=NAME_LENGTH)

    def clean(self) -> dict[str, Any]:
        with foreign_parser("fido2", get_mfa_adapter().validation_error("incorrect_code")):
            return dict(super().clean())


class EditPasskeyForm(webauthn_forms.EditWebAuthnForm):
    name = forms.CharField(required=True, max_length=NAME_LENGTH)


# --- Settings ------------------------------------------------------------------------------------------------------


class DisplayForm(forms.Form):
    """How the portal looks and speaks, for anybody."""

    language = forms.ChoiceField(label=_("Language"), widget=forms.RadioSelect, choices=own_language_choices)
    text_size = forms.ChoiceField(label=_("Text size"), widget=forms.RadioSelect, choices=TextSize.choices)
    contrast = forms.ChoiceField(label=_("Contrast"), widget=forms.RadioSelect, choices=Contrast.choices)


class SettingsForm(ConcurrentEditForm, DisplayForm):
    """The same for somebody who is signed in, with what others call them, and how.

    Nobody calls a pupil, who has no address either: the coordinators stand between.
    """

    field_order = ["name", "phone"]

    name = NameInput(
        help_text=_("As organisations and coordinators see it, for instance when you apply."),
    )
    phone = PhoneInput(
        help_text=_("You may leave it empty. The other side of an application sees it from the interview on.")
    )

    def __init__(self, *args: Any, has_phone: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_phone:
            del self.fields["phone"]
