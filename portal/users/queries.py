"""Whose account it is: by an address or a user name, whatever one's role."""

from portal.users.extensions import listed_demo_people
from portal.users.models import User


def find_demo_person(email: str) -> User | None:
    """The account of a listed demo person."""
    if email not in {person.email for person in listed_demo_people()}:
        return None
    return User.objects.active().filter(email=email).first()


def is_address_taken(*, email: str, by: User) -> bool:
    """Does somebody else sign in with this address?"""
    return User.objects.with_login(email).exclude(pk=by.pk).exists()


def find_person(*, login: str) -> User | None:
    """Who signs in with this address or user name, whether or not they may at the moment."""
    return User.objects.with_login(login).first()
