from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class UsersConfig(AppConfig):
    name = "portal.users"
    label = "users"
    verbose_name = _("People and sign-in")

    def ready(self) -> None:
        post_save.connect(trust_operators, sender="users.User", dispatch_uid="users.trust_operators")
        post_save.connect(
            announce_address, sender="account.EmailAddress", dispatch_uid="users.announce_address"
        )


def trust_operators(instance: Any, created: bool, raw: bool, **_kwargs: Any) -> None:  # noqa: FBT001
    """Whoever can run `createsuperuser` need not prove an address by mail, which may not even be set up yet."""
    from portal.users.services import trust_address

    if created and instance.is_superuser and not raw:
        trust_address(user=instance)


def announce_address(instance: Any, raw: bool, **_kwargs: Any) -> None:  # noqa: FBT001
    """Whichever way an address was confirmed: by a link, by a university, or on the command line."""
    from portal.users.signals import address_confirmed

    if instance.verified and not raw:
        address_confirmed.send(sender=type(instance), user=instance.user, address=instance.email)
