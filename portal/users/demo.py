"""Demo people whom the sign-in page offers, one click each. Outside demo mode there is no such list."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise, SimpleLazyObject

from portal.core.registry import Registry
from portal.users.models import User

DEMO_DOMAIN = "@example.org"
"""RFC 2606 keeps this domain for examples: no address in it belongs to anybody."""


@dataclass(frozen=True)
class DemoPerson:
    """`role` is what the button says, `group` the heading it stands under: the programme."""

    email: str
    role: str | Promise
    group: str | Promise


people: Registry[Callable[[], Iterable[DemoPerson]]] = Registry("demo people on the sign-in page")


def is_demo_address(email: str | None) -> bool:
    return settings.DEMO and (email or "").endswith(DEMO_DOMAIN)


def listed() -> list[DemoPerson]:
    """Everybody the sign-in page offers. Nobody outside demo mode, nor anybody with a real address."""
    found = [person for provider in people for person in provider()]
    return [person for person in found if is_demo_address(person.email)]


def find(email: str) -> User | None:
    """The account of a listed demo person."""
    if email not in {person.email for person in listed()}:
        return None
    return User.objects.active().filter(email=email).first()


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `demo_people`, each heading with its people, for the sign-in page. Asked for there alone."""
    return {"demo_people": SimpleLazyObject(_by_group)} if settings.DEMO else {}


def _by_group() -> list[tuple[str, list[DemoPerson]]]:
    offered = listed()
    there = set(
        User.objects.active()
        .filter(email__in=[person.email for person in offered])
        .values_list("email", flat=True)
    )
    groups: dict[str, list[DemoPerson]] = defaultdict(list)
    for person in offered:
        if person.email in there:
            groups[str(person.group)].append(person)
    return list(groups.items())
