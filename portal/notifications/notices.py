"""What people are told about their own account. All are duties: nobody misses them by a setting."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notifications.extensions import KINDS, Notice, register_notice


@dataclass(frozen=True, kw_only=True)
class AccountNotice(Notice):
    """`occasion` tells one from the next, as the same thing may happen twice."""

    label = gettext_lazy("Your account and how you sign in")
    is_duty = True
    holds_words_of_others = False

    occasion: str
    address: str = ""
    link: str = ""
    detail: str = ""

    def dedupe_key(self) -> str:
        return self.occasion

    def mail_address(self) -> str | None:
        return self.address or None


@dataclass(frozen=True, kw_only=True)
class SecretNotice(AccountNotice):
    """Carries a link with which its holder acts as the person."""

    secret_fields = frozenset({"link"})


@register_notice
@dataclass(frozen=True, kw_only=True)
class ConfirmRegistration(SecretNotice):
    name = "users.confirm_registration"

    def title(self) -> str:
        return _("Confirm your e-mail address")

    def paragraphs(self) -> list[str]:
        return [
            _("You have registered with this address. Follow the link to confirm that it is yours."),
            _("If that was not you, do nothing: without a confirmation nobody can use the account."),
        ]

    def action(self) -> tuple[str, str]:
        return _("Confirm the address"), self.link


@register_notice
@dataclass(frozen=True, kw_only=True)
class ConfirmAddress(SecretNotice):
    name = "users.confirm_address"

    def title(self) -> str:
        return _("Confirm your e-mail address")

    def paragraphs(self) -> list[str]:
        return [
            _("This address has been given for an account. Follow the link to confirm that it is yours."),
            _("If that was not you, do nothing."),
        ]

    def action(self) -> tuple[str, str]:
        return _("Confirm the address"), self.link


@register_notice
@dataclass(frozen=True, kw_only=True)
class ResetPassword(SecretNotice):
    name = "users.reset_password"

    def title(self) -> str:
        return _("Choose a new password")

    def paragraphs(self) -> list[str]:
        return [
            _("Somebody has asked for a new password for your account. Follow the link to choose one."),
            _("If that was not you, do nothing: your password stays as it is."),
        ]

    def action(self) -> tuple[str, str]:
        return _("Choose a new password"), self.link


@register_notice
@dataclass(frozen=True, kw_only=True)
class AlreadyRegistered(AccountNotice):
    name = "users.already_registered"

    def title(self) -> str:
        return _("You have an account already")

    def paragraphs(self) -> list[str]:
        return [
            _(
                "Somebody has tried to register with your address. You have an account, so no second one was made."
            ),
            _(
                "If that was you, sign in; if you have forgotten your password, ask for a new one on that page."
            ),
        ]

    def action(self) -> tuple[str, str]:
        return _("Sign in"), reverse("account_login")


@register_notice
@dataclass(frozen=True, kw_only=True)
class AddressWanted(AccountNotice):
    name = "users.address_wanted"

    def title(self) -> str:
        return _("Somebody wanted to add your address to another account")

    def paragraphs(self) -> list[str]:
        return [
            _("The address belongs to your account, so it can't be used in the other one."),
            _("If that was you, sign in with this address, or remove it here first and then add it there."),
            _("If that was not you, there is nothing to do."),
        ]

    def action(self) -> tuple[str, str]:
        return _("Look at your account"), reverse("account_email")


@dataclass(frozen=True, kw_only=True)
class ChangeNotice(AccountNotice):
    """Something about how the person signs in has changed."""

    def change(self) -> str:
        raise NotImplementedError

    def title(self) -> str:
        return self.change()

    def paragraphs(self) -> list[str]:
        return [
            _("If that was you, there is nothing to do."),
            _("If it was not you, choose a new password at once and write to whoever runs the portal."),
        ]

    def action(self) -> tuple[str, str]:
        return _("Look at your account"), reverse("account_email")


@register_notice
@dataclass(frozen=True, kw_only=True)
class PasswordChanged(ChangeNotice):
    name = "users.password_changed"

    def change(self) -> str:
        return _("Your password has been changed")


@register_notice
@dataclass(frozen=True, kw_only=True)
class AddressChanged(ChangeNotice):
    name = "users.address_changed"

    def change(self) -> str:
        return _("Your main e-mail address is now %(address)s") % {"address": self.detail}


@register_notice
@dataclass(frozen=True, kw_only=True)
class AddressRemoved(ChangeNotice):
    name = "users.address_removed"

    def change(self) -> str:
        return _("The address %(address)s was removed from your account") % {"address": self.detail}


@register_notice
@dataclass(frozen=True, kw_only=True)
class SecondStepAdded(ChangeNotice):
    name = "users.second_step_added"

    def change(self) -> str:
        return _("Your sign-in now asks for a code from your authenticator app")


@register_notice
@dataclass(frozen=True, kw_only=True)
class SecondStepRemoved(ChangeNotice):
    name = "users.second_step_removed"

    def change(self) -> str:
        return _("Your sign-in no longer asks for a code from your authenticator app")


@register_notice
@dataclass(frozen=True, kw_only=True)
class PasskeyAdded(ChangeNotice):
    name = "users.passkey_added"

    def change(self) -> str:
        return _("A passkey or security key was added to your account")


@register_notice
@dataclass(frozen=True, kw_only=True)
class PasskeyRemoved(ChangeNotice):
    name = "users.passkey_removed"

    def change(self) -> str:
        return _("A passkey or security key was removed from your account")


@register_notice
@dataclass(frozen=True, kw_only=True)
class RecoveryCodesMade(ChangeNotice):
    name = "users.recovery_codes_made"

    def change(self) -> str:
        return _("New recovery codes were made for your account; the old ones no longer work")


@register_notice
@dataclass(frozen=True, kw_only=True)
class SignInConnected(ChangeNotice):
    name = "users.sign_in_connected"

    def change(self) -> str:
        return _("You can now sign in through %(name)s") % {"name": self.detail}


@register_notice
@dataclass(frozen=True, kw_only=True)
class SignInDisconnected(ChangeNotice):
    name = "users.sign_in_disconnected"

    def change(self) -> str:
        return _("You can no longer sign in through %(name)s") % {"name": self.detail}


def account_notice(name: str, **fields: str) -> Notice:
    """The notice for a mail that sign-in asks for by its short name, such as `reset_password`."""
    return KINDS[f"users.{name}"](**fields)
