"""What people tell about themselves and how they want the portal to look."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.core.locales import own_language_name
from portal.users.constants import Contrast, TextSize
from portal.users.queries import is_address_taken


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

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].help_text = _("We send you a link to confirm it.")
        self.fields["password1"].label = _("Password")
        self.fields["password1"].help_text = _("At least ten characters. Several words are easy to remember.")


class ClaimForm(allauth_forms.SetPasswordForm):
    """Name and password of whoever confirms an address in another browser than the one that registered with it."""

    field_order = ["name", "password1"]

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        self.fields["password1"].label = _("Password")
        self.fields["password1"].help_text = _("At least ten characters. Several words are easy to remember.")


class AddEmailForm(allauth_forms.AddEmailForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")

    def clean_email(self) -> str:
        """An address somebody else registered with can't become one's own main address, so it isn't added at all."""
        email: str = super().clean_email()
        if is_address_taken(email=email, by=self.user):
            raise ValidationError(_("This address belongs to an account already."))
        return email


class DisplayForm(forms.Form):
    """How the portal looks and speaks, for anybody."""

    language = forms.ChoiceField(label=_("Language"), widget=forms.RadioSelect, choices=own_language_choices)
    text_size = forms.ChoiceField(label=_("Text size"), widget=forms.RadioSelect, choices=TextSize.choices)
    contrast = forms.ChoiceField(label=_("Contrast"), widget=forms.RadioSelect, choices=Contrast.choices)


class SettingsForm(DisplayForm):
    """The same for somebody who is signed in, with what others call them."""

    field_order = ["name"]

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As organisations and coordinators see it, for instance when you apply."),
    )
