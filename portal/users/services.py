"""What changes about a person's own account; signing in and out is allauth's."""

from allauth.account.models import EmailAddress
from django.db import transaction

from portal.users.models import User


@transaction.atomic
def update_settings(*, user: User, by: User, **changes: str) -> User:
    """Set the person's `name`, `language`, `text_size` or `contrast`."""
    for field, value in changes.items():
        setattr(user, field, value)
    user.save(update_fields=list(changes))
    return user


def is_address_taken(*, email: str, by: User) -> bool:
    """Does somebody else sign in with this address?"""
    return User.objects.with_login(email).exclude(pk=by.pk).exists()


def find_person(*, login: str) -> User | None:
    """Who signs in with this address or user name, whether or not they may at the moment."""
    return User.objects.with_login(login).first()


@transaction.atomic
def trust_address(*, user: User) -> None:
    """Count the person's address as confirmed, because whoever made the account answers for it.

    For accounts made on the command line, and for demo people, who have no mailbox.
    """
    if user.email:
        EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
        EmailAddress.objects.update_or_create(
            user=user, email=user.email, defaults={"primary": True, "verified": True}
        )
