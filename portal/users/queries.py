"""Who the sign-in page of a demonstration lets in with one click."""

from portal.users.extensions import listed_demo_people
from portal.users.models import User


def find_demo_person(email: str) -> User | None:
    """The account of a listed demo person."""
    if email not in {person.email for person in listed_demo_people()}:
        return None
    return User.objects.active().filter(email=email).first()
