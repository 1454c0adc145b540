"""What happens to accounts when rows of theirs were saved, whichever way."""

from allauth.account.models import EmailAddress
from django.http import HttpRequest

from portal.core.addresses import clean_address
from portal.users.models import User
from portal.users.services import trust_address
from portal.users.signals import address_confirmed


def trust_operators(*, instance: User, created: bool, raw: bool, **_kwargs: object) -> None:
    """Whoever can run `createsuperuser` need not prove an address by mail, which may not even be set up yet."""
    if created and instance.is_superuser and not raw:
        trust_address(user=instance)


def keep_address_clean(*, instance: EmailAddress, **_kwargs: object) -> None:
    """Whichever way an address gets here, it is kept as people are looked up by it."""
    instance.email = clean_address(instance.email)


def remember_browser(*, request: HttpRequest, user: User, **_kwargs: object) -> None:
    """Whoever sets a new password by a mail has proved themselves in this browser: limits on guessing let it pass."""
    request.proven_person = user  # type: ignore[attr-defined]


def announce_address(*, instance: EmailAddress, raw: bool, **_kwargs: object) -> None:
    """Whichever way an address was confirmed: by a link, by a university, or on the command line."""
    if instance.verified and not raw:
        address_confirmed.send(sender=type(instance), user=instance.user, address=instance.email)
