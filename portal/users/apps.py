from django.apps import AppConfig
from django.db.models.signals import post_save, pre_save
from django.utils.translation import gettext_lazy as _

from portal.core.encryption import SEALED_COLUMNS, Sealed


class UsersConfig(AppConfig):
    name = "portal.users"
    label = "users"
    verbose_name = _("People and sign-in")

    def ready(self) -> None:
        from allauth.account.signals import password_reset
        from allauth.mfa.models import Authenticator

        from portal.users import personal_data  # noqa: F401  it registers itself
        from portal.users.adapters import map_secrets
        from portal.users.receivers import (
            announce_address,
            keep_address_clean,
            remember_browser,
            trust_operators,
        )

        password_reset.connect(remember_browser, dispatch_uid="users.remember_browser")

        SEALED_COLUMNS.add("second factors", Sealed(Authenticator, "data", map_secrets))
        post_save.connect(trust_operators, sender="users.User", dispatch_uid="users.trust_operators")
        pre_save.connect(
            keep_address_clean, sender="account.EmailAddress", dispatch_uid="users.keep_address_clean"
        )
        post_save.connect(
            announce_address, sender="account.EmailAddress", dispatch_uid="users.announce_address"
        )
